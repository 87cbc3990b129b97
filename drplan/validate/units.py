"""What findings write alike: hours, gigabytes, megabits a second, lists of names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

_HOUR = 3600
_KILO = 1000
_NAMED = 3


def hours(length: timedelta | float) -> str:
    """Return a length of time (or its seconds) in hours, below one hour in minutes."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    return f"{_short(seconds / _HOUR)} h" if seconds >= _HOUR else f"{_short(seconds / 60)} min"


def gigabytes(size: float) -> str:
    """Return a size given in bytes in gigabytes (10^9), below one in megabytes."""
    millions = size / _KILO**2
    return f"{_short(millions / _KILO)} GB" if millions >= _KILO else f"{_short(millions)} MB"


def megabits(rate: float) -> str:
    """Return a rate given in megabits a second."""
    return f"{_short(rate)} Mbit/s"


def listed(names: Iterable[str], more: int = 0) -> str:
    """Return the first three names in their order, and how many there are besides: those and ``more``."""
    ordered = sorted(names)
    rest = len(ordered) - _NAMED + more
    return ", ".join(ordered[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
