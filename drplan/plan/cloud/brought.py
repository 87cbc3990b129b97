"""What a restore of a bucket as of a moment did, and what of it was proved."""

from __future__ import annotations

from dataclasses import dataclass, field

from drplan.plan.cloud.point_in_time import Counts, Then

SHOWN = 100
"""How many keys are named; the rest is counted: a bucket has more keys than anybody reads."""


@dataclass(slots=True)
class Named:
    """Keys with what is to be said of each: the first ``SHOWN`` by name, all by number."""

    count: int = 0
    first: list[tuple[str, str]] = field(default_factory=list)

    def add(self, key: str, what: str) -> None:
        """Take one more."""
        self.count += 1
        if self.count <= SHOWN:
            self.first.append((key, what))


@dataclass(slots=True)
class Brought:
    """What was done, and how it compares.

    ``brought`` objects with ``size`` bytes came, ``in_place`` were there already. ``failed`` did not come.
    ``proved`` counts, by what was compared (``etag``, ``checksum``, ``bytes``), what is as it was; in
    ``wrong`` is what differs, is missing or is one too many, and in ``unproved`` what had only its size to
    compare. ``sampled`` objects were read whole. ``renamed`` keys lie under safe names.
    """

    brought: int = 0
    size: int = 0
    in_place: int = 0
    sampled: int = 0
    failed: Named = field(default_factory=Named)
    wrong: Named = field(default_factory=Named)
    unproved: Named = field(default_factory=Named)
    renamed: Named = field(default_factory=Named)
    proved: dict[str, int] = field(default_factory=dict)

    def prove(self, by: str) -> None:
        """Count one object that is as it was."""
        self.proved[by] = self.proved.get(by, 0) + 1

    def well(self, expected: int) -> bool:
        """Say whether all that was expected came and was proved."""
        faults = self.failed.count + self.wrong.count + self.unproved.count
        return not faults and sum(self.proved.values()) == expected


@dataclass(slots=True)
class Looked:
    """How a bucket's keys stood at a moment; ``gaps`` are lines about what no key can tell."""

    counts: Counts = field(default_factory=Counts)
    unknown: Named = field(default_factory=Named)
    doubted: Named = field(default_factory=Named)
    gaps: list[str] = field(default_factory=list)

    def add(self, one: Then) -> None:
        """Count one key, and name it when it is not known for certain."""
        self.counts.add(one)
        if one.state == "unknown":
            left = f"; left is version {one.version.version}" if one.version else ""
            self.unknown.add(one.key, f"{one.because}{left}")
        if one.doubt:
            self.doubted.add(one.key, one.doubt)

    def sure(self) -> bool:
        """Say whether everything is known for certain."""
        return not (self.unknown.count or self.doubted.count or self.gaps)
