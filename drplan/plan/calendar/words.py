"""How the calendar writes lengths and times of day."""

from __future__ import annotations

from datetime import timedelta

_HOUR = 60
_KILO = 1000
_DAY = 24 * _HOUR
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def lasting(length: timedelta | int) -> str:
    """Write a length of time, a number being minutes: ``25 min``, ``1 h``, ``3 h 45 min``, ``2 d 04 h``."""
    minutes = length if isinstance(length, int) else -(-length // timedelta(minutes=1))
    hours, rest = divmod(minutes, _HOUR)
    if hours >= 2 * _DAY // _HOUR:
        return f"{hours // 24} d" + (f" {hours % 24:02d} h" if hours % 24 else "")
    if not hours:
        return f"{rest} min"
    return f"{hours} h" + (f" {rest:02d} min" if rest else "")


def clock(minute: int) -> str:
    """Write the time of day of a minute of the week: ``18:05``."""
    hours, rest = divmod(minute % _DAY, _HOUR)
    return f"{hours:02d}:{rest:02d}"


def weekday(number: int) -> str:
    """Write a weekday, 0 being Monday: ``Mon``."""
    return _WEEKDAYS[number % len(_WEEKDAYS)]


def rate(mbit_s: float) -> str:
    """Write a rate: ``40 Mbit/s``, ``0.1 Mbit/s``."""
    return f"{mbit_s:,.1f}".removesuffix(".0") + " Mbit/s"


def size(octets: int) -> str:
    """Write an amount of data, given in bytes, in decimal units: ``3 kB``, ``2.5 GB``."""
    amount, unit = float(octets), "B"
    for bigger in ("kB", "MB", "GB", "TB"):
        if amount < _KILO:
            break
        amount, unit = amount / _KILO, bigger
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"
