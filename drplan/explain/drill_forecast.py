"""The forecast of each service's RTO as data grows, in rows and in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drplan.measure.outgrown import Outgrown

FORECAST_HEADER = ("Service", "RTO missed in", "Earliest", "Latest", "Looked to", "Growth by")
FORECAST_SCHEMA = "drplan/drill-forecast/1"


def forecast_rows(found: Sequence[Outgrown]) -> list[tuple[str, ...]]:
    """Return one row a service. What nobody can say is not left to look like good news."""
    return [_row(each) for each in found]


def forecast_json(site: str, found: Sequence[Outgrown]) -> dict[str, Any]:
    """Return the report."""
    return {"schema": FORECAST_SCHEMA, "site": site, "services": [vars(each) for each in found]}


def _row(found: Outgrown) -> tuple[str, ...]:
    if found.until is None:
        return found.service, "cannot say", "", "", "", found.because
    return (
        found.service,
        found.likely or "not in sight",
        found.earliest or "not in sight",
        found.latest or "not in sight",
        found.until,
        found.because,
    )
