"""How fast data came back so far, by data set and repository, from the records of drills."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drplan.measure.verdict import Verdict

NEWEST = 8
"""Restores of one data set from one repository that are looked at: two years of quarterly drills."""
FIXED = 60.0
"""Seconds of a restore that may be spent before its first byte: login, the repository's index.

What took less may have been nothing else; of what took longer, that much. An assumption, and said so.
"""


LABS = ("lab", "loopback lab")
"""Where data and networks are made up."""


class _Data(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def repository(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def proof(self) -> str | None: ...


class _Service(Protocol):
    @property
    def data_sets(self) -> Sequence[_Data]: ...


class _Step(Protocol):
    @property
    def subject(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def started(self) -> datetime: ...
    @property
    def seconds(self) -> float: ...
    @property
    def verdict(self) -> Verdict: ...


class Drilled(Protocol):
    """What is read of a drill's record: which data came back, and what each step took."""

    @property
    def proven_on(self) -> str:
        """Of what it is proof: of a lab, or of production's copies."""
        ...

    @property
    def steps(self) -> Sequence[_Step]:
        """Everything that was done."""
        ...

    @property
    def services(self) -> Sequence[_Service]:
        """The services with their data sets."""
        ...


@dataclass(frozen=True)
class Restored:
    """One restore that was measured: ``size`` in bytes, ``seconds`` with the proof that it is whole."""

    size: int
    seconds: float
    taken: datetime
    lab: bool = False


@dataclass(frozen=True)
class Rate:
    """What the newest restores of one data set from one repository took, oldest first, at least one."""

    restores: tuple[Restored, ...]

    @property
    def newest(self) -> Restored:
        """The last restore."""
        return self.restores[-1]

    @property
    def bytes(self) -> int:
        """How much the last restore brought back."""
        return self.newest.size

    @property
    def seconds(self) -> float:
        """What the last restore took."""
        return self.newest.seconds

    @property
    def fixed(self) -> float:
        """Seconds that do not grow with size, at the most: :data:`FIXED`, or all that the shortest took."""
        return min(FIXED, *(each.seconds for each in self.restores))


def rates(records: Iterable[Drilled], *, where: str | None = None) -> Mapping[tuple[str, str], Rate]:
    """Return what restores took, by data set and repository; only those of drills ``where``, if it is given.

    A restore counts when its step passed and it brought something back. Of a data set that was restored twice
    in one drill, because its first recovery point was doubted, the last restore counts.
    """
    found: dict[tuple[str, str], list[Restored]] = defaultdict(list)
    for record in records:
        if where in (None, record.proven_on):
            for key, restored in restores_of(record).items():
                found[key].append(restored)
    return {
        key: Rate(tuple(sorted(each, key=lambda restored: restored.taken)[-NEWEST:]))
        for key, each in found.items()
    }


def restores_of(record: Drilled) -> dict[tuple[str, str], Restored]:
    """Return what one drill's restores took, by data set and repository."""
    last = {
        step.subject: step
        for step in sorted(record.steps, key=lambda each: each.started)
        if step.action == "restore" and step.verdict.outcome == "pass"
    }
    return {
        (data.name, data.repository): Restored(data.size, step.seconds, step.started, _in_lab(record))
        for service in record.services
        for data in service.data_sets
        if data.size > 0 and (step := last.get(data.name)) is not None and step.seconds > 0
        # What was only read as a stream was written nowhere: that is faster than any restore.
        if data.proof != "stream"
    }


def _in_lab(record: Drilled) -> bool:
    return record.proven_on in LABS
