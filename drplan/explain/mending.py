"""The corrective actions that nothing closed yet, as a table.

There is no clock here: the due day is told, and not whether it is over.
"""

from __future__ import annotations

from collections.abc import Sequence

from drplan.audit.actions import Action
from drplan.explain.content import Table
from drplan.explain.words import count, listing

_HEADER = ("Due", "Of", "Who mends it", "What fell short", "Seen in", "Action")


def concerning(actions: Sequence[Action], site: str) -> list[Action]:
    """Return the actions about one site, and those about what no site declares, in their order."""
    return [each for each in actions if each.site in (site, None)]


def action_table(actions: Sequence[Action]) -> Table | None:
    """Return the table of open actions, the earliest due first; ``None`` when there are none."""
    if not actions:
        return None
    rows = tuple(
        (
            each.due.isoformat(),
            each.subject,
            each.owner_role,
            each.issue,
            seen_in(each),
            each.id,
        )
        for each in sorted(actions, key=lambda each: (each.due, each.id))
    )
    return Table("Corrective actions that are open", _HEADER, rows)


def seen_in(action: Action) -> str:
    """Say which record opened an action, and which was the last of how many in which it failed again."""
    if not action.again:
        return action.of.id
    times = f"{len(action.again)} times, last in " if len(action.again) > 1 else "in "
    return f"{action.of.id}; again {times}{action.again[-1].id}"


def in_short(actions: Sequence[Action]) -> str:
    """Say in one line how much is open and what is due first; empty when nothing is open."""
    if not actions:
        return ""
    sites = sorted({each.site for each in actions if each.site is not None})
    where = f" (sites {listing(sites)})" if sites else ""
    earliest = min(each.due for each in actions)
    return f"Still to be mended: {count(len(actions), 'thing')}{where}, the first by {earliest}."
