"""A site's cables as a tree: who hangs on whom, at which ports. It shows names: for restricted pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from drplan.declare import District, Site
from drplan.declare.lookup import network_devices
from drplan.explain.content import Figure, Table
from drplan.explain.picture import HIGHEST, WIDTH, box, clean, drawing, fitted, stroke, words
from drplan.explain.pictures.cable_tree import Hanging, cable_tree
from drplan.explain.words import listing
from drplan.plan.network.cables import Cable, cables, of_assets

_ROW, _TOP, _NOTE = 26.0, 4.0, 24.0
_BOX_HIGH, _BOX_WIDE, _STEP = 20.0, 150.0, 34.0
_MOST = int((HIGHEST - _TOP - _NOTE) // _ROW)
_DEEPEST = 5
"""Steps to the right at most: what hangs deeper is drawn below its parent all the same."""


def cabling(site: Site, district: District) -> Figure | None:
    """Draw the declared cables of a site's assets; ``None`` when none is declared.

    A device that has several ways to the others hangs on the first of them; the rest are named beside it.
    """
    found = of_assets(cables(district), (asset.name for asset in site.assets))
    if not found:
        return None
    title = clean(f"Cables of {site.title}")
    rows = cable_tree(found, district)
    said = "; ".join(_sentence(row) for row in rows)
    alternative = clean(f"{title}. {said}.")
    height, parts = _drawn(rows, {asset.name for asset in site.assets})
    header = ("From", "Port", "Leads to", "Its port", "Carries", "Declared by")
    carried = _carried(district)
    table = Table(title, header, tuple(_table_row(cable, carried) for cable in found))
    return Figure("cabling", drawing(height, title, alternative, parts), alternative, table)


def _sentence(row: Hanging) -> str:
    if row.on is None:
        return row.name
    others = f", and on {listing(row.others)}" if row.others else ""
    return f"{row.name} hangs by {_ports(row)}{others}"


def _ports(row: Hanging) -> str:
    far = f"{row.on} {row.port}" if row.port else f"{row.on}, port not declared"
    return f"{row.its_port or 'a port not declared'} on {far}"


def _drawn(rows: Sequence[Hanging], here: Collection[str]) -> tuple[float, list[str]]:
    shown = rows[:_MOST]
    parts = [part for number, row in enumerate(shown) for part in _row(number, shown, here)]
    bottom = _TOP + _ROW * len(shown)
    if len(shown) < len(rows):
        note = f"{len(shown)} of {len(rows)} assets shown, the table holds every cable."
        parts.append(words(0, bottom + 12, note, kind="strong", points=12))
        bottom += 18
    return bottom + 4, parts


def _row(number: int, shown: Sequence[Hanging], here: Collection[str]) -> Iterator[str]:
    row = shown[number]
    left, top = _left(row), _TOP + number * _ROW
    if row.parent is not None:
        trunk, middle = _left(shown[row.parent]) + 12, top + _BOX_HIGH / 2
        before = [place for place in range(row.parent + 1, number) if shown[place].parent == row.parent]
        # Each line begins where its elder's ends: drawn over each other they would look like thick ones.
        begin = _TOP + (before[-1] * _ROW + _BOX_HIGH / 2 if before else row.parent * _ROW + _BOX_HIGH)
        yield stroke("edge", f"M{trunk:.1f} {begin:.1f}V{middle:.1f}H{left:.1f}")
    yield box("box" if row.name in here else "ghost", left, top, _BOX_WIDE, _BOX_HIGH, round_by=3)
    name = fitted(row.name, _BOX_WIDE - 10, 11, bold=True)
    yield words(left + 6, top + 14, name, kind="name", points=11)
    if row.on is not None:
        also = f"; also on {', '.join(row.others)}" if row.others else ""
        beside = left + _BOX_WIDE + 8
        said = fitted(f"{_ports(row)}{also}", WIDTH - beside - 2, 11)
        yield words(beside, top + 14, said, kind="soft", points=11)


def _left(row: Hanging) -> float:
    return _STEP * min(row.depth, _DEEPEST)


def _table_row(cable: Cable, carried: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    unknown = "not declared"
    return (
        cable.near,
        cable.near_port or unknown,
        cable.far,
        cable.far_port or unknown,
        next((carried[end] for end in cable.ends() if end in carried), unknown),
        listing(cable.declared_by),
    )


def _carried(district: District) -> dict[tuple[str, str], str]:
    """Return what each declared port carries, by device and port."""
    return {
        (device.name, port.name): listing(
            (f"VLAN {port.vlan}",) * bool(port.vlan) + tuple(f"VLAN {each} tagged" for each in port.tagged)
        )
        for device in network_devices(district)
        for port in device.ports
    }
