"""A site's rooms, what stands in them, and the lines that lead out. It shows names: for restricted pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.declare import District, Link, Site
from drplan.explain.content import Figure, Table
from drplan.explain.picture import HIGHEST, WIDTH, box, clean, drawing, fitted, stroke, words
from drplan.explain.pictures.rooms import Place, Thing, places
from drplan.explain.pictures.site_table import site_rows
from drplan.explain.words import count

_GAP, _PAD, _TITLE = 10.0, 8.0, 18.0
_WIDE, _HIGH = 128.0, 32.0
_LINKS = 74.0
_MOST_LINKS = 5
_FULL = 6
"""Things from which on a room takes the whole width."""


def site_topology(site: Site, district: District) -> Figure:
    """Draw one site from inside, addresses left out; they stand in the table."""
    title = clean(f"Topology of {site.title}")
    found, links = places(site), links_of(site, district)
    whole = sum(1 + len(thing.inside) for place in found for thing in place.things)
    said = "; ".join(_place_words(place) for place in found) or "no room and no asset is declared"
    out = "; ".join(_link_words(link, end) for link, end in links) or "none declared"
    alternative = clean(f"{title}. Lines out of the site: {out}. {said}.")
    parts, bottom, shown = _drawn(found, links)
    left_out = ((shown, whole, "things"), (min(len(links), _MOST_LINKS), len(links), "lines out"))
    for some, every, what in left_out:
        if some < every:
            bottom += 17
            note = f"{some:,} of {every:,} {what} shown, the table holds all."
            parts.append(words(0, bottom - 4, note, kind="strong", points=12))
    header = ("Name", "What it is", "Where", "Address", "Leads to")
    table = Table(title, header, tuple(site_rows(site, links)))
    return Figure("topology", drawing(bottom + 4, title, alternative, parts), alternative, table)


def links_of(site: Site, district: District) -> list[tuple[Link, str]]:
    """Return the lines of a site with the code at the far end, those that are declared there included."""
    own = [(link, link.to) for link in site.links]
    return own + [
        (link, other.code)
        for other in district.sites
        if other.code != site.code
        for link in other.links
        if link.to == site.code
    ]


def _link_words(link: Link, end: str) -> str:
    return f"{link.name} to {end}, {_speed(link)}, {_run_by(link)}"


def _speed(link: Link) -> str:
    if link.up_mbit_s == link.down_mbit_s:
        return f"{link.up_mbit_s:,.6g} Mbit/s"
    return f"{link.up_mbit_s:,.6g} / {link.down_mbit_s:,.6g} Mbit/s"


def _run_by(link: Link) -> str:
    return link.provider or "own fiber"


def _place_words(place: Place) -> str:
    names = ", ".join(
        thing.name + (f" (inside: {', '.join(thing.inside)})" if thing.inside else "")
        for thing in place.things
    )
    return f"{place.title}: {names or 'nothing'}"


def _drawn(found: Sequence[Place], links: Sequence[tuple[Link, str]]) -> tuple[list[str], float, int]:
    parts = list(_links(links))
    return _rooms(found, _LINKS if links else 4.0, parts)


def _rooms(found: Sequence[Place], top: float, parts: list[str]) -> tuple[list[str], float, int]:
    """Lay rooms in rows: large ones alone, small ones three beside each other."""
    shown = 0
    for row in _rows(found):
        width = (WIDTH - _GAP * (len(row) - 1)) / (1 if len(row) == 1 and _large(row[0]) else 3)
        if len(row) > 1:
            width = (WIDTH - 2 * _GAP) / 3
        heights = [_height(place, width) for place in row]
        if top + max(heights) > HIGHEST:
            break
        for number, place in enumerate(row):
            parts += _room(place, number * (width + _GAP), top, width, max(heights))
            shown += sum(1 + len(thing.inside) for thing in place.things)
        top += max(heights) + _GAP
    return parts, top, shown


def _rows(found: Sequence[Place]) -> Iterator[list[Place]]:
    row: list[Place] = []
    for place in found:
        if _large(place):
            if row:
                yield row
                row = []
            yield [place]
            continue
        row.append(place)
        if len(row) == 3:  # noqa: PLR2004
            yield row
            row = []
    if row:
        yield row


def _large(place: Place) -> bool:
    return len(place.things) + 2 * sum(bool(thing.inside) for thing in place.things) >= _FULL


def _columns(width: float) -> int:
    return max(1, int((width - _PAD) // (_WIDE / 1.3)))


def _height(place: Place, width: float) -> float:
    return _TITLE + _PAD + sum(high + 6 for high, _ in _lines(place, width)) + (0 if place.things else 4)


def _lines(place: Place, width: float) -> Iterator[tuple[float, list[Thing]]]:
    """Yield rows of things with their height; one with machines inside takes a row of its own."""
    columns = _columns(width)
    small = [thing for thing in place.things if not thing.inside]
    for first in range(0, len(small), columns):
        yield _HIGH, small[first : first + columns]
    for thing in place.things:
        if thing.inside:
            yield _TITLE + 4 + 26 * -(-len(thing.inside) // columns), [thing]


def _room(place: Place, left: float, top: float, width: float, high: float) -> Iterator[str]:
    yield box("ghost" if place.dashed else "frame", left, top, width, high, round_by=4)
    yield words(left + _PAD, top + 14, fitted(place.title, width - 2 * _PAD, 12, bold=True), kind="name")
    columns, line = _columns(width), top + _TITLE + 4
    each = (width - 2 * _PAD + 6) / columns
    for height, things in _lines(place, width):
        if things[0].inside:
            yield from _host(things[0], left + _PAD, line, width - 2 * _PAD, height)
        else:
            for number, thing in enumerate(things):
                yield from _thing(thing, left + _PAD + number * each, line, each - 6)
        line += height + 6


def _thing(thing: Thing, left: float, top: float, width: float) -> Iterator[str]:
    yield box(
        "box" if thing.kind == "network" else "vendor",
        left,
        top,
        width,
        _HIGH,
        round_by=0 if thing.kind == "network" else 6,
    )
    middle = left + width / 2
    alone = not thing.under
    yield words(
        middle,
        top + (20 if alone else 14),
        fitted(thing.name, width - 6, 11, bold=True),
        kind="name",
        anchor="middle",
        points=11,
    )
    if not alone:
        yield words(
            middle, top + 27, fitted(thing.under, width - 6, 11), kind="soft", anchor="middle", points=11
        )


def _host(thing: Thing, left: float, top: float, width: float, high: float) -> Iterator[str]:
    yield box("vendor", left, top, width, high, round_by=6)
    said = f"{thing.name}, {count(len(thing.inside), 'virtual machine')} inside"
    yield words(left + 6, top + 14, fitted(said, width - 12, 11, bold=True), kind="name", points=11)
    columns = _columns(width)
    each = (width - 12 + 6) / columns
    for number, name in enumerate(thing.inside):
        x, y = left + 6 + number % columns * each, top + _TITLE + number // columns * 26
        yield box("ghost", x, y, each - 6, 22, round_by=6)
        yield words(x + (each - 6) / 2, y + 15, fitted(name, each - 12, 11), anchor="middle", points=11)


def _links(links: Sequence[tuple[Link, str]]) -> Iterator[str]:
    shown = links[:_MOST_LINKS]
    if not shown:
        return
    each = WIDTH / len(shown)
    for number, (link, end) in enumerate(shown):
        middle = (number + 0.5) * each
        width = min(each - 10, 150)
        yield box("ghost", middle - width / 2, 4, width, 22, round_by=11)
        called = "Internet" if end == "internet" else end
        yield words(middle, 19, fitted(called, width - 12, 12, bold=True), kind="name", anchor="middle")
        line = middle - width / 2 + 14
        yield stroke("edge", f"M{line:.1f} 26V{_LINKS:.1f}", width=2)
        lines = ((link.name, "soft"), (_speed(link), "ink"), (_run_by(link), "soft"))
        for place, (said, kind) in enumerate(lines):
            yield words(line + 6, 40 + 13 * place, fitted(said, width - 24, 11), kind=kind, points=11)
