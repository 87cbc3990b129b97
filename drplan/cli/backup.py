"""``drplan backup``: recovery points, made and looked at."""

from __future__ import annotations

from pathlib import Path

import click

from drplan import wiring
from drplan.act.backup import open_repositories, repositories_for
from drplan.cli import backup_status
from drplan.cli.backup_aws import in_aws, vaults
from drplan.cli.backup_changes import changes
from drplan.cli.backup_check import check
from drplan.cli.backup_chosen import chosen_data_sets as _chosen
from drplan.cli.backup_copy import copy
from drplan.cli.backup_cost import cost
from drplan.cli.backup_escrow import escrow
from drplan.cli.backup_install import install
from drplan.cli.backup_plan import plan
from drplan.cli.backup_retain import retain
from drplan.cli.backup_run import run
from drplan.cli.backup_unhide import unhide
from drplan.cli.frame import Verbs, inventory_option, site_option
from drplan.cli.show import Lines


@click.group(cls=Verbs, help="Make recovery points and see how old they are.")
def command() -> None:
    """Group the verbs."""


command.add_command(backup_status.command)
command.add_command(changes)
command.add_command(check)
command.add_command(copy)
command.add_command(cost)
command.add_command(escrow)
command.add_command(in_aws)
command.add_command(install)
command.add_command(plan)
command.add_command(retain)
command.add_command(run)
command.add_command(unhide)
command.add_command(vaults)


@command.command("init", help="Make the declared repositories that do not exist yet.")
@inventory_option
@site_option()
def init(inventory: Path, site: str | None) -> None:
    """Open the repositories, of one site's data or all, making those that are not there."""
    district = wiring.district(inventory)
    kept_in = repositories_for(district, _chosen(district, site)) if site else district.repositories
    wiring.enter()
    open_repositories(kept_in, wiring.vault(district), Lines(), create=True)
