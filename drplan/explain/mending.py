"""The corrective actions that nothing closed yet, as a table.

There is no clock here: the due day is told, and not whether it is over.
"""

from __future__ import annotations

from collections.abc import Sequence

from drplan.audit.actions import Action
from drplan.explain.content import Table
from drplan.explain.words import count

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
            ", ".join(ref.id for ref in (each.of, *each.again)),
            each.id,
        )
        for each in sorted(actions, key=lambda each: (each.due, each.id))
    )
    return Table("Corrective actions that are open", _HEADER, rows)


def beside_standing(actions: Sequence[Action]) -> str:
    """Return the sentence that a line on a site's standing begins with; empty when nothing is open."""
    if not actions:
        return ""
    earliest = min(each.due for each in actions)
    return f"{count(len(actions), 'corrective action')} open, the first due {earliest}. "
