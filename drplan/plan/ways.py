"""What a restore reads from and passes on its way, and how fast that is declared to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.protection import Repository
from drplan.plan.calendar.declared import INGEST_MBIT_S
from drplan.plan.schedule import Limits
from drplan.validate.index import Index
from drplan.validate.reach import Hop, Reach

_LINK = "link "
_REPOSITORY = "repository "


@dataclass(frozen=True)
class Way:
    """From a repository to where a data set belongs.

    ``uses`` names the repository and the links passed; ``mbit_s`` is the rate of the narrowest of them,
    ``narrowest`` which one that is, in words.
    """

    uses: tuple[str, ...]
    mbit_s: float
    narrowest: str


class Ways:
    """A district's repositories and links, turned round once."""

    def __init__(self, district: District, day: date) -> None:
        index = Index(district, day)
        self._reach = Reach(index)
        self._repositories: Mapping[str, Repository] = index.repositories
        self._drills = district.drills
        self._known: dict[tuple[str, str], Way] = {}

    def way(self, data: DataSet, repository: str) -> Way:
        """Return the way from a declared repository to a data set's place in production."""
        place = self._reach.data_place(data)
        key = (place, repository)
        if key not in self._known:
            self._known[key] = self._find(place, self._repositories[repository])
        return self._known[key]

    def limits(self, ways: Iterable[Way]) -> Limits:
        """Return how many restores run side by side, on one machine and on each thing these ways use."""
        drills = self._drills
        return Limits(
            drills.at_once,
            {
                name: drills.per_link if name.startswith(_LINK) else drills.per_repository
                for way in ways
                for name in way.uses
            },
        )

    def _find(self, place: str, repository: Repository) -> Way:
        uses, mbit_s, narrowest = [f"{_REPOSITORY}{repository.name}"], *_rate(repository)
        home = self._reach.repository_place(repository)
        for hop in (self._reach.way(home, place) if home else None) or ():
            uses.append(_named(hop))
            if hop.mbit_s < mbit_s:
                mbit_s, narrowest = hop.mbit_s, f"the {hop.mbit_s:,g} Mbit/s of {_named(hop)}"
        return Way(tuple(uses), mbit_s, narrowest)


def _rate(repository: Repository) -> tuple[float, str]:
    declared = repository.restore_mbit_s or repository.ingest_mbit_s
    if declared is None:
        return (
            INGEST_MBIT_S,
            f"{INGEST_MBIT_S:,g} Mbit/s, assumed: declare restore_mbit_s of {repository.name}",
        )
    return declared, f"the {declared:,g} Mbit/s declared of {repository.name}"


def _named(hop: Hop) -> str:
    return f"{_LINK}{hop.line.link.name} ({hop.line.site}, {'up' if hop.away else 'down'})"
