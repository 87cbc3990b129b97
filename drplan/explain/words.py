"""How lengths, moments and amounts are written, the same on every page and in every table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from drplan.declare.objectives import Tier

_LONGEST_IN_HOURS = 100
_KIBI = 1024
_HOUR = 3600
_BEFORE_AT = re.compile(r"//[^\s/?#]*@")


TIER_TITLES = {
    Tier.FOUNDATION: "foundation",
    Tier.SAFETY_PAY_RECORDS: "safety, pay and records",
    Tier.INSTRUCTION: "instruction",
    Tier.THE_REST: "the rest",
}
"""What people call each tier."""


def length(span: timedelta | float) -> str:
    """Write a length of time (a number is seconds): ``42 s``, ``4 min 05 s``, ``1 h 05 min``, ``5 d 04 h``.

    Rounded up, so that no time reads shorter than it was.
    """
    exact = span.total_seconds() if isinstance(span, timedelta) else span
    if 0 < exact < 1:
        return "under 1 s"
    seconds = math.ceil(exact)
    if seconds < _HOUR:
        minutes, rest = divmod(seconds, 60)
        return _pair(minutes, "min", rest, "s")
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    if hours < _LONGEST_IN_HOURS:
        return _pair(hours, "h", minutes, "min")
    days, hours = divmod(hours + (minutes > 0), 24)
    return _pair(days, "d", hours, "h")


def _pair(big: int, big_unit: str, small: int, small_unit: str) -> str:
    if not big:
        return f"{small} {small_unit}"
    return f"{big} {big_unit}" + (f" {small:02d} {small_unit}" if small else "")


def moment(when: datetime) -> str:
    """Write a moment in UTC: ``2026-03-14 02:26 UTC``."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def size(octets: int) -> str:
    """Write an amount of data, ``octets`` in bytes: ``512 B``, ``1.4 MiB``."""
    amount, unit = float(octets), "B"
    for bigger in ("KiB", "MiB", "GiB", "TiB"):
        if amount < _KIBI:
            break
        amount, unit = amount / _KIBI, bigger
    return f"{octets} B" if unit == "B" else f"{amount:.1f} {unit}"


def count(number: int, thing: str) -> str:
    """Write how many there are: ``1 drill``, ``2 drills``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def listing(things: Iterable[object], nothing: str = "none") -> str:
    """Write names in a row: ``a, b``; ``nothing`` when there are none."""
    return ", ".join(str(thing) for thing in things) or nothing


def against(actual: float | None, objective: float, name: str) -> str:
    """Write a measured length and, when it is longer than its objective, by how much; both in seconds."""
    if actual is None:
        return "not reached"
    if actual > objective:
        return f"{length(actual)}, beyond {name} by {length(actual - objective)}"
    return length(actual)


def without_password(location: str) -> str:
    """Hide what stands before the ``@`` of an address: a password may have been put there by mistake."""
    return _BEFORE_AT.sub("//[hidden]@", location)
