"""What an assessment says, apart from how any format shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from drplan.declare import Tier
from drplan.validate import Subject

Due = Literal["days 1-30", "days 31-60", "days 61-90"]
"""In which month of a new director's first three an action belongs."""


Weight = Literal["error", "warning", "note"]
"""How heavily an action counts: a rule's severity, or ``note`` for a blank that breaks nothing."""


@dataclass(frozen=True)
class Share:
    """How many of ``of`` things have something; ``missing`` names those that do not, sorted."""

    have: int
    of: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Totals:
    """How many of each are declared. ``students`` is enrolment."""

    sites: int
    students: int
    servers: int
    devices: int
    tenants: int
    services: int
    data_sets: int
    roles: int


@dataclass(frozen=True)
class Measure:
    """One thing that is asked of every ``kind`` of thing; ``title`` is what those that pass have."""

    key: str
    kind: str
    title: str
    share: Share


@dataclass(frozen=True)
class SiteCoverage:
    """One site: its assets with a declared backup, its services that an exercise rehearses."""

    code: str
    title: str
    students: int
    servers: Share
    devices: Share
    tenants: Share
    services: Share


@dataclass(frozen=True)
class StartingPoint:
    """What to declare first for a function that no service covers; times as the table of tiers has them."""

    function: str
    title: str
    tier: Tier
    rto: str
    rpo: str


@dataclass(frozen=True)
class Gap:
    """What nobody declared: ``subjects`` of ``of`` things looked at.

    ``what`` says what to do, ``why`` what comes of leaving it. ``rules`` may say it too.
    """

    key: str
    title: str
    subjects: tuple[Subject, ...]
    of: int
    weight: Weight
    what: str
    why: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ending:
    """Something an asset loses, or its replacement, on a day. ``dollars`` is known for replacements only.

    ``planned`` is whether a replacement is declared for the asset; ``funded`` whether its money is found.
    """

    asset: str
    site: str
    what: Literal["support", "warranty", "replacement"]
    day: date
    planned: bool
    dollars: int | None = None
    funded: bool = False
    budget: str | None = None
    e_rate_category: int | None = None
    source: str | None = None


@dataclass(frozen=True)
class Cliff:
    """What ends in one school year (July to June), by day; ``overdue`` is everything before today."""

    year: str
    overdue: bool
    endings: tuple[Ending, ...]

    def of(self, what: str) -> tuple[Ending, ...]:
        """Return the endings of one sort."""
        return tuple(each for each in self.endings if each.what == what)

    def dollars(self, **known: object) -> int:
        """Sum replacements in dollars, of those whose fields are as given."""
        return sum(
            each.dollars or 0
            for each in self.of("replacement")
            if all(getattr(each, field) == value for field, value in known.items())
        )

    def unplanned(self) -> tuple[str, ...]:
        """Name the assets that lose something here and whose replacement, and its cost, nobody declared."""
        return tuple(sorted({each.asset for each in self.endings if not each.planned}))


@dataclass(frozen=True)
class Stake:
    """What hangs on a thing.

    ``harm`` is 0 to 12; ``harm_words`` says which; ``rated`` is false when it was judged by tier for want
    of a BIA. ``students`` counts those at the schools it reaches.
    """

    harm: int
    harm_words: str
    rated: bool
    students: int
    tier: int


@dataclass(frozen=True)
class Action:
    """One thing to do. ``score`` is 0 to 100 (see :mod:`drplan.explain.assessment.actions`).

    ``messages`` are what the rule said, thing by thing. ``rules`` are the ids behind it, none when the table
    of tiers or a blank in the declaration is.
    """

    rank: int
    key: str
    what: str
    problem: str
    why: str
    weight: Weight
    subjects: tuple[Subject, ...]
    messages: tuple[str, ...]
    rules: tuple[str, ...]
    stake: Stake
    score: int
    due: Due


@dataclass(frozen=True)
class Assessment:
    """A new director's first look at a district, or with ``site`` at one of its sites.

    ``services`` and ``measures`` are what is asked of services, and of data sets and roles; ``waivers``
    counts those in force, whose findings are not among the actions.
    """

    district: str
    site: str | None
    as_of: date
    totals: Totals
    waivers: int
    services: tuple[Measure, ...]
    measures: tuple[Measure, ...]
    sites: tuple[SiteCoverage, ...]
    starting_points: tuple[StartingPoint, ...]
    gaps: tuple[Gap, ...]
    cliffs: tuple[Cliff, ...]
    actions: tuple[Action, ...]

    @property
    def nothing_to_do(self) -> bool:
        """Whether no rule has anything to say and nothing is left blank."""
        return not self.actions
