"""The course of a recovery: what each asset and each service took, and what had to be there before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Course:
    """``parts`` holds what came back, by the name of an asset or a service; ``needs`` what each waits for."""

    parts: Mapping[str, tuple[Part, ...]]
    needs: Mapping[str, Sequence[str]]

    def finishes(self) -> dict[str, Finish]:
        """Return when each was back, in seconds from the loss, and along which path."""
        return critical_paths({name: _lasts(parts) for name, parts in self.parts.items()}, self.needs)

    def changed(self, change: Callable[[Part], float]) -> Course:
        """Return the same course with other seconds for each piece."""
        return Course(
            {
                name: tuple(
                    Part(part.subject, part.action, change(part), part.repository, part.fixed)
                    for part in parts
                )
                for name, parts in self.parts.items()
            },
            self.needs,
        )

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


def _lasts(parts: Sequence[Part]) -> float:
    """Pieces that overlapped take together no less than the longest of them."""
    return max(sum(part.seconds for part in parts), max((part.seconds for part in parts), default=0.0))
