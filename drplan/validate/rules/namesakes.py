"""One name, one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.registry import RULES
from drplan.validate.twice import twice


@RULES.add(
    "DRP113",
    "A site has two rooms or two links of the same name",
    severity="error",
    why="Whoever is sent to the room, or calls about the line, may be at the wrong one.",
    source="NIST SP 800-53 Rev. 5, CM-8; CIS Controls v8.1, safeguard 1.1",
    fix="give each room and each link of the site its own name",
)
def same_room_or_link(index: Index) -> Iterator[Flaw]:
    """Compare within a site: every site may have its main closet."""
    for code, site in index.sites.items():
        rooms = [f"two rooms {name}" for name in twice(room.name for room in site.rooms)]
        links = [f"two links {name}" for name in twice(link.name for link in site.links)]
        for what in rooms + links:
            yield Flaw(Subject("site", code, code), f"calls {what}")


@RULES.add(
    "DRP115",
    "One name stands for two kinds of things",
    severity="warning",
    why="An order on the telephone, drplan inventory show and a waiver would mean both of them.",
    source="NIST SP 800-53 Rev. 5, CM-8; CIS Controls v8.1, safeguard 1.1",
    fix="rename one of them",
)
def same_name_of_two_kinds(index: Index) -> Iterator[Flaw]:
    """Compare everything that is declared by name; within a kind a name is unique by construction."""
    seen: set[str] = set()
    shared: set[str] = set()
    kinds = _kinds(index)
    for names in kinds.values():
        shared |= seen & names.keys()
        seen |= names.keys()
    for name in shared:
        first, *others = (kind for kind, names in kinds.items() if name in names)
        listed = " and ".join(f"{_article(kind)} {kind}" for kind in others)
        yield Flaw(_subject(index, first, name), f"is also the name of {listed}")


def _article(kind: str) -> str:
    return "an" if kind[0] in "aeiou" else "a"


def _subject(index: Index, kind: str, name: str) -> Subject:
    at_a_site = {"asset": index.asset, "service": index.service, "data set": index.data_set}
    if kind in at_a_site:
        return at_a_site[kind](name)
    return Subject(kind, name, name if kind == "site" else None)


def _kinds(index: Index) -> Mapping[str, Mapping[str, object]]:
    """Return everything that has a name, by kind."""
    return {
        "site": index.sites,
        "asset": index.assets,
        "service": index.services,
        "data set": index.data_sets,
        "role": index.roles,
        "repository": index.repositories,
        "policy": index.policies,
        "vendor": index.vendors,
        "partner": index.partners,
        "scenario": index.scenarios,
        "exercise": index.exercises,
    }
