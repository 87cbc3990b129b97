"""The recovery times of a drill as a picture: a bar a service, all drawn against the line of its RTO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.explain.picture import WIDTH, clipped, drawing, words
from drplan.explain.words import length
from drplan.record.drill import ServiceRecord

_LEFT, _RIGHT, _ROW, _TOP, _BAR = 150.0, 500.0, 34, 30, 16
_WIDEST = 2.0
_MEASURED, _HUMAN, _BEYOND, _LINE = "#2f5d9b", "#d9a441", "#a3221b", "#1b1b1b"


def time_picture(services: Sequence[ServiceRecord], title: str, description: str) -> str:
    """Draw each service's RTA as a share of its own RTO; bars longer than twice the RTO are cut there."""
    scale = (_RIGHT - _LEFT) / _longest(services)
    bottom = _TOP + _ROW * len(services)
    rows = [part for row, service in enumerate(services) for part in _row(service, _TOP + row * _ROW, scale)]
    limit = _LEFT + scale
    line = (
        f'<line class="limit" x1="{limit:.1f}" y1="{_TOP - 6}" x2="{limit:.1f}" y2="{bottom}" '
        f'stroke="{_LINE}" stroke-width="2" stroke-dasharray="6 3"/>'
    )
    label = words(limit, _TOP - 12, "RTO of each service", kind="soft", anchor="middle")
    return drawing(bottom + 40, title, description, [*rows, line, label, *_legend(bottom + 26)])


def _longest(services: Sequence[ServiceRecord]) -> float:
    shares = [(service.rta_seconds or 0) / service.rto_seconds for service in services]
    return min(_WIDEST, max(1.0, *shares, 1.0))


def _row(service: ServiceRecord, top: float, scale: float) -> Iterator[str]:
    middle = top + _ROW / 2
    yield words(0, middle + 5, clipped(service.name, 18), kind="strong")
    if service.rta_seconds is None:
        yield words(_LEFT + 4, middle + 5, "not reached", kind="soft")
        yield words(_RIGHT + 12, middle + 5, f"RTO {length(service.rto_seconds)}", kind="soft")
        return
    beyond = service.rta_seconds > service.rto_seconds
    whole = _wide(service.rta_seconds, service, scale)
    human = min(whole, _wide(service.human_seconds, service, scale))
    yield _bar("beyond" if beyond else "measured", middle, _LEFT, whole)
    if service.human_seconds:
        yield _bar("human", middle, _LEFT + whole - human, human)
    said = f"{length(service.rta_seconds)} of {length(service.rto_seconds)}"
    yield words(_RIGHT + 12, middle + 5, f"{said}, BEYOND" if beyond else said)


def _wide(seconds: float, service: ServiceRecord, scale: float) -> float:
    return max(3.0, min(seconds / service.rto_seconds, _WIDEST) * scale)


def _bar(kind: str, middle: float, left: float, width: float) -> str:
    fill = {"measured": _MEASURED, "human": _HUMAN, "beyond": _BEYOND}[kind]
    return (
        f'<rect class="{kind}" x="{left:.1f}" y="{middle - _BAR / 2:.1f}" width="{width:.1f}" '
        f'height="{_BAR}" fill="{fill}"/>'
    )


def _legend(top: float) -> Iterator[str]:
    entries = (("measured", "measured"), ("human", "human, declared"), ("beyond", "measured, beyond RTO"))
    for place, (kind, text) in enumerate(entries):
        left = _LEFT + place * (WIDTH - _LEFT) / 3.4
        yield _bar(kind, top, left, 14)
        yield words(left + 20, top + 5, text, kind="soft")
