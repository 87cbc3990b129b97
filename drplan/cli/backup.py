"""``drplan backup``: recovery points, made and looked at."""

from __future__ import annotations

from pathlib import Path

import click

from drplan import wiring
from drplan.act.backup import open_repositories, repositories_for
from drplan.cli.backup_chosen import chosen_data_sets as _chosen
from drplan.cli.frame import inventory_option, site_option
from drplan.cli.show import Lines
from drplan.cli.verbs import Verbs


@click.group(
    cls=Verbs,
    help="Make recovery points and see how old they are.",
    verbs={
        "status": "backup_status:command",
        "changes": "backup_changes:changes",
        "check": "backup_check:check",
        "copy": "backup_copy:copy",
        "cost": "backup_cost:cost",
        "escrow": "backup_escrow:escrow",
        "in-aws": "backup_aws:in_aws",
        "install": "backup_install:install",
        "plan": "backup_plan:plan",
        "retain": "backup_retain:retain",
        "run": "backup_run:run",
        "unhide": "backup_unhide:unhide",
        "vaults": "backup_aws:vaults",
    },
)
def command() -> None:
    """Group the verbs."""


@command.command("init", help="Make the declared repositories that do not exist yet.")
@inventory_option
@site_option()
def init(inventory: Path, site: str | None) -> None:
    """Open the repositories, of one site's data or all, making those that are not there."""
    district = wiring.district(inventory)
    kept_in = repositories_for(district, _chosen(district, site)) if site else district.repositories
    wiring.enter()
    open_repositories(kept_in, wiring.vault(district), Lines(), create=True)
