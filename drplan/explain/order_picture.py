"""The order of recovery as a picture: waves from top to bottom, lines to what a service waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from drplan.declare import Service
from drplan.explain.picture import WIDTH, clipped, drawing, words
from drplan.explain.words import length

_GUTTER, _MARGIN, _HEIGHT, _GAP = 70, 8, 46, 30
_IN_A_ROW, _WIDEST = 4, 300.0
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
    lines = [line for box in boxes for line in _lines(box, by_name)]
    return drawing(top - _GAP + _MARGIN, title, description, [*labels, *lines, *map(_drawn, boxes)])


def _row(services: Sequence[Service], top: float) -> Iterator[_Box]:
    share = (WIDTH - _GUTTER) / len(services)
    width = min(_WIDEST, share - _MARGIN)
    for column, service in enumerate(services):
        yield _Box(service, _GUTTER + column * share + (share - width) / 2, top, width)


def _lines(box: _Box, by_name: Mapping[str, _Box]) -> Iterator[str]:
    for needed in box.service.depends_on:
        above = by_name.get(needed)
        if above:
            yield (
                f'<line class="edge" x1="{above.left + above.width / 2:.1f}" y1="{above.top + _HEIGHT:.1f}" '
                f'x2="{box.left + box.width / 2:.1f}" y2="{box.top:.1f}" stroke="{_EDGE}" stroke-width="2"/>'
            )


def _drawn(box: _Box) -> str:
    middle, letters = box.left + box.width / 2, int(box.width / 8)
    promise = f"tier {int(box.service.tier)}, RTO {length(box.service.objectives.rto)}"
    return (
        f'<rect class="box" x="{box.left:.1f}" y="{box.top:.1f}" width="{box.width:.1f}" height="{_HEIGHT}" '
        f'rx="5" fill="{_FILL}" stroke="{_EDGE}"/>'
        + words(middle, box.top + 20, clipped(box.service.name, letters), kind="strong", anchor="middle")
        + words(middle, box.top + 37, promise, kind="soft", anchor="middle")
    )
