"""What failed is mended by the day that was set for it."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.validate.days import ago
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.registry import RULES


@RULES.add(
    "DRP130",
    "A corrective action is overdue",
    severity="error",
    why="What failed in a drill, a check or a deploy still fails, and the day set for mending it is over.",
    source="NIST SP 800-53 Rev. 5, CA-5 and CP-4; ISO 22301:2019, 10.1",
    fix="mend it and let it pass: only a later signed record in which it passes closes it",
)
def action_overdue(index: Index) -> Iterator[Flaw]:
    """Ask what the signed records opened and nothing closed; the due day itself is in time."""
    for action in index.overdue:
        due = ago(action.due, index.today)
        yield Flaw(
            action.subject,
            f"{action.id} was due on {due}, owner {action.owner_role}: {action.issue}",
            f"mend it and let it pass, or set its owner another day: drplan evidence assign {action.id}",
        )
