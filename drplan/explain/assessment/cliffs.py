"""What ends when: support, warranties, and what is due for replacement, by school year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from drplan.declare import Asset, Lifecycle, NetworkDevice, Server
from drplan.explain.assessment.parts import Cliff, Ending
from drplan.explain.assessment.scope import Scope

_JULY = 7
OVERDUE = "overdue"


def school_year(day: date) -> str:
    """Write the school and budget year (July to June) of a day: ``2026-27``."""
    first = day.year if day.month >= _JULY else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def cliffs(scope: Scope) -> tuple[Cliff, ...]:
    """Return what ends, overdue first, then year by year. Days before today are overdue; today's are not."""
    today = scope.index.today
    groups: dict[str, list[Ending]] = {}
    for ending in sorted(_endings(scope), key=lambda each: (each.day, each.asset, each.what)):
        groups.setdefault(OVERDUE if ending.day < today else school_year(ending.day), []).append(ending)
    return tuple(Cliff(year, year == OVERDUE, tuple(group)) for year, group in groups.items())


def support_end(asset: Asset) -> date | None:
    """Return the last day the maker supports the asset or its software, whichever is earlier."""
    software = asset.software if isinstance(asset, Server | NetworkDevice) else None
    days = (each.support_until for each in (asset.lifecycle, software) if each is not None)
    return min((day for day in days if day is not None), default=None)


def _endings(scope: Scope) -> Iterator[Ending]:
    for asset in scope.assets:
        yield from _of(asset, scope.index.asset_site[asset.name])


def _of(asset: Asset, site: str) -> Iterable[Ending]:
    life: Lifecycle | None = asset.lifecycle
    replacement = life.replacement if life else None
    planned = replacement is not None
    support, warranty = support_end(asset), life.warranty_until if life else None
    if support is not None:
        yield Ending(asset.name, site, "support", support, planned)
    if warranty is not None:
        yield Ending(asset.name, site, "warranty", warranty, planned)
    if replacement is not None:
        funding = replacement.funding
        yield Ending(
            asset.name,
            site,
            "replacement",
            replacement.due,
            planned,
            dollars=replacement.cost,
            funded=funding is not None,
            budget=funding.budget if funding else None,
            e_rate_category=funding.e_rate_category if funding else None,
            source=funding.source if funding else None,
        )
