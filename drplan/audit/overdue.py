"""Corrective actions whose day is over, as rules of :mod:`drplan.validate` know them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from drplan.audit.actions import Action, overdue
from drplan.validate import Overdue, Subject

_LONGEST = 300
"""Characters of an issue that a finding repeats; the action has all of them."""


def overdue_findings(found: Iterable[Action], day: date) -> tuple[Overdue, ...]:
    """Return what the rule about overdue actions is to say on ``day``, in the actions' order."""
    return tuple(
        Overdue(each.id, _subject(each), each.due, each.owner_role, _short(each.issue))
        for each in overdue(found, day)
    )


def _subject(action: Action) -> Subject:
    """Return the declared thing: an escrow is declared with its repository."""
    kind = "repository" if action.kind == "escrow" else action.kind
    return Subject(kind, action.name, action.site)


def _short(issue: str) -> str:
    return issue if len(issue) <= _LONGEST else f"{issue[:_LONGEST]} …"
