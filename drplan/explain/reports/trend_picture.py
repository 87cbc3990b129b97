"""How indicators went over the quarters: a small line each, above the line of its target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from drplan.audit.kpi import Kpi, Past
from drplan.explain.content import Figure, Table
from drplan.explain.language import Language
from drplan.explain.picture import clipped, drawing, words
from drplan.explain.reports.kpi_words import value_words

_LEFT, _RIGHT, _ROW, _TOP, _HIGH = 330.0, 590.0, 40, 34, 24
_DOT = 3.5
_LINE, _MEASURED, _BEYOND = "#41608a", "#2f5d9b", "#a3221b"
_LETTERS = 44


def kpi_trend(found: Sequence[Kpi], say: Language) -> Figure | None:
    """Draw every indicator that has a value in some quarter; ``None`` when none has."""
    told = [each for each in found if any(past.reading.value is not None for past in each.trend)]
    if not told:
        return None
    quarters = [past.quarter for past in told[0].trend]
    rows = tuple(
        (
            say(each.definition.title),
            *(value_words(each.definition, past.reading, say) for past in each.trend),
        )
        for each in told
    )
    title = say("Indicators at the end of each quarter")
    about = say("The same numbers stand in the table below it. A gap is a quarter without evidence.")
    parts = [*_head(quarters, say), *(part for row, each in enumerate(told) for part in _row(each, row, say))]
    svg = drawing(_TOP + _ROW * len(told) + 8, title, about, parts)
    return Figure("kpi-trend", svg, about, Table(title, (say("Indicator"), *quarters), rows))


def _head(quarters: Sequence[str], say: Language) -> Iterator[str]:
    yield words(_LEFT, 16, quarters[0], kind="soft", anchor="middle")
    yield words(_RIGHT, 16, quarters[-1], kind="soft", anchor="middle")
    yield words(720, 16, say("now"), kind="soft", anchor="end")


def _row(each: Kpi, row: int, say: Language) -> Iterator[str]:
    bottom = _TOP + row * _ROW + _HIGH + 6.0
    values = [past.reading.value for past in each.trend]
    most = max(
        [1.0 if each.definition.unit == "share" else 0.0, each.reading.target, *(v or 0 for v in values)]
    )
    heights = [None if value is None else bottom - _HIGH * value / (most or 1.0) for value in values]
    limit = bottom - _HIGH * each.reading.target / (most or 1.0)
    yield words(0, bottom - 4, clipped(say(each.definition.title), _LETTERS))
    yield (
        f'<line class="limit" x1="{_LEFT:.1f}" y1="{limit:.1f}" x2="{_RIGHT:.1f}" y2="{limit:.1f}" '
        f'stroke="#1b1b1b" stroke-width="1" stroke-dasharray="2 4"/>'
    )
    yield from _line(heights)
    yield from (
        _dot(past, place, high) for place, (past, high) in enumerate(zip(each.trend, heights, strict=True))
    )
    kind = "strong" if each.reading.outcome == "fail" else "ink"
    yield words(720, bottom - 4, value_words(each.definition, each.reading, say), kind=kind, anchor="end")


def _line(heights: Sequence[float | None]) -> Iterator[str]:
    """Join neighbours that both have a value; nothing is drawn across a gap."""
    for place, (left, right) in enumerate(pairwise(heights)):
        if left is not None and right is not None:
            yield (
                f'<line class="edge" x1="{_at(place):.1f}" y1="{left:.1f}" x2="{_at(place + 1):.1f}" '
                f'y2="{right:.1f}" stroke="{_LINE}" stroke-width="2"/>'
            )


def _dot(past: Past, place: int, high: float | None) -> str:
    if high is None:
        return ""
    kind, fill = ("beyond", _BEYOND) if past.reading.outcome == "fail" else ("measured", _MEASURED)
    if kind == "beyond":
        # Not by colour alone: what falls short is a square.
        side = 2 * _DOT
        corner = f'x="{_at(place) - _DOT:.1f}" y="{high - _DOT:.1f}"'
        return f'<rect class="{kind}" {corner} width="{side}" height="{side}" fill="{fill}"/>'
    return f'<circle class="{kind}" cx="{_at(place):.1f}" cy="{high:.1f}" r="{_DOT}" fill="{fill}"/>'


def _at(place: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * place / 7
