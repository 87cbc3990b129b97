"""Where copies of the data lie, and what cannot be done to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.declare import District, Repository, Site
from drplan.explain.content import Figure, Table
from drplan.explain.picture import box, clean, drawing, fitted, shape, stroke, words
from drplan.explain.pictures.flows import Flow, flows, rule_of_copies
from drplan.explain.words import count, length, listing

_MOST = 14
_TOP, _GAP, _SITE, _COPY = 44.0, 10.0, 36.0, 52.0
_LEFT_WIDE, _RIGHT, _RIGHT_WIDE = 200.0, 416.0, 300.0
_HEADER = (
    "Policy",
    "Data of",
    "Data sets",
    "Recovery point every",
    "Repository",
    "Kept at",
    "Media",
    "Protection",
    "Filled by",
)


def copies_map(district: District, site: Site | None = None) -> Figure:
    """Draw the copies of one site's data, or of all: who makes them, where they lie, who cannot delete them.

    It says what is declared. Whether a copy can be restored only a drill shows, so the 0 of 3-2-1-1-0 is
    left open.
    """
    sites = district.sites if site is None else (site,)
    found = flows(district, sites)
    title = clean(f"Copies of {site.title if site else district.name}")
    used = {each.name for flow in found for each in flow.repositories}
    copies = [each for each in district.repositories if site is None or each.name in used]
    alternative = clean(f"{title}, as declared. " + " ".join(_alternative(found, copies, district)))
    return Figure(
        "copies",
        _drawn(found, copies, district, title, alternative),
        alternative,
        _table(found, copies, district, title),
    )


def kept_at(repository: Repository, district: District) -> tuple[str, str]:
    """Return what keeps a copy (site, partner, vendor) and its title."""
    known = {each.name: ("vendor", each.title) for each in district.vendors}
    known |= {each.name: ("partner", each.title) for each in district.partners}
    known |= {site.code: ("site", site.title) for site in district.sites}
    return known.get(repository.site, ("not declared", repository.site))


def protection(repository: Repository) -> str:
    """Say what cannot be done to a copy, in words."""
    said = [f"immutable {repository.immutable_days} d"] if repository.immutable_days else []
    said += ["append-only"] if repository.append_only else []
    said += ["isolated"] if repository.isolated else []
    said += [] if repository.encrypted else ["NOT encrypted"]
    return listing(said, "can be deleted by who writes it")


def _alternative(found: Sequence[Flow], copies: Sequence[Repository], district: District) -> Iterator[str]:
    for each in copies[:_MOST]:
        kind, title = kept_at(each, district)
        yield f"{each.name} at {kind} {title}, {each.media}, {protection(each)}."
    for flow in found[:_MOST]:
        what = f"{flow.site.code}, policy {flow.policy.name}, {count(len(flow.data_sets), 'data set')}"
        yield f"{what}: {listing(copy.name for copy in flow.repositories)}."


def _table(found: Sequence[Flow], copies: Sequence[Repository], district: District, title: str) -> Table:
    rows = [
        (
            flow.policy.name,
            flow.site.code,
            listing(data.name for data in flow.data_sets),
            length(flow.policy.cadence),
            *_copy_cells(each, district),
        )
        for flow in found
        for each in flow.repositories
    ]
    used = {each.name for flow in found for each in flow.repositories}
    rows += [
        ("none", "none", "none", "never", *_copy_cells(each, district))
        for each in copies
        if each.name not in used
    ]
    return Table(f"{title}, as declared", _HEADER, tuple(rows))


def _copy_cells(each: Repository, district: District) -> tuple[str, str, str, str, str]:
    kind, title = kept_at(each, district)
    filled = f"a copy of {each.filled_from}" if each.filled_from else "the hosts"
    return each.name, f"{kind}: {title}", each.media, protection(each), filled


def _drawn(
    found: Sequence[Flow], copies: Sequence[Repository], district: District, title: str, alternative: str
) -> str:
    sites = list({flow.site.code: flow.site for flow in found}.values())
    if not copies:
        return drawing(40, title, alternative, [words(8, 25, "No repository is declared.")])
    shown_sites, shown = sites[:_MOST], copies[:_MOST]
    high = max(len(shown_sites) * (_SITE + _GAP), len(shown) * (_COPY + _GAP)) - _GAP
    lefts = _spread(len(shown_sites), high, _SITE)
    rights = _spread(len(shown), high, _COPY)
    parts = [words(0, 16, "Data of", kind="strong"), words(_RIGHT, 16, "Copies, as declared", kind="strong")]
    parts += _arrows(
        found,
        dict(zip((s.code for s in shown_sites), lefts, strict=True)),
        dict(zip((r.name for r in shown), rights, strict=True)),
    )
    for place, each in zip(lefts, shown_sites, strict=True):
        number = sum(len(flow.data_sets) for flow in found if flow.site.code == each.code)
        parts.append(box("box", 0, place, _LEFT_WIDE, _SITE, round_by=4))
        parts.append(words(8, place + 15, fitted(each.title, _LEFT_WIDE - 16, 12, bold=True), kind="name"))
        parts.append(words(8, place + 30, count(number, "data set"), kind="soft", points=11))
    for place, copy in zip(rights, shown, strict=True):
        parts += _copy(copy, place, district)
    bottom = _TOP - 16 + high + _GAP
    for text in _left_out(len(sites), len(copies)):
        bottom += 18
        parts.append(words(0, bottom, text, kind="strong", points=12))
    rules = list(_rules(found, bottom + 24))
    bottom += 30 + 20 * len({flow.policy.name for flow in found})
    return drawing(bottom + 8, title, alternative, [*parts, *rules])


def _left_out(sites: int, copies: int) -> Iterator[str]:
    if sites > _MOST:
        yield f"{_MOST} of {sites:,} sites shown, the table holds all."
    if copies > _MOST:
        yield f"{_MOST} of {copies:,} repositories shown, the table holds all."


def _spread(number: int, high: float, each: float) -> list[float]:
    """Return the tops of boxes spread evenly down a column."""
    room = high / number if number else 0
    return [_TOP - 16 + place * room + (room - each) / 2 for place in range(number)]


def _arrows(found: Sequence[Flow], lefts: dict[str, float], rights: dict[str, float]) -> Iterator[str]:
    drawn = dict.fromkeys(
        (flow.site.code, each.name, each.filled_from) for flow in found for each in flow.repositories
    )
    for code, name, filled_from in drawn:
        if code in lefts and name in rights and filled_from is None:
            start, end = lefts[code] + _SITE / 2, rights[name] + _COPY / 2
            yield stroke("edge", f"M{_LEFT_WIDE:.1f} {start:.1f}L{_RIGHT - 8:.1f} {end:.1f}", width=1.3)
            yield arrow_head(_RIGHT, end)
    for _, name, filled_from in drawn:
        if filled_from in rights and name in rights:
            start, end = rights[filled_from] + _COPY / 2 + 8, rights[name] + _COPY / 2 - 8
            yield stroke("edge", f"M{_RIGHT} {start:.1f}H{_RIGHT - 14}V{end:.1f}H{_RIGHT - 7}", dashes="4 3")
            yield arrow_head(_RIGHT, end)


def arrow_head(x: float, y: float) -> str:
    """Draw the head of an arrow that points to the right and ends at ``x``."""
    return shape("head", f"M{x:.1f} {y:.1f}l-8 -4v8z")


def _copy(each: Repository, top: float, district: District) -> Iterator[str]:
    yield box("box", _RIGHT, top, _RIGHT_WIDE, _COPY, round_by=4)
    if each.isolated:
        yield stroke(
            "limit",
            f"M{_RIGHT - 3:.1f} {top - 3:.1f}h{_RIGHT_WIDE + 3:.1f}v{_COPY + 6:.1f}h{-_RIGHT_WIDE - 3:.1f}z",
            width=1.2,
        )
    kind, title = kept_at(each, district)
    room = _RIGHT_WIDE - 34
    yield words(_RIGHT + 26, top + 15, fitted(f"{each.name}, {each.media}", room, 12, bold=True), kind="name")
    yield words(_RIGHT + 26, top + 30, fitted(f"{kind}: {title}", room, 11), kind="soft", points=11)
    yield words(_RIGHT + 26, top + 45, fitted(protection(each), room, 11), points=11)
    if each.immutable_days:
        yield _lock(_RIGHT + 7, top + 20)


def _lock(x: float, y: float) -> str:
    return stroke("limit", f"M{x + 3:.1f} {y:.1f}v-3a3.5 3.5 0 0 1 7 0v3", width=1.5) + box(
        "ink", x, y, 13, 10, round_by=1
    )


def _rules(found: Sequence[Flow], top: float) -> Iterator[str]:
    policies = dict.fromkeys(flow.policy.name for flow in found)
    for number, name in enumerate(policies):
        y = top + number * 20
        yield words(0, y, fitted(name, 130, 12, bold=True), kind="name")
        judged = [rule_of_copies(flow) for flow in found if flow.policy.name == name]
        for place, cells in enumerate(zip(*judged, strict=True)):
            held = all(holds for _, holds in cells)
            yield from _cell(140 + place * 112, y, cells[0][0], held)
        yield words(140 + 4 * 112, y, "0 errors: a drill shows", kind="soft", points=11)


def _cell(x: float, y: float, said: str, held: bool) -> Iterator[str]:
    if held:
        yield stroke("good", f"M{x:.1f} {y - 4:.1f}l4 4l7 -9", width=2.2)
    else:
        yield stroke("bad", f"M{x:.1f} {y - 9:.1f}l9 9m0 -9l-9 9", width=2.2)
    yield words(x + 15, y, said if held else f"NOT {said}", points=11, kind="ink" if held else "strong")
