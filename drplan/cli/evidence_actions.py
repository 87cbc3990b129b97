"""``drplan evidence actions`` and ``standing``: what is to be mended, and how far each service is proven."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.audit.actions import Action, overdue, still_open
from drplan.audit.standing import Standing, standings
from drplan.cli.evidence_judged import refuse_unverified
from drplan.cli.frame import Exit, deploys_option, finish, format_option, inventory_option, runbooks_option
from drplan.cli.mending import recorded_actions
from drplan.cli.show import table
from drplan.explain.mending import seen_in
from drplan.explain.words import count, moment

day_option = click.option(
    "--day",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    callback=lambda _context, _option, given: (given or wiring.clock().now().astimezone(UTC)).date(),
    metavar="DAY",
    help="Judge as on that day, as in 2027-06-30, instead of today.",
)


@click.command("actions")
@click.option(
    "--open", "which", flag_value="open", default=True, help="Those that nothing closed (the usual)."
)
@click.option("--overdue", "which", flag_value="overdue", help="Those whose due day is over.")
@click.option("--all", "which", flag_value="all", help="Closed ones, too.")
@day_option
@deploys_option
@inventory_option
@runbooks_option
@format_option()
def actions_command(
    *, which: str, day: date, deploys: Path | None, inventory: Path, runbooks: Path, form: str
) -> None:
    """List corrective actions: what failed, who mends it, by when, and what closed it.

    Exit codes: 0 none is overdue; 1 some are; 2 the records or the declaration could not be read, or a
    record does not verify.
    """
    refuse_unverified(runbooks, deploys)
    found = recorded_actions(wiring.district(inventory), runbooks, deploys)
    late = overdue(found, day)
    shown = {"open": still_open(found), "overdue": late, "all": found}[which]
    if form == "json":
        told = {"schema": "drplan/evidence-actions/1", "day": day.isoformat()}
        counted = {"open": len(still_open(found)), "overdue": len(late), "on_record": len(found)}
        rows = [action_row(each, day) for each in shown]
        click.echo(json.dumps(told | counted | {"actions": rows}, indent=2))
    else:
        say_actions(shown, day)
        still = len(still_open(found))
        click.echo(f"{count(len(found), 'corrective action')} on record: {still} open, {len(late)} overdue")
    finish(Exit.FALLS_SHORT if late else Exit.WELL)


def action_row(action: Action, day: date) -> dict[str, Any]:
    """Return one action for programs."""
    return {
        "id": action.id,
        "subject": action.subject,
        "kind": action.kind,
        "name": action.name,
        "site": action.site,
        "issue": action.issue,
        "owner_role": action.owner_role,
        "opened": action.opened.isoformat(),
        "due": action.due.isoformat(),
        "state": state_of(action, day),
        "of": action.of.model_dump(),
        "again": [each.model_dump() for each in action.again],
        "assigned_by": action.assigned_by.model_dump() if action.assigned_by else None,
        "closed_by": action.closed_by.model_dump() if action.closed_by else None,
    }


def state_of(action: Action, day: date) -> str:
    """Return ``closed``, ``overdue`` or ``open``."""
    if action.closed_by is not None:
        return "closed"
    return "overdue" if action.due < day else "open"


def say_actions(shown: Sequence[Action], day: date) -> None:
    """Print actions as a table; nothing when there are none."""
    if not shown:
        return
    rows = [
        (
            each.id,
            state_of(each, day),
            each.due.isoformat(),
            each.owner_role,
            each.subject,
            each.issue,
            _records(each),
        )
        for each in shown
    ]
    table(("action", "state", "due", "owner", "of", "issue", "records"), rows)
    click.echo()


def _records(action: Action) -> str:
    closed = f"; closed by {action.closed_by.id}" if action.closed_by else ""
    return f"opened by {seen_in(action)}{closed}"


@click.command("standing")
@inventory_option
@runbooks_option
@format_option()
def standing_command(*, inventory: Path, runbooks: Path, form: str) -> None:
    """Say how far each service is proven, by which drill, and what has changed since.

    Exit codes: 0 all are proven; 1 some are stale or fail; 2 the records or the declaration could not be
    read, or a record does not verify; 3 some were never proven.
    """
    district, now = wiring.district(inventory), wiring.clock().now()
    refuse_unverified(runbooks, None, but=("deploy",))
    about = wiring.circumstances(district, inventory, "")
    ledger = wiring.committed_ledger(runbooks)
    found = standings(ledger, district, about.inventory_sha256, now, about.tools)
    if form == "json":
        rows = [standing_row(each) for each in found]
        told = {"schema": "drplan/evidence-standing/1", "at": now.isoformat(), "services": rows}
        click.echo(json.dumps(told, indent=2))
    else:
        say_standings(found)
    finish(exit_of(found))


def exit_of(found: Sequence[Standing]) -> Exit:
    """Return how the command ends: what falls short comes first; where nothing is judged, nothing is well."""
    states = {each.state for each in found}
    if states & {"failing", "stale"}:
        return Exit.FALLS_SHORT
    return Exit.IN_PART if "unproven" in states or not states else Exit.WELL


def standing_row(standing: Standing) -> dict[str, Any]:
    """Return one service's standing for programs."""
    return {
        "service": standing.service,
        "tier": standing.tier,
        "state": standing.state,
        "because": list(standing.because),
        "by": standing.by.model_dump() if standing.by else None,
        "since": standing.since.isoformat() if standing.since else None,
        "until": standing.until.isoformat() if standing.until else None,
    }


def say_standings(found: Sequence[Standing]) -> None:
    """Print all services in declared order, then how many stand how."""
    rows = [
        (
            each.service,
            str(each.tier),
            each.state,
            each.by.id if each.by else "",
            moment(each.since) if each.since else "",
            "\n".join(each.because),
        )
        for each in found
    ]
    table(("service", "tier", "standing", "drill", "ended", "because"), rows)
    states = [each.state for each in found]
    told = ", ".join(f"{states.count(state)} {state}" for state in ("proven", "stale", "failing", "unproven"))
    click.echo(f"\n{count(len(found), 'service')}: {told}")
