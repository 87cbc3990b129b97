"""The state of the backups as JSON, ``drplan/backup-status/2``; docs/status.md describes every field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from drplan.errors import DrplanError
from drplan.explain.words import without_password
from drplan.measure.copies import CopyState, tally, worst_first
from drplan.measure.trend import Line, Trend
from drplan.ports import RecoveryPoint

SCHEMA = "drplan/backup-status/2"


def as_document(states: Sequence[CopyState], now: datetime) -> dict[str, Any]:
    """Return the document, worst copy first: times in ISO 8601, lengths in seconds, sizes in bytes."""
    return {
        "schema": SCHEMA,
        "made_at": now.isoformat(),
        "bands": tally(states),
        "copies": [_copy(state) for state in worst_first(states)],
    }


def _copy(state: CopyState) -> dict[str, Any]:
    fresh, ahead = state.freshness, state.forecast
    promise, sifted = fresh.promise, fresh.sifted
    return {
        "data_set": state.data_set,
        "copy": state.copy,
        "service": promise.service,
        "band": fresh.band,
        "usual_band": fresh.usual_band,
        "well": fresh.well,
        "age_seconds": fresh.age.total_seconds() if fresh.age is not None else None,
        "rpo_seconds": promise.usual.total_seconds(),
        "rpo_in_force_seconds": promise.in_force.total_seconds(),
        "period": promise.period,
        "last_good": _point(sifted.last_good) if sifted.last_good else None,
        "recovery_points": len(sifted.good),
        "suspect": [_point(point) for point in sifted.suspect],
        "future_dated": [_point(point) for point in sifted.future_dated],
        "trend": _trend(state.trend) if state.trend else None,
        "forecast": {
            "day": ahead.day.isoformat() if ahead.day else None,
            "missed": ahead.missed,
            "because": ahead.because,
            "until": ahead.until.isoformat() if ahead.until else None,
        },
        "error": _error(state.error) if state.error else None,
    }


def _error(error: DrplanError) -> dict[str, str]:
    return {"message": without_password(error.message), "next_step": error.next_step}


def _point(point: RecoveryPoint) -> dict[str, Any]:
    return {
        "snapshot": point.snapshot,
        "taken_at": point.taken_at.isoformat(),
        "files": point.files,
        "size": point.size,
        "added": point.added,
        "seconds": point.seconds,
        "suspect": list(point.suspect),
    }


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "points": trend.points,
        "first": trend.first.isoformat(),
        "last": trend.last.isoformat(),
        "size": _line(trend.size),
        "added": _line(trend.added),
        "seconds": _line(trend.seconds),
    }


def _line(line: Line) -> dict[str, float]:
    return {"level": line.level, "per_day": line.per_day}
