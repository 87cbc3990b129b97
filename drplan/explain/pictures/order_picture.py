"""The order of recovery as a picture: waves from top to bottom, lines to what a service waits for.

A line that follows from two others is left out; the table beside the picture holds every one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from drplan.declare import Service
from drplan.explain.picture import WIDTH, clipped, drawing, words
from drplan.explain.words import length

_GUTTER, _MARGIN, _HEIGHT, _GAP = 70, 8, 46, 30
_IN_A_ROW, _WIDEST = 4, 300.0
_LETTER = 7.8
_FILL, _EDGE = "#e8eef6", "#41608a"


@dataclass(frozen=True)
class _Box:
    service: Service
    left: float
    top: float
    width: float


def order_picture(groups: Sequence[Sequence[Service]], title: str, description: str) -> str:
    """Draw ``groups`` (waves, first one on top) as one SVG document."""
    boxes: list[_Box] = []
    labels, top = [], float(_MARGIN)
    for number, group in enumerate(groups, start=1):
        labels.append(words(0, top + _HEIGHT / 2 + 5, f"Wave {number}", kind="strong"))
        for first in range(0, len(group), _IN_A_ROW):
            boxes += _row(group[first : first + _IN_A_ROW], top)
            top += _HEIGHT + _GAP
    by_name = {box.service.name: box for box in boxes}
    needed = direct_needs(box.service for box in boxes)
    lines = [line for box in boxes for line in _lines(box, needed[box.service.name], by_name)]
    return drawing(top - _GAP + _MARGIN, title, description, [*labels, *lines, *map(_drawn, boxes)])


def direct_needs(ordered: Iterable[Service]) -> dict[str, tuple[str, ...]]:
    """Return what each service depends on and nothing else it depends on does, the transitive reduction.

    ``ordered`` holds each service after all it depends on; names that are not in it are left out.
    """
    below: dict[str, frozenset[str]] = {}
    direct: dict[str, tuple[str, ...]] = {}
    for service in ordered:
        needs = sorted(set(service.depends_on) & below.keys())
        through = frozenset().union(*(below[name] for name in needs))
        direct[service.name] = tuple(name for name in needs if name not in through)
        below[service.name] = through | frozenset(needs)
    return direct


def _row(services: Sequence[Service], top: float) -> Iterator[_Box]:
    share = (WIDTH - _GUTTER) / len(services)
    width = min(_WIDEST, share - _MARGIN)
    for column, service in enumerate(services):
        yield _Box(service, _GUTTER + column * share + (share - width) / 2, top, width)


def _lines(box: _Box, needed: Iterable[str], by_name: Mapping[str, _Box]) -> Iterator[str]:
    for above in (by_name[name] for name in needed):
        yield (
            f'<line class="edge" x1="{above.left + above.width / 2:.1f}" y1="{above.top + _HEIGHT:.1f}" '
            f'x2="{box.left + box.width / 2:.1f}" y2="{box.top:.1f}" stroke="{_EDGE}" stroke-width="1.5"/>'
        )


def _drawn(box: _Box) -> str:
    middle, letters = box.left + box.width / 2, int(box.width / _LETTER)
    promise = f"tier {int(box.service.tier)}, RTO {length(box.service.objectives.rto)}"
    return (
        f'<rect class="box" x="{box.left:.1f}" y="{box.top:.1f}" width="{box.width:.1f}" height="{_HEIGHT}" '
        f'rx="5" fill="{_FILL}" stroke="{_EDGE}"/>'
        + words(middle, box.top + 20, clipped(box.service.name, letters), kind="name", anchor="middle")
        + words(middle, box.top + 37, promise, kind="soft", anchor="middle")
    )
