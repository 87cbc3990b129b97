"""The journal of a run that ends with its process, and what of a plan every journal keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from drplan.plan.points import Choice
from drplan.ports import Journal, RecoveryPoint


class Unkept:
    """Implements :class:`drplan.ports.Journal` by doing everything each time: ``restore`` needs no more."""

    def once(self, subject: str, action: str, do: Callable[[], Any]) -> Any:  # noqa: ARG002
        """Do it."""
        return do()


def choices_once(journal: Journal, choose: Callable[[], Mapping[str, Choice]]) -> dict[str, Choice]:
    """Choose recovery points once: a drill that goes on after an interruption goes on with the same ones.

    ``choose`` returns choices by data set, as this does.
    """
    kept = journal.once("plan", "points", lambda: {name: _told(each) for name, each in choose().items()})
    return {name: _choice(each) for name, each in kept.items()}


def told_point(point: RecoveryPoint) -> dict[str, Any]:
    """Return a recovery point as a journal keeps it."""
    return {**vars(point), "taken_at": point.taken_at.isoformat()}


def read_point(told: Mapping[str, Any]) -> RecoveryPoint:
    """Return the recovery point that a journal kept."""
    lists = {name: tuple(each) for name, each in told.items() if isinstance(each, list)}
    return RecoveryPoint(**{**told, **lists, "taken_at": datetime.fromisoformat(told["taken_at"])})


def _told(choice: Choice) -> dict[str, Any]:
    return {"point": choice.point and told_point(choice.point), "because": choice.because}


def _choice(told: Mapping[str, Any]) -> Choice:
    return Choice(told["point"] and read_point(told["point"]), told["because"])
