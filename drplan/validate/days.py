"""Days as people read them."""

from __future__ import annotations

from datetime import date, timedelta


def ago(day: date, today: date) -> str:
    """Return a past day with how long it is past: ``2026-11-21, 1 day ago``."""
    return f"{day}, {count(today - day)} ago"


def ahead(day: date, today: date) -> str:
    """Return a coming day with how long it is ahead: ``2026-11-23, in 1 day``."""
    return f"{day}, in {count(day - today)}"


def recent(day: date | None, today: date, span: timedelta) -> bool:
    """Tell whether a day has come and is no longer past than ``span``."""
    return day is not None and timedelta(0) <= today - day <= span


def count(length: timedelta) -> str:
    """Return a length of time in whole days: ``1 day``, ``2 days``."""
    return f"{length.days} day" if length.days == 1 else f"{length.days} days"
