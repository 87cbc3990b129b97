"""Everything that is declared as tables: what stands in a row, and how a terminal shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from drplan.declare import Site
from drplan.declare.lookup import reached_at

Row = dict[str, str]

_WIDEST = 48
_SHOWN = 3


def asset_rows(sites: Sequence[Site]) -> list[Row]:
    """Return a row an asset, in declared order."""
    return [
        {
            "site": site.code,
            "asset": asset.name,
            "kind": asset.kind,
            "address": reached_at(asset),
            "owner": asset.owner,
            "baselines": ", ".join(asset.baselines),
        }
        for site in sites
        for asset in site.assets
    ]


def service_rows(sites: Sequence[Site], lasting: Callable[[timedelta], str] = str) -> list[Row]:
    """Return a row a service, in declared order; ``lasting`` writes lengths of time."""
    return [
        {
            "site": site.code,
            "service": service.name,
            "tier": str(int(service.tier)),
            "rto": lasting(service.objectives.rto),
            "rpo": lasting(service.objectives.rpo),
            "runs on": ", ".join(service.runs_on),
            "depends on": ", ".join(service.depends_on),
        }
        for site in sites
        for service in site.services
    ]


def data_set_rows(sites: Sequence[Site]) -> list[Row]:
    """Return a row a data set, in declared order."""
    return [
        {
            "site": site.code,
            "data set": data.name,
            "service": service.name,
            "source": data.source.kind,
            "policy": data.policy,
            "privacy": data.privacy,
        }
        for site in sites
        for service in site.services
        for data in service.data_sets
    ]


def aligned(rows: Sequence[Row]) -> str:
    """Write rows as a table; a long list in a cell is cut."""
    if not rows:
        return "  none declared"
    lines = [list(rows[0]), *([_clipped(cell) for cell in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )
    return "\n".join(f"  {line}".rstrip() for line in padded)


def _clipped(cell: str) -> str:
    """Keep a long list on one line: its first names, and how many more there are."""
    names = cell.split(", ")
    if len(cell) <= _WIDEST or len(names) <= _SHOWN:
        return cell
    return f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN} more"
