"""Passwords that come back only with what they open."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from drplan.validate.index import Index
from drplan.validate.keeping import kept


def locked_out(index: Index) -> Mapping[str, str]:
    """Return the repositories that nothing opens after a loss of everything, each with a data set in the way.

    A repository opens when it has an escrow, or no service hands its password out, or that service is back. A
    service is back when all it depends on is back and each of its data sets has a copy that opens. A circle
    through several repositories is found too. One pass for each link of the longest chain of passwords.
    """
    closed = {
        name: each.password_service
        for name, each in index.repositories.items()
        if each.password_service in index.services and not each.escrow
    }
    while closed:
        waits = _in_the_way(index, closed)
        opened = {name for name, service in closed.items() if service not in waits}
        if not opened:
            return {name: waits[service] for name, service in closed.items() if service is not None}
        closed = {name: service for name, service in closed.items() if name not in opened}
    return {}


def _in_the_way(index: Index, closed: Collection[str]) -> dict[str, str]:
    shut: dict[str, list[str]] = {}
    for data, copies in kept(index):
        if all(copy.name in closed for copy in copies):
            shut.setdefault(index.data_service[data.name].name, []).append(data.name)
    waits: dict[str, str] = {}
    for members in index.components:
        own = [data for name in members for data in shut.get(name, ())]
        below = (waits[each] for name in members for each in index.dependencies[name] if each in waits)
        first = min(own or below, default=None)
        if first is not None:
            waits.update(dict.fromkeys(members, first))
    return waits
