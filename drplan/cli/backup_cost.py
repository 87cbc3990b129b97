"""``drplan backup cost``: what a month of copies comes to."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.act.measured_sizes import MeasuredSizes, measured_sizes
from drplan.cli.backup_cost_text import cost_json, print_costs
from drplan.cli.frame import Exit, finish, format_option, inventory_option
from drplan.declare import District
from drplan.declare.lookup import data_sets, repository_named
from drplan.prices import Copy, PolicyCost, copies_of, policy_costs


@click.command("cost", help="What keeping copies costs a month: reckoned from bytes, class and retention.")
@inventory_option
@click.option("--repository", metavar="NAME", help="One repository, instead of all and the policies.")
@click.option("--measured", is_flag=True, help="Ask the copies how large data is and what changes in it.")
@format_option()
def cost(inventory: Path, repository: str | None, *, measured: bool, form: str) -> None:
    """Print each repository's month and each policy's; exit 1 beyond a budget, 3 when some is not known."""
    district = wiring.district(inventory)
    chosen = district.repositories if repository is None else (repository_named(district, repository),)
    policies = {each.name: each for each in district.policies}
    asked = _measured(district) if measured else MeasuredSizes()
    copies = copies_of(chosen, policies, asked.instead(data_sets(district)))
    costs = policy_costs(copies, district.policies) if repository is None else ()
    if form == "json":
        click.echo(json.dumps(cost_json(copies, costs, sorted(asked.found)), indent=2))
    else:
        print_costs(copies, costs)
        _print_measured(asked, district, measured=measured)
    for (data_set, copy), error in asked.failed.items():
        click.echo(f"  {data_set:<24} not measured in {copy}: {error.message}", err=True)
    finish(_exit(copies, costs, asked))


def _measured(district: District) -> MeasuredSizes:
    wiring.enter()
    return measured_sizes(district, data_sets(district), wiring.vault(district))


def _print_measured(asked: MeasuredSizes, district: District, *, measured: bool) -> None:
    count = f"{len(asked.found)} of {len(data_sets(district))} data sets"
    click.echo(
        f"\nSizes and changes of {count} are measured, the others declared."
        if measured
        else "\nSizes and changes are declared."
    )


def _exit(copies: tuple[Copy, ...], costs: tuple[PolicyCost, ...], asked: MeasuredSizes) -> Exit:
    if any(each.over for each in costs):
        return Exit.FALLS_SHORT
    unpriced = asked.failed or any(_lacks(each) for each in copies)
    return Exit.IN_PART if unpriced or any(each.unknown for each in costs) else Exit.WELL


def _lacks(copy: Copy) -> bool:
    """Tell whether something of a repository is in no sum."""
    if copy.repository.storage is None:
        return copy.repository.dollars_a_year is None
    return bool(copy.unknown)
