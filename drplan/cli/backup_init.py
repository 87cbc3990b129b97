"""``drplan backup init``: the declared repositories, made where they are not there."""

from __future__ import annotations

from pathlib import Path

import click

from drplan import wiring
from drplan.act.backup import open_repositories, repositories_for
from drplan.cli.backup_chosen import chosen_data_sets
from drplan.cli.frame import inventory_option, site_option
from drplan.cli.show import Lines


@click.command("init", help="Make the declared repositories that do not exist yet.")
@inventory_option
@site_option()
def init(inventory: Path, site: str | None) -> None:
    """Open the repositories, of one site's data or all, making those that are not there."""
    district = wiring.district(inventory)
    kept_in = repositories_for(district, chosen_data_sets(district, site)) if site else district.repositories
    wiring.enter()
    open_repositories(kept_in, wiring.vault(district), Lines(), create=True)
