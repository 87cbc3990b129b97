"""The slowest promise below a service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from drplan.validate.index import Index


def slowest_below(index: Index, rto: Callable[[str], timedelta]) -> dict[str, str]:
    """Return services to the one with the longest ``rto`` below them, through any number of dependencies.

    Services that depend on nothing are left out. So is a group that depends on itself: it has no order, and
    counts as its slowest member for those above it. Linear in services and dependencies.
    """
    found: dict[str, str] = {}
    slowest: dict[str, str] = {}

    def order(name: str) -> tuple[timedelta, str]:
        return rto(name), name

    for members in index.components:
        inside = set(members)
        below = {slowest[each] for name in members for each in index.dependencies[name] if each not in inside}
        if below and len(members) == 1:
            found[members[0]] = max(below, key=order)
        slowest.update(dict.fromkeys(members, max(below | inside, key=order)))
    return found
