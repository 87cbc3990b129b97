"""What got worse and what got better since somebody was last told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from drplan.declare.notify import News, Notify
from drplan.measure.copies import CopyState
from drplan.measure.freshness import BANDS, Band

SOON = timedelta(days=30)
"""A forecast that is nearer is news."""
_GONE = timedelta(days=60)
"""It is over only when it is farther off than that: lines sway from one night to the next."""


@dataclass(frozen=True)
class Standing:
    """What somebody was told of a copy. ``band`` is the last that was known, so never ``unknown``."""

    band: Band = "within"
    unknown: bool = False
    suspect: bool = False
    future_dated: bool = False
    forecast: bool = False


WELL = Standing()
"""What everybody is taken to believe until told otherwise."""


@dataclass(frozen=True)
class Change:
    """How one copy changed since. ``news`` says in which respects."""

    state: CopyState
    before: Standing
    now: Standing
    news: tuple[News, ...]
    way: Literal["worse", "better"]


def standing(state: CopyState, before: Standing, today: date) -> Standing:
    """Return what there is to tell of a copy; one that could not be asked is as it was, but unknown."""
    if state.error is not None:
        return Standing(before.band, True, before.suspect, before.future_dated, before.forecast)
    fresh = state.freshness
    return Standing(
        band=fresh.band,
        suspect=bool(fresh.sifted.doubted_since),
        future_dated=bool(fresh.sifted.future_dated),
        forecast=_foreseen(state, today, before=before.forecast),
    )


def change(state: CopyState, before: Standing, now: Standing, to: Notify) -> Change | None:
    """Return what is news to somebody, or ``None``. What is both worse and better is worse.

    A copy that can be asked again and falls short counts as worse: nobody is to take it for recovered.
    """
    moved = _moved(before, now, to)
    worse = any(step > 0 for step in moved.values()) or (
        "unknown" in moved and moved["unknown"] < 0 and now != WELL
    )
    if not moved:
        return None
    return Change(state, before, now, tuple(moved), "worse" if worse else "better")


def _moved(before: Standing, now: Standing, to: Notify) -> dict[News, int]:
    """Return by how much it got worse (or better, below zero) in each respect that ``to`` wants."""
    steps: dict[News, int] = {
        "age": _rank(now.band, to) - _rank(before.band, to),
        "unknown": now.unknown - before.unknown,
        "suspect": now.suspect - before.suspect,
        "future-dated": now.future_dated - before.future_dated,
        "forecast": now.forecast - before.forecast,
    }
    return {what: step for what, step in steps.items() if step and what in to.about}


def _rank(band: Band, to: Notify) -> int:
    return max(BANDS.index(band) - BANDS.index(to.worse_than), 0)


def _foreseen(state: CopyState, today: date, *, before: bool) -> bool:
    if state.forecast.until is None:  # nothing can be said: what was said stands
        return before
    limit = _GONE if before else SOON
    return state.forecast.day is not None and state.forecast.day - today <= limit
