"""The RTA of every recorded drill against its RTO: one small picture a service, all on one scale of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drplan.explain.content import Figure, Table
from drplan.explain.picture import WIDTH, box, clean, drawing, fitted, shape, stroke, words
from drplan.explain.words import against, length, moment
from drplan.record.drill import DrillRecord, ServiceRecord

MOST, _MOST_DRILLS = 18, 40
_LEFT, _RIGHT, _TOP, _HIGH = 168.0, 512.0, 40.0, 40.0
_APART = 9.0
_HIGHEST_SHARE = 1.5


@dataclass(frozen=True)
class _Point:
    """One drill of one service."""

    record: DrillRecord
    service: ServiceRecord

    @property
    def missed(self) -> bool:
        return self.service.rta_seconds is None or self.service.rta_seconds > self.service.rto_seconds


def rta_trend(records: Sequence[DrillRecord], names: Sequence[str], title: str) -> Figure | None:
    """Draw the drills of these services, oldest first; ``None`` when no record holds any of them.

    Each point is an RTA as a share of the RTO that was in force: on the line is just in time.
    """
    found = {
        name: [_Point(record, s) for record in records for s in record.services if s.name == name]
        for name in dict.fromkeys(names)
    }
    lines = {name: points for name, points in found.items() if points}
    if not lines:
        return None
    title = clean(title)
    said = "; ".join(
        f"{name}: {', '.join(_said(p) for p in points[-5:])}" for name, points in list(lines.items())[:MOST]
    )
    alternative = (
        f"{title}. RTA against RTO of each recorded drill, the newest five by service, oldest first. {said}"
    )
    return Figure("rta-trend", _drawn(lines, title, alternative), alternative, _table(lines, title))


def _said(point: _Point) -> str:
    service = point.service
    if service.rta_seconds is None:
        return "not reached"
    return (
        f"{'MISSED, ' if point.missed else ''}{length(service.rta_seconds)} of {length(service.rto_seconds)}"
    )


def _table(lines: dict[str, list[_Point]], title: str) -> Table:
    rows = tuple(
        (
            name,
            point.record.id,
            moment(point.record.disrupted),
            point.record.proven_on,
            against(point.service.rta_seconds, point.service.rto_seconds, "RTO"),
            length(point.service.rto_seconds),
            point.service.verdict.outcome,
        )
        for name, points in lines.items()
        for point in points
    )
    return Table(title, ("Service", "Drill", "Disrupted", "Proof of", "RTA", "RTO", "Verdict"), rows)


def _drawn(lines: dict[str, list[_Point]], title: str, alternative: str) -> str:
    drills = list({p.record.id: p.record for points in lines.values() for p in points}.values())
    drills.sort(key=lambda record: (record.disrupted, record.id))
    shown_drills, shown = drills[-_MOST_DRILLS:], list(lines.items())[:MOST]
    places = dict(zip((each.id for each in shown_drills), across(shown_drills), strict=True))
    bottom = _TOP + _HIGH * len(shown)
    parts = list(_dates(shown_drills, places))
    for number, (name, points) in enumerate(shown):
        parts += _service(
            name, [p for p in points if p.record.id in places], points[-1], _TOP + number * _HIGH, places
        )
    parts += _legend(bottom + 20)
    below = bottom + 28
    for some, every, what in (
        (len(shown), len(lines), "services"),
        (len(shown_drills), len(drills), "drills"),
    ):
        if some < every:
            below += 17
            parts.append(
                words(
                    0,
                    below,
                    f"{some} of {every:,} {what} shown, the table holds all.",
                    kind="strong",
                    points=12,
                )
            )
    return drawing(below + 8, title, alternative, parts)


def across(drills: Sequence[DrillRecord]) -> list[float]:
    """Return a place across for each drill by its moment, pushed apart where two would touch."""
    if len(drills) == 1:
        return [(_LEFT + _RIGHT) / 2]
    first, last = drills[0].disrupted, drills[-1].disrupted
    span = (last - first).total_seconds() or 1.0
    room = _RIGHT - _LEFT
    found: list[float] = []
    for each in drills:
        place = _LEFT + room * (each.disrupted - first).total_seconds() / span
        found.append(max(place, found[-1] + _APART) if found else place)
    for back in range(len(found) - 1, -1, -1):
        limit = _RIGHT - _APART * (len(found) - 1 - back)
        found[back] = min(found[back], limit)
    return found


def _service(
    name: str, points: Sequence[_Point], last: _Point, top: float, places: dict[str, float]
) -> Iterator[str]:
    floor, room = top + _HIGH - 6, _HIGH - 16
    line = floor - room / _HIGHEST_SHARE
    yield words(0, top + _HIGH / 2 + 4, fitted(name, _LEFT - 14, 12, bold=True), kind="strong", points=12)
    yield stroke("grid", f"M{_LEFT - 6:.1f} {floor:.1f}H{_RIGHT + 6:.1f}", width=0.8)
    yield stroke("limit", f"M{_LEFT - 6:.1f} {line:.1f}H{_RIGHT + 6:.1f}", width=1.2, dashes="5 3")
    heights = []
    for point in points:
        x = places[point.record.id]
        rta, rto = point.service.rta_seconds, point.service.rto_seconds
        share = _HIGHEST_SHARE if rta is None else min(_HIGHEST_SHARE, rta / rto)
        heights.append((x, floor - room * share / _HIGHEST_SHARE, point))
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in heights) if heights else ""
    if len(heights) > 1:
        yield stroke("edge", path, width=1)
    for x, y, point in heights:
        yield mark(point.record.proven_on, x, y, missed=point.missed)
    said = _said(last)
    yield words(
        _RIGHT + 16,
        top + _HIGH / 2 + 4,
        fitted(said, WIDTH - _RIGHT - 18, 11, bold=last.missed),
        points=11,
        kind="strong" if last.missed else "ink",
    )


def mark(proof: str, x: float, y: float, *, missed: bool) -> str:
    """Draw a drill: a circle in production, a diamond beside it, a square in a lab; one missed is crossed."""
    kind = "beyond" if missed else "measured"
    if proof == "production":
        drawn = shape(kind, f"M{x - 4:.1f} {y:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z")
    elif proof == "scratch":
        drawn = shape(kind, f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z")
    else:
        drawn = box(kind, x - 3.5, y - 3.5, 7, 7)
    return drawn + (
        stroke("bad", f"M{x - 6:.1f} {y - 6:.1f}l12 12m0 -12l-12 12", width=1.4) if missed else ""
    )


def _dates(drills: Sequence[DrillRecord], places: dict[str, float]) -> Iterator[str]:
    last = -100.0
    for each in drills:
        x = places[each.id]
        if x - last >= 66:  # noqa: PLR2004
            yield words(x, _TOP - 12, f"{each.disrupted:%Y-%m-%d}", kind="soft", anchor="middle", points=11)
            last = x


def _legend(top: float) -> Iterator[str]:
    left = 6.0
    for proof, said, missed in (
        ("production", "real recovery", False),
        ("scratch", "beside production", False),
        ("lab", "in a lab", False),
        ("lab", "MISSED or not reached", True),
    ):
        yield mark(proof, left, top - 4, missed=missed)
        yield words(left + 12, top, said, kind="soft", points=11)
        left += 32 + len(said) * 6.2
    yield stroke("limit", f"M{left:.1f} {top - 4:.1f}h22", width=1.2, dashes="5 3")
    yield words(left + 28, top, "RTO then", kind="soft", points=11)
