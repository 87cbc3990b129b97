"""The order of recovery against the clock: what is promised of each service, and what the last drill took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.declare import District, Service
from drplan.explain.content import Figure, Table
from drplan.explain.picture import HIGHEST, WIDTH, box, drawing, fitted, shape, stroke, words
from drplan.explain.pictures.axis import Axis, axis
from drplan.explain.pictures.span import Span, spans
from drplan.explain.words import against, length, listing, moment
from drplan.record.drill import DrillRecord

MOST = 60
"""Services that one picture shows; the table holds all."""

_LEFT, _RIGHT, _TOP = 158.0, 556.0, 44.0
_LEGEND = 58.0
_HIGHEST_ROW, _LOWEST_ROW = 30.0, 12.5
_WHERE = {
    "lab": "in a lab",
    "loopback lab": "in a loopback lab",
    "scratch": "beside production",
    "production": "in production",
}


def recovery_timeline(services: Sequence[Service], district: District, last: DrillRecord | None) -> Figure:
    """Draw what each service may take and what it took in the last drill, in the order of recovery.

    A planned bar begins when everything that the service waits for, in any site, is promised to be back, and
    ends at its own RTO: it is the time that the promises leave for it, not an estimate. A measured bar runs
    from its first step in the drill to its RTA. Raises ``DeclarationError`` when services depend on each
    other in a circle.
    """
    rows = spans(services, district, last)
    title = "Recovery timeline"
    shown = rows[:MOST]
    alternative = _alternative(title, rows, last)
    return Figure(
        "recovery-timeline",
        _drawn(shown, len(rows), last, title, alternative),
        alternative,
        _table(rows, last),
    )


def _alternative(title: str, rows: Sequence[Span], last: DrillRecord | None) -> str:
    told = f" Last drill: {last.id}, {_WHERE[last.proven_on]}." if last else " No drill is shown."
    each = "; ".join(
        f"{row.name} RTO {length(row.rto)}{f', {_said(row)}' if last else ''}" for row in rows[:MOST]
    )
    return f"{title}, {len(rows):,} services, in the order of recovery.{told} {each}"


def _table(rows: Sequence[Span], last: DrillRecord | None) -> Table:
    planned = ("Service", "Wave", "Waits for", "May begin after", "RTO", "Of that people, declared")
    measured = ("Began after", "RTA", "RTO then", "Shown") if last else ()
    caption = "Recovery timeline: what the promises leave for each service"
    if last:
        caption += f", and what drill {last.id} of {moment(last.disrupted)} took {_WHERE[last.proven_on]}"
    return Table(caption, (*planned, *measured), tuple(_row(row, last) for row in rows))


def _row(row: Span, last: DrillRecord | None) -> tuple[str, ...]:
    planned = (
        row.name,
        str(row.wave),
        listing(row.waits_for, "nothing"),
        length(row.begins),
        length(row.rto) + (", no time left" if row.cramped else ""),
        length(row.people) if row.people else "none",
    )
    if last is None:
        return planned
    if not row.drilled:
        return (*planned, "", "", "", "not drilled")
    rta = against(row.rta, row.rto_then, "RTO")
    began = length(row.began) if row.began is not None else "not recorded"
    return (*planned, began, rta, length(row.rto_then), row.word)


def _said(row: Span) -> str:
    if not row.drilled:
        return "not drilled"
    if row.rta is None:
        return "not reached"
    late = "LATE, " if row.late else ""
    return f"{late}{length(row.rta)} of {length(row.rto_then)}"


def _drawn(rows: Sequence[Span], of: int, last: DrillRecord | None, title: str, alternative: str) -> str:
    if not rows:
        return drawing(40, title, alternative, [words(8, 25, "No services are declared.")])
    high = min(_HIGHEST_ROW, max(_LOWEST_ROW, (HIGHEST - _TOP - _LEGEND) / len(rows)))
    bottom = _TOP + high * len(rows)
    scale = axis(_LEFT, _RIGHT, [each for row in rows for each in row.lengths()])
    parts = [*_bands(rows, high), *scale.drawn(_TOP, bottom)]
    parts.append(words(0, _TOP - 26, _scale_words(scale), kind="soft", points=11))
    for number, row in enumerate(rows):
        parts += _service(row, _TOP + number * high, high, scale, last is not None)
    parts += _legend(bottom + 16, last)
    if of > len(rows):
        parts.append(
            words(
                0, bottom + 50, f"{len(rows)} of {of:,} shown, the table holds all.", kind="strong", points=12
            )
        )
    return drawing(bottom + _LEGEND, title, alternative, parts)


def _scale_words(scale: Axis) -> str:
    if scale.bend is None:
        return "Time after the disruption; even scale."
    return "Time after the disruption. The scale is not even: farther right, the same width is more time."


def _bands(rows: Sequence[Span], high: float) -> Iterator[str]:
    for number, row in enumerate(rows):
        if number and rows[number - 1].wave != row.wave:
            place = _TOP + number * high
            yield stroke("frame", f"M0 {place:.1f}H{WIDTH}", width=0.8, dashes="1 3")


def _service(row: Span, top: float, high: float, scale: Axis, drilled: bool) -> Iterator[str]:
    points = 12 if high >= 16 else 11  # noqa: PLR2004
    base = top + high / 2 + points * 0.35
    yield words(0, base, fitted(row.name, _LEFT - 12, points, bold=True), kind="strong", points=points)
    lane = (high - 2) / (2 if drilled else 1) - 1
    lane = min(lane, 10)
    first = top + (high - lane * (2 if drilled else 1) - (2 if drilled else 0)) / 2
    yield from _planned(row, first, lane, scale)
    if drilled:
        yield from _measured(row, first + lane + 2, lane, scale)
    limit = scale.at(row.rto)
    yield stroke("limit", f"M{limit:.1f} {top + 1:.1f}V{top + high - 1:.1f}", width=2.5)
    said = _said(row) if drilled else f"RTO {length(row.rto)}" + (", no time left" if row.cramped else "")
    if drilled and (row.rta is None):
        said += f", RTO {length(row.rto)}"
    yield words(
        _RIGHT + 12,
        base,
        fitted(said, WIDTH - _RIGHT - 14, 11),
        points=11,
        kind="strong" if row.late else "ink",
    )


def _planned(row: Span, top: float, lane: float, scale: Axis) -> Iterator[str]:
    left, right = scale.at(row.begins), scale.at(row.rto)
    if row.cramped:
        return
    yield box("planned", left, top, right - left, lane)
    if row.people:
        human = scale.at(max(row.begins, row.rto - row.people))
        yield box("human", human, top, right - human, lane)


def _measured(row: Span, top: float, lane: float, scale: Axis) -> Iterator[str]:
    if row.rta is None:
        if row.drilled:
            place, half = _LEFT + 6, lane / 2
            yield stroke(
                "bad",
                f"M{place - half:.1f} {top:.1f}l{lane:.1f} {lane:.1f}m0 {-lane:.1f}l{-lane:.1f} {lane:.1f}",
                width=2,
            )
        return
    began = row.began or 0.0
    left, right = scale.at(began), max(scale.at(row.rta), scale.at(began) + 3)
    yield box("beyond" if row.late else "measured", left, top, right - left, lane)
    if row.measured_people:
        human = max(left, min(right - 1, scale.at(max(began, row.rta - row.measured_people))))
        yield box("human", human, top, right - human, lane)
    if row.late:
        yield stroke("late", hatching(left, top, right - left, lane), width=1.2)
        across, half = lane * 0.7, lane / 2 + 1
        point = f"l{across:.1f} {half:.1f}l{-across:.1f} {half:.1f}z"
        yield shape("beyond", f"M{right:.1f} {top - 1:.1f}{point}")


def hatching(left: float, top: float, width: float, height: float) -> str:
    """Return the path of slanting lines inside a rectangle."""
    lines, start = [], 3.0
    while start < width:
        run = min(height, width - start)
        lines.append(f"M{left + start:.1f} {top + height:.1f}l{run:.1f} {-run:.1f}")
        start += 6
    return "".join(lines) or f"M{left:.1f} {top:.1f}"


def _legend(top: float, last: DrillRecord | None) -> Iterator[str]:
    entries = [("planned", "left by the promises"), ("human", "people, declared"), ("limit", "RTO")]
    if last:
        entries += [("measured", f"measured {_WHERE[last.proven_on]}"), ("beyond", "measured, LATE")]
    left = 0.0
    for kind, said in entries:
        if kind == "limit":
            yield stroke("limit", f"M{left + 7:.1f} {top - 9:.1f}v12", width=2.5)
        else:
            yield box(kind, left, top - 8, 14, 10)
        if kind == "beyond":
            yield stroke("late", hatching(left, top - 8, 14, 10), width=1.2)
        yield words(left + 20, top, said, kind="soft", points=11)
        left += 34 + len(said) * 6.2
    if last:
        yield words(
            0,
            top + 17,
            fitted(f"Drill {last.id}, {moment(last.disrupted)}.", WIDTH - 10, 11),
            kind="soft",
            points=11,
        )
