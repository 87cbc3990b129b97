"""The state of the backups as metrics, for the textfile collector of Prometheus' node exporter.

Names and units follow https://prometheus.io/docs/practices/naming/; docs/status.md lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from drplan.adapters.whole_file import replace_whole
from drplan.errors import UsageError
from drplan.measure.copies import CopyState
from drplan.measure.freshness import BANDS

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

_FOR_ALL = 0o644
_DAY = 86400.0
_COPY = ("data_set", "copy")

_Figure = Callable[[CopyState], float | None]


def _last(figure: str) -> _Figure:
    return lambda state: getattr(state.freshness.sifted.last_good, figure, None)


def _per_second(figure: str) -> _Figure:
    return lambda state: getattr(state.trend, figure).per_day / _DAY if state.trend else None


def _taken(state: CopyState) -> float | None:
    last = state.freshness.sifted.last_good
    return last.taken_at.timestamp() if last else None


def _missed(state: CopyState) -> float | None:
    day = state.forecast.day
    return datetime.combine(day, time(), UTC).timestamp() if day else None


_FIGURES: tuple[tuple[str, str, _Figure], ...] = (
    ("last_good_timestamp_seconds", "When reading the last good recovery point began.", _taken),
    (
        "rpo_seconds",
        "Recovery point objective that holds all year.",
        lambda s: s.freshness.promise.usual.total_seconds(),
    ),
    (
        "rpo_in_force_seconds",
        "Recovery point objective today, as the academic calendar makes it.",
        lambda s: s.freshness.promise.in_force.total_seconds(),
    ),
    ("known", "1 when the copy could be asked, else 0.", lambda s: float(s.error is None)),
    ("well", "1 when within the objective, undoubted and known, else 0.", lambda s: float(s.freshness.well)),
    ("size_bytes", "Bytes read for the last good recovery point.", _last("size")),
    ("added_bytes", "Bytes the last good recovery point added to the copy.", _last("added")),
    ("duration_seconds", "How long making the last good recovery point took.", _last("seconds")),
    ("size_growth_bytes_per_second", "Trend of the size.", _per_second("size")),
    ("added_growth_bytes_per_second", "Trend of the added bytes.", _per_second("added")),
    ("duration_growth_ratio", "Trend of the duration, in seconds a second.", _per_second("seconds")),
    ("forecast_missed_timestamp_seconds", "The day from which a window or objective is missed.", _missed),
)
"""Metrics of each copy of each data set; one that is ``None`` is left out."""


def write_textfile(path: Path, states: Sequence[CopyState], now: datetime) -> None:
    """Write all metrics, whole, readable by everybody. Raises ``UsageError`` when that cannot be done."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    _add_metrics(registry, states, now)
    try:
        replace_whole(path, generate_latest(registry), mode=_FOR_ALL)
    except OSError as error:
        raise UsageError(
            f"metrics were not written to {path}: {error.strerror}",
            next_step="name a file in a folder that is there and that you may write to",
        ) from error


def _add_metrics(registry: CollectorRegistry, states: Sequence[CopyState], now: datetime) -> None:
    from prometheus_client import Gauge

    made = Gauge("drplan_backup_status_timestamp_seconds", "When these figures were made.", registry=registry)
    made.set(now.timestamp())
    for name, meaning, figure in _FIGURES:
        gauge = Gauge(f"drplan_backup_{name}", meaning, _COPY, registry=registry)
        for state in states:
            value = figure(state)
            if value is not None:
                gauge.labels(state.data_set, state.copy).set(value)
    bands = Gauge("drplan_backup_band", "1 for the band that holds.", (*_COPY, "band"), registry=registry)
    points = Gauge("drplan_backup_recovery_points", "By sort.", (*_COPY, "sort"), registry=registry)
    for state in states:
        for band in BANDS:
            bands.labels(state.data_set, state.copy, band).set(band == state.freshness.band)
        if state.error is None:
            for sort, found in vars(state.freshness.sifted).items():
                points.labels(state.data_set, state.copy, sort.replace("_", "-")).set(len(found))
