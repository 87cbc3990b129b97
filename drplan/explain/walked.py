"""The recovery points that a drill went back from, in lines: a pass that lost data says so."""

from __future__ import annotations

from drplan.record.drill import DrillRecord


def walked_lines(record: DrillRecord) -> tuple[str, ...]:
    """Return a line for each recovery point that was passed over."""
    return tuple(
        f"walked back: {data_set.name}: {passed.snapshot[:8]} of {passed.taken_at:%Y-%m-%d %H:%M} UTC in "
        f"{passed.repository}: {'damaged: ' if passed.damaged else ''}{'; '.join(passed.because)}"
        for service in record.services
        for data_set in service.data_sets
        for passed in data_set.walked_back
    )
