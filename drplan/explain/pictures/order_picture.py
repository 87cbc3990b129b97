"""The order of recovery as a picture: waves from top to bottom, lines to what a service waits for.

A line that follows from two others is left out; the table beside the picture holds every one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from drplan.declare import Service
from drplan.explain.picture import HIGHEST, WIDTH, box, drawing, fitted, shape, stroke, words
from drplan.explain.pictures.lanes import GAP, GUTTER, Grid
from drplan.explain.words import length

MOST = 60
"""Services that one picture shows; the table holds all."""

_TOP, _NOTE = 8.0, 44.0
_SIZES = ((4, 38.0), (5, 36.0), (5, 20.0), (6, 20.0))
"""Columns, and how high a box is: the first that fits a page is taken."""
_TWO_LINES = 30
_MOST_BEYOND = 12


@dataclass(frozen=True)
class _Sheet:
    """What is drawn: services by row, what of theirs is elsewhere, the labels of rows, and the grid."""

    rows: tuple[tuple[int, tuple[Service, ...]], ...]
    beyond: tuple[str, ...]
    grid: Grid

    @property
    def bottom(self) -> float:
        return self.grid.tops()[-1]


def order_picture(groups: Sequence[Sequence[Service]], title: str, description: str) -> str:
    """Draw ``groups`` (waves, first one on top) as one SVG document."""
    whole = sum(map(len, groups))
    if not whole:
        return drawing(40, title, description, [words(8, 25, "No services are declared.")])
    sheet, shown = _fitting(groups, min(whole, MOST))
    parts = [stroke("edge", path, width=1.3) for path in sheet.grid.lines()]
    parts += [shape("head", f"M{x:.1f} {y:.1f}l-3 -6h6z") for x, y in sheet.grid.heads()]
    parts += _boxes(sheet)
    bottom = sheet.bottom + 20
    parts.append(words(0, bottom, _LEGEND, kind="soft", points=11))
    if shown < whole:
        bottom += 17
        note = f"{shown} of {whole:,} shown, the table holds all."
        parts.append(words(0, bottom, note, kind="strong", points=12))
    return drawing(bottom + 6, title, description, parts)


_LEGEND = (
    "A line leads down from a service to what waits for it. Rounded: a vendor hosts it. Dashed: elsewhere."
)


def direct_needs(ordered: Iterable[Service], beyond: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """Return what each service depends on and nothing else it depends on does, the transitive reduction.

    ``ordered`` holds each service after all it depends on; names that are neither in it nor in ``beyond`` are
    left out.
    """
    below: dict[str, frozenset[str]] = {name: frozenset() for name in beyond}
    direct: dict[str, tuple[str, ...]] = {}
    for service in ordered:
        needs = sorted(set(service.depends_on) & below.keys())
        through = frozenset().union(*(below[name] for name in needs))
        direct[service.name] = tuple(name for name in needs if name not in through)
        below[service.name] = through | frozenset(needs)
    return direct


def _fitting(groups: Sequence[Sequence[Service]], most: int) -> tuple[_Sheet, int]:
    """Return the first way of laying out that fits a page, with fewer services when none does."""
    room = HIGHEST - _NOTE
    for columns, high in _SIZES:
        sheet = _laid(groups, most, columns, high)
        if sheet.bottom <= room:
            return sheet, most
    while sheet.bottom > room and most > 1:
        most = min(most - 1, int(most * room / sheet.bottom) + 1)
        sheet = _laid(groups, most, *_SIZES[-1])
    return sheet, most


def _laid(groups: Sequence[Sequence[Service]], most: int, columns: int, high: float) -> _Sheet:
    left, shown = most, []
    for number, group in enumerate(groups, start=1):
        some, left = group[:left], left - len(group[:left])
        shown += [(number, tuple(some[at : at + columns])) for at in range(0, len(some), columns)]
    services = [service for _, row in shown for service in row]
    inside = {service.name for service in services}
    needed = dict.fromkeys(n for each in services for n in sorted(each.depends_on) if n not in inside)
    beyond = tuple(needed)[:_MOST_BEYOND]
    spots = {name: divmod(place, columns) for place, name in enumerate(beyond)}
    above = -(-len(beyond) // columns)
    spots |= {s.name: (above + at, c) for at, (_, row) in enumerate(shown) for c, s in enumerate(row)}
    grid = Grid(spots, direct_needs(services, beyond), (WIDTH - GUTTER) / columns, high, _TOP)
    return _Sheet(tuple(shown), beyond, grid)


def _boxes(sheet: _Sheet) -> Iterator[str]:
    grid, tops, told = sheet.grid, sheet.grid.tops(), ""
    width, middle = grid.cell - GAP, grid.high / 2 + 4
    for name in sheet.beyond:
        row, column = grid.spots[name]
        if row == column == 0:
            yield words(0, tops[0] + middle, "Elsewhere", kind="soft", points=10)
        yield box("ghost", grid.left(column), tops[row], width, grid.high, round_by=4)
        said = fitted(name, width - 8, 11)
        yield words(grid.left(column) + width / 2, tops[row] + middle, said, anchor="middle", points=11)
    for number, row_of in sheet.rows:
        top = tops[grid.spots[row_of[0].name][0]]
        if (label := f"Wave {number}") != told:
            yield words(0, top + middle, label, kind="strong", points=11)
            told = label
        for service in row_of:
            yield from _drawn(service, grid.left(grid.spots[service.name][1]), top, width, grid.high)


def _drawn(service: Service, left: float, top: float, width: float, high: float) -> Iterator[str]:
    middle, both = left + width / 2, high > _TWO_LINES
    kind, corner = ("vendor", high / 2) if service.vendor else ("box", 4.0)
    yield box(kind, left, top, width, high, round_by=corner)
    name = fitted(service.name, width - 8, 11, bold=True)
    yield words(middle, top + (16 if both else 14), name, kind="name", anchor="middle", points=11)
    if both:
        promise = f"tier {int(service.tier)}, RTO {length(service.objectives.rto)}"
        promise += ", vendor" if service.vendor else ""
        said = fitted(promise, width - 8, 11)
        yield words(middle, top + 31, said, kind="soft", anchor="middle", points=11)
