"""The course of a recovery: what each asset and each service took, and what had to be there before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import TopologicalSorter

from drplan.measure.recovery import Finish, critical_paths


@dataclass(frozen=True)
class Part:
    """One piece of bringing an asset or a service back; ``seconds`` below zero says that pieces overlapped.

    Of a restore ``repository`` is where from, and ``fixed`` the seconds that no faster link would save.
    """

    subject: str
    action: str
    seconds: float
    repository: str = ""
    fixed: float = 0.0


Change = Callable[[Part], float]
"""What a piece takes when something is changed, in seconds."""


@dataclass(frozen=True)
class Course:
    """``parts`` holds what came back, by the name of an asset or a service; ``needs`` what each waits for."""

    parts: Mapping[str, tuple[Part, ...]]
    needs: Mapping[str, Sequence[str]]

    def finishes(self, change: Change | None = None) -> dict[str, Finish]:
        """Return when each was back, in seconds from the loss, and along which path.

        With a ``change`` as it would be, were every piece as long as that says.
        """
        seconds = change or _as_it_was
        lasts = {name: _lasts([seconds(part) for part in parts]) for name, parts in self.parts.items()}
        return critical_paths(lasts, self.needs, self._order)

    def changed(self, change: Change) -> Course:
        """Return the same course with other seconds for each piece."""
        return Course(
            {
                name: tuple(replace(part, seconds=change(part)) for part in parts)
                for name, parts in self.parts.items()
            },
            self.needs,
        )

    @cached_property
    def _order(self) -> tuple[str, ...]:
        return tuple(TopologicalSorter(self.needs).static_order())

    def up_to(self, name: str) -> Course:
        """Return the course of one of them and of all that it waits for."""
        wanted, waiting = {name}, [name]
        while waiting:
            new = set(self.needs.get(waiting.pop(), ())) - wanted
            wanted |= new
            waiting += new
        return Course(
            {each: parts for each, parts in self.parts.items() if each in wanted},
            {each: self.needs.get(each, ()) for each in wanted},
        )


def _as_it_was(part: Part) -> float:
    return part.seconds


def _lasts(seconds: Sequence[float]) -> float:
    """Add pieces up; those that overlapped take together no less than the longest of them."""
    return max(sum(seconds), max(seconds, default=0.0))
