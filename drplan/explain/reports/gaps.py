"""What falls short on the day, and what closing it costs: where an improvement with a price helps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from drplan.declare import Improvement
from drplan.declare.data import source_asset
from drplan.explain.reports.kept import beyond_objective
from drplan.explain.reports.matter import Matter


@dataclass(frozen=True)
class Gap:
    """One thing that falls short: ``kind`` and ``name`` say of what, ``why`` in which way.

    ``services`` are those that it concerns; ``helps`` the improvements that name one of them.
    """

    kind: str
    name: str
    why: str
    services: frozenset[str]
    helps: tuple[Improvement, ...]
    owner_role: str = ""


def gaps(matter: Matter) -> tuple[Gap, ...]:
    """Return services beyond their objective, open corrective actions and findings, each thing once.

    ``why`` is ``beyond``, ``action`` or ``finding``; a thing that falls short in several ways is told by the
    first of these.
    """
    found: dict[tuple[str, str], Gap] = {}
    concerned = _Concerned(matter)
    for kind, name, why, role in _short(matter):
        if (kind, name) not in found:
            services = concerned.by(kind, name)
            helps = tuple(e for e in matter.district.improvements if services & set(e.services))
            found[kind, name] = Gap(kind, name, why, services, helps, role)
    return tuple(found.values())


def _short(matter: Matter) -> Iterator[tuple[str, str, str, str]]:
    for name in beyond_objective(matter):
        yield "service", name, "beyond", matter.index.services[name].owner
    for action in matter.open_actions:
        yield action.kind, action.name, "action", action.owner_role
    for finding in matter.findings:
        yield finding.subject.kind, finding.subject.name, "finding", ""


class _Concerned:
    """The services that a thing belongs to or carries, turned round once."""

    def __init__(self, matter: Matter) -> None:
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        index = matter.index
        for service in index.services.values():
            found["service", service.name].add(service.name)
            for asset in service.runs_on:
                found["asset", asset].add(service.name)
            for data in service.data_sets:
                found["data set", data.name].add(service.name)
                found["asset", source_asset(data.source)].add(service.name)
                for copy in index.copies(data) or ():
                    found["repository", copy.name].add(service.name)
        self._services = {thing: frozenset(names) for thing, names in found.items()}

    def by(self, kind: str, name: str) -> frozenset[str]:
        """Return them; a sealed key concerns what its place of copies keeps."""
        return self._services.get(("repository" if kind == "escrow" else kind, name), frozenset())
