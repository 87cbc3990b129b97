"""``drplan backup cost``: what a month of copies comes to."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.backup_cost_text import cost_json, print_costs
from drplan.cli.frame import Exit, finish, format_option, inventory_option
from drplan.declare.lookup import data_sets, repository_named
from drplan.prices import Copy, PolicyCost, copies_of, policy_costs


@click.command("cost", help="What keeping copies costs a month: reckoned from bytes, class and retention.")
@inventory_option
@click.option("--repository", metavar="NAME", help="One repository, instead of all and the policies.")
@format_option()
def cost(inventory: Path, repository: str | None, form: str) -> None:
    """Print each repository's month and each policy's; exit 1 beyond a budget, 3 when some is not known."""
    district = wiring.district(inventory)
    chosen = district.repositories if repository is None else (repository_named(district, repository),)
    policies = {each.name: each for each in district.policies}
    copies = copies_of(chosen, policies, data_sets(district))
    costs = policy_costs(copies, district.policies) if repository is None else ()
    if form == "json":
        click.echo(json.dumps(cost_json(copies, costs), indent=2))
    else:
        print_costs(copies, costs)
    finish(_exit(copies, costs))


def _exit(copies: tuple[Copy, ...], costs: tuple[PolicyCost, ...]) -> Exit:
    if any(each.over for each in costs):
        return Exit.FALLS_SHORT
    unpriced = any(_lacks(each) for each in copies)
    return Exit.IN_PART if unpriced or any(each.unknown for each in costs) else Exit.WELL


def _lacks(copy: Copy) -> bool:
    """Tell whether something of a repository is in no sum."""
    if copy.repository.storage is None:
        return copy.repository.dollars_a_year is None
    return bool(copy.unknown)
