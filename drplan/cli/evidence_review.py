"""``drplan evidence review``, ``leadership`` and ``assign``: what other roles make of the evidence."""

from __future__ import annotations

from datetime import UTC, date
from pathlib import Path

import click

from drplan.audit.actions import still_open
from drplan.cli.approvals import Desk, approval_options, decision_option, desk, end, held_option
from drplan.cli.mending import recorded_actions
from drplan.declare.lookup import role_named
from drplan.errors import UsageError
from drplan.record.approval import ActionRef, Decision, RecordRef

_LEADERS = ("board", "superintendent")


@click.command("review")
@click.argument("run", metavar="RUN")
@click.option("--role", required=True, help="Who reviewed it: another role than the one that did it.")
@decision_option(None)
@held_option
@approval_options
def review_command(
    *,
    run: str,
    role: str,
    decision: Decision,
    held: date | None,
    note: str,
    inventory: Path,
    runbooks: Path,
    deploys: Path | None,
    form: str,
) -> None:
    """Record that another role reviewed a record, and what it decided.

    Exit codes: 0 recorded; 1 recorded, and it was rejected; 2 nothing was recorded: the record does not
    verify, or the role is not declared or did it itself.
    """
    at = desk(inventory, runbooks, deploys, note, form)
    reviewer = role_named(at.district, role).name
    ((record, ref),) = at.records((run,))
    at.refuse_own(reviewer, record)
    _refuse_before(at, held, record.ended.astimezone(UTC).date(), run)
    end(at.keep("review", reviewer, decision, held, {"of": (ref,)}))


@click.command("leadership")
@click.option("--role", required=True, type=click.Choice(_LEADERS), help="Who was shown the evidence.")
@click.option(
    "--of", "runs", required=True, multiple=True, metavar="RUN", help="A record; may be given again."
)
@decision_option("noted")
@held_option
@approval_options
def leadership_command(
    *,
    role: str,
    runs: tuple[str, ...],
    decision: Decision,
    held: date | None,
    note: str,
    inventory: Path,
    runbooks: Path,
    deploys: Path | None,
    form: str,
) -> None:
    """Record that the board or the superintendent was shown the evidence of these runs, and on which day.

    Exit codes: 0 recorded; 1 recorded, and it was rejected; 2 nothing was recorded: a record does not
    verify, or ended after that day.
    """
    at = desk(inventory, runbooks, deploys, note, form)
    refs: list[RecordRef] = []
    for record, ref in at.records(tuple(dict.fromkeys(runs))):
        at.refuse_own(role, record)
        _refuse_before(at, held, record.ended.astimezone(UTC).date(), record.id)
        refs.append(ref)
    end(at.keep("leadership review", role, decision, held, {"of": tuple(refs)}))


@click.command("assign")
@click.argument("action", metavar="ACTION")
@click.option("--owner", required=True, help="The role that is to mend it, as declared.")
@click.option(
    "--due",
    required=True,
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DAY",
    help="The last day for it, as in 2027-01-31.",
)
@click.option("--role", required=True, help="The role that decides this, as declared.")
@held_option
@approval_options
def assign_command(
    *,
    action: str,
    owner: str,
    due: date,
    role: str,
    held: date | None,
    note: str,
    inventory: Path,
    runbooks: Path,
    deploys: Path | None,
    form: str,
) -> None:
    """Give an open corrective action an owner and a day; only a record in which it passes closes it.

    Exit codes: 0 recorded; 2 nothing was recorded: no open action has that id, or a role is not declared.
    """
    at = desk(inventory, runbooks, deploys, note, form)
    mends, decides = role_named(at.district, owner).name, role_named(at.district, role).name
    known = {each.id for each in still_open(recorded_actions(at.district, runbooks, deploys))}
    if action not in known:
        raise UsageError(
            f"no open corrective action has the id {action}",
            next_step="see them: drplan evidence actions",
        )
    if _day(due) < at.day(held):
        raise UsageError(
            f"{_day(due)} is before the day of the decision, {at.day(held)}",
            next_step="give a day on which it can still be mended: --due DAY",
        )
    said = ActionRef(id=action, owner_role=mends, due=_day(due).isoformat())
    end(at.keep("assignment", decides, "noted", held, {"actions": (said,)}))


def _day(given: date) -> date:
    """Return the day of what click read as a moment."""
    return date(given.year, given.month, given.day)


def _refuse_before(at: Desk, held: date | None, ended: date, name: str) -> None:
    """Raise ``UsageError`` when a review would be older than what it reviews."""
    if at.day(held) < ended:
        raise UsageError(
            f"{name} ended on {ended}: nobody can have reviewed it on {at.day(held)}",
            next_step="give the day of the review: --held DAY",
        )
