"""What falls short on the day, and what closing it costs: where an improvement with a price helps."""

from __future__ import annotations

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
    for kind, name, why, role in _short(matter):
        if (kind, name) not in found:
            concerned = _services(matter, kind, name)
            helps = tuple(e for e in matter.district.improvements if concerned & set(e.services))
            found[kind, name] = Gap(kind, name, why, concerned, helps, role)
    return tuple(found.values())


def _short(matter: Matter) -> Iterator[tuple[str, str, str, str]]:
    for name in beyond_objective(matter):
        yield "service", name, "beyond", matter.index.services[name].owner
    for action in matter.open_actions:
        yield action.kind, action.name, "action", action.owner_role
    for finding in matter.findings:
        yield finding.subject.kind, finding.subject.name, "finding", ""


def _services(matter: Matter, kind: str, name: str) -> frozenset[str]:
    """Return the services that a thing belongs to or carries."""
    index = matter.index
    if kind == "service":
        return frozenset({name} & set(index.services))
    if kind == "asset":
        return frozenset(
            each.name
            for each in index.services.values()
            if name in each.runs_on or any(source_asset(data.source) == name for data in each.data_sets)
        )
    if kind == "data set" and name in index.data_service:
        return frozenset({index.data_service[name].name})
    if kind in ("repository", "escrow"):
        policies = {each.name for each in index.policies.values() if name in each.copies}
        return frozenset(
            index.data_service[data.name].name for data in index.data_sets.values() if data.policy in policies
        )
    return frozenset()
