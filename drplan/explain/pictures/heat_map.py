"""What was seen of each thing on each day: a square a day, its state told by shape as well as colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from drplan.explain.content import Figure, Table
from drplan.explain.picture import HIGHEST, WIDTH, box, clean, drawing, fitted, stroke, words

State = Literal["pass", "fail", "no-evidence"]

MOST = 60
_LEFT, _TOP, _LEGEND = 178.0, 40.0, 48.0
_HIGHEST_ROW, _LOWEST_ROW = 20.0, 12.5
_WORST: Mapping[State, int] = {"pass": 0, "no-evidence": 1, "fail": 2}


@dataclass(frozen=True)
class DayState:
    """What was seen of one data set, or one repository, on one day."""

    what: str
    day: date
    state: State


def backup_heat_map(
    states: Iterable[DayState], title: str, *, last_day: date, days: int = 28
) -> Figure | None:
    """Draw a row a thing, the worst first, and a square a day; ``None`` when there is nothing to show.

    Of several states on one day the worst counts, ``fail`` before ``no-evidence`` before ``pass``. A day of
    which nothing is said is ``no-evidence``: never good.
    """
    shown = [last_day - timedelta(days=back) for back in range(days - 1, -1, -1)]
    rows: dict[str, dict[date, State]] = {}
    for each in states:
        held = rows.setdefault(each.what, {})
        before = held.get(each.day, each.state)
        held[each.day] = max(before, each.state, key=_WORST.__getitem__)
    if not rows:
        return None
    title = clean(title)
    ordered = sorted(rows.items(), key=lambda row: (_badness(row[1], shown), row[0]))
    alternative = f"{title}, {shown[0]} to {shown[-1]}. " + "; ".join(
        f"{name}: {_counted(held, shown)}" for name, held in ordered[:MOST]
    )
    return Figure(
        "heat-map", _drawn(ordered, shown, title, alternative), alternative, _table(ordered, shown, title)
    )


def _badness(held: Mapping[date, State], days: Sequence[date]) -> tuple[int, int]:
    """Order the worst first, so that what a picture leaves out is never the worst."""
    found = [held.get(day, "no-evidence") for day in days]
    return -found.count("fail"), -found.count("no-evidence")


def _counted(held: Mapping[date, State], days: Sequence[date]) -> str:
    found = [held.get(day, "no-evidence") for day in days]
    return ", ".join(f"{found.count(state)} {state}" for state in ("pass", "fail", "no-evidence"))


def _table(rows: Sequence[tuple[str, Mapping[date, State]]], days: Sequence[date], title: str) -> Table:
    header = ("What", "Pass", "Fail", "No evidence", "Failed on", "Last pass")
    return Table(
        f"{title}, {days[0]} to {days[-1]}", header, tuple(_row(name, held, days) for name, held in rows)
    )


def _row(name: str, held: Mapping[date, State], days: Sequence[date]) -> tuple[str, ...]:
    found = [(day, held.get(day, "no-evidence")) for day in days]
    states = [state for _, state in found]
    failed = [str(day) for day, state in found if state == "fail"]
    passed = [str(day) for day, state in found if state == "pass"]
    numbers = tuple(str(states.count(state)) for state in ("pass", "fail", "no-evidence"))
    return (name, *numbers, ", ".join(failed) or "none", passed[-1] if passed else "none")


def _drawn(
    rows: Sequence[tuple[str, Mapping[date, State]]], days: Sequence[date], title: str, alternative: str
) -> str:
    shown = rows[:MOST]
    high = min(_HIGHEST_ROW, max(_LOWEST_ROW, (HIGHEST - _TOP - _LEGEND) / len(shown)))
    wide = min(high * 1.4, (WIDTH - _LEFT) / len(days))
    bottom = _TOP + high * len(shown)
    parts = list(_days(days, wide))
    for number, (name, held) in enumerate(shown):
        top = _TOP + number * high
        parts.append(_label(name, top, high))
        for place, day in enumerate(days):
            parts.append(square(held.get(day, "no-evidence"), _LEFT + place * wide, top, wide, high))
    parts += _legend(bottom + 18)
    if len(rows) > len(shown):
        parts.append(
            words(
                0,
                bottom + 38,
                f"{len(shown)} of {len(rows):,} shown, the table holds all.",
                kind="strong",
                points=12,
            )
        )
    return drawing(bottom + _LEGEND, title, alternative, parts)


def _label(name: str, top: float, high: float) -> str:
    points = 12 if high > 14 else 11  # noqa: PLR2004
    shown = fitted(name, _LEFT - 10, points, bold=True)
    return words(0, top + high / 2 + 4, shown, kind="strong", points=points)


def square(state: State, left: float, top: float, wide: float, high: float) -> str:
    """Draw one day: filled for pass, crossed out for fail, empty with a dash where nothing is known."""
    x, y, w, h = left + 1, top + 1, wide - 2, high - 2
    if state == "pass":
        return box("good", x, y, w, h)
    if state == "fail":
        return box("beyond", x, y, w, h) + stroke(
            "late",
            f"M{x + 2:.1f} {y + 2:.1f}l{w - 4:.1f} {h - 4:.1f}m0 {4 - h:.1f}l{4 - w:.1f} {h - 4:.1f}",
            width=2,
        )
    return box("blank", x, y, w, h) + stroke("frame", f"M{x + w / 2 - 1.5:.1f} {y + h / 2:.1f}h3", width=2)


def _days(days: Sequence[date], wide: float) -> Iterator[str]:
    last = -100.0
    for place, day in enumerate(days):
        x = _LEFT + (place + 0.5) * wide
        if (place == 0 or day.weekday() == 0) and x - last > 44 and x < WIDTH - 16:  # noqa: PLR2004
            yield words(x, _TOP - 8, f"{day:%m-%d}", kind="soft", anchor="middle", points=11)
            last = x


def _legend(top: float) -> Iterator[str]:
    left = 0.0
    for state, said in (
        ("pass", "pass"),
        ("fail", "fail"),
        ("no-evidence", "no evidence: not known to be good"),
    ):
        yield square(state, left, top - 12, 18, 15)  # type: ignore[arg-type]
        yield words(left + 24, top, said, kind="soft", points=11)
        left += 44 + len(said) * 6.2
