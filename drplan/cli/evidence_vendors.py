"""``drplan evidence vendors``: how each service stands that a vendor hosts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.act.backup_status import backup_status
from drplan.audit.hosted import Hosted, Looked, hosted
from drplan.cli.evidence_judged import refuse_unverified
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option
from drplan.cli.show import table
from drplan.declare import District
from drplan.declare.lookup import services
from drplan.measure.copies import CopyState
from drplan.plan.restorable import kept


@click.command("vendors")
@click.option("--without-copies", is_flag=True, help="Ask no copy how old the last export in it is.")
@inventory_option
@runbooks_option
@format_option()
def vendors_command(*, without_copies: bool, inventory: Path, runbooks: Path, form: str) -> None:
    """Say how each hosted service stands: its vendor's promise, our last export, what is signed, who works.

    Exit codes: 0 all of it passes; 1 some of it fails; 2 the records or the declaration could not be read,
    or a record does not verify; 3 some of it is without evidence.
    """
    district, now = wiring.district(inventory), wiring.clock().now().astimezone()
    refuse_unverified(runbooks, None, but=("deploy",))
    copies = None if without_copies else _copies(district, now)
    exercises = wiring.committed_ledger(runbooks).exercises
    found = hosted(district, Looked(now, exercises, copies))
    if form == "json":
        told = {"schema": "drplan/evidence-vendors/1", "at": now.isoformat()}
        click.echo(json.dumps(told | {"services": [vendor_row(each) for each in found]}, indent=2))
    else:
        say_hosted(found)
    finish(exit_of(found))


def _copies(district: District, now: datetime) -> Mapping[str, Sequence[CopyState]]:
    """Ask each copy of the data that vendors host, and that the district keeps, once."""
    hosts = {vendor.name for vendor in district.vendors}
    wanted = [
        data
        for service in services(district)
        if service.vendor in hosts
        for data in service.data_sets
        if kept(data.source, district)
    ]
    wiring.enter()
    vault = cache(lambda: wiring.vault(district))
    states = backup_status(district, wanted, lambda repository: vault().all_points(repository), now)
    by_data_set: dict[str, list[CopyState]] = defaultdict(list)
    for state in states:
        by_data_set[state.data_set].append(state)
    return by_data_set


def exit_of(found: Sequence[Hosted]) -> Exit:
    """Return how the command ends: what fails comes before what nobody can say."""
    outcomes = {each.verdict.outcome for each in found}
    if "fail" in outcomes:
        return Exit.FALLS_SHORT
    return Exit.IN_PART if "no-evidence" in outcomes else Exit.WELL


def vendor_row(each: Hosted) -> dict[str, Any]:
    """Return one hosted service for programs."""
    judged = [
        {
            "what": one.what,
            "outcome": one.verdict.outcome,
            "because": list(one.verdict.because),
            "shown": one.shown,
        }
        for one in each.judgements
    ]
    said = {"service": each.service, "vendor": each.vendor, "tier": each.tier}
    return said | {"outcome": each.verdict.outcome, "judgements": judged}


def say_hosted(found: Sequence[Hosted]) -> None:
    """Print each service's four judgements, then how many services stand how."""
    rows = [
        (
            each.service if first else "",
            each.vendor if first else "",
            one.what,
            one.verdict.outcome,
            one.shown,
            "\n".join(one.verdict.because),
        )
        for each in found
        for first, one in ((index == 0, one) for index, one in enumerate(each.judgements))
    ]
    table(("service", "vendor", "what", "verdict", "seen", "because"), rows)
    outcomes = [each.verdict.outcome for each in found]
    counted = ", ".join(f"{outcomes.count(outcome)} {outcome}" for outcome in ("pass", "fail", "no-evidence"))
    click.echo(f"{len(found)} hosted services: {counted}")
