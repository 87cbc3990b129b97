"""Appendices F and G: where copies lie, where else there is room, which lines lead out, and the pictures."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import Agreement, Repository, Retention
from drplan.explain.content import Table
from drplan.explain.document import Block, Links, Paragraph
from drplan.explain.iscp.extent import NOT_DECLARED, Extent, table_or, to_section
from drplan.explain.iscp.sections import heading
from drplan.explain.words import count, length, listing, without_password


def elsewhere(extent: Extent) -> Iterator[Block]:
    """Lay out appendix F."""
    yield heading("F")
    yield from _storage(extent)
    yield from _rooms(extent)
    yield from _lines(extent)
    if extent.site:
        yield Links((to_section("Copies, rooms and lines of the whole district", "F"),))


def _storage(extent: Extent) -> Iterator[Block]:
    used = dict.fromkeys(each.name for _, data in extent.data_sets for each in extent.copies_of(data))
    copies = [each for each in extent.district.repositories if extent.site is None or each.name in used]
    header = ("Copy", "Kept by", "Where", "On", "Cannot be deleted", "Reads at")
    rows = tuple(_copy(extent, each) for each in copies)
    none = "No copy of this site's data is declared." if extent.site else "No repository is declared."
    yield table_or(Table("Where copies lie", header, rows), none)
    if extent.site is None:
        held = tuple(
            (each.name, held.place, extent.called(held.holder), held.confirmed_on.isoformat())
            for each in copies
            for held in each.escrow
        )
        columns = ("Copy", "Password lies", "Opened by", "Last opened")
        yield table_or(
            Table("Second places of passwords", columns, held), f"Second places of passwords: {NOT_DECLARED}."
        )
    yield table_or(_policies(extent), f"Backup policies: {NOT_DECLARED}.")


def _copy(extent: Extent, copy: Repository) -> tuple[str, ...]:
    locked = [f"for {count(copy.immutable_days, 'day')}"] if copy.immutable_days else []
    locked += ["append only"] if copy.append_only else []
    locked += ["isolated"] if copy.isolated else []
    reads = f"{copy.restore_mbit_s:g} Mbit/s" if copy.restore_mbit_s else NOT_DECLARED
    return (
        copy.name,
        extent.keeper(copy.site),
        without_password(copy.location),
        copy.media,
        listing(locked, NOT_DECLARED),
        reads,
    )


def _policies(extent: Extent) -> Table:
    used = {data.policy for _, data in extent.data_sets}
    rows = tuple(
        (
            each.name,
            f"every {length(each.cadence)}",
            f"{each.window.opens:%H:%M} for {length(each.window.lasts)}" if each.window else "any hour",
            listing(each.copies),
            _kept(each.retention),
        )
        for each in extent.district.policies
        if extent.site is None or each.name in used
    )
    return Table("How often copies are made", ("Policy", "Made", "In", "Into", "Kept"), rows)


def _kept(retention: Retention | None) -> str:
    if retention is None:
        return "all: nothing is dropped"
    counts = (
        f"{number} {word}"
        for word in ("daily", "weekly", "monthly", "yearly")
        if (number := getattr(retention, word))
    )
    within = [f"all of {length(retention.within)}"] if retention.within else []
    return listing((*within, *counts))


def _rooms(extent: Extent) -> Iterator[Block]:
    if extent.site:
        rows = tuple(
            (
                each.title,
                each.kind,
                f"{each.battery_minutes} min" if each.battery_minutes else "none declared",
            )
            for each in extent.site.rooms
        )
        header = ("Room", "Kind", "On batteries")
        yield table_or(Table("Rooms with equipment", header, rows), f"Rooms: {NOT_DECLARED}.")
        return
    lent = tuple(
        (each.title, f"{each.kilometers} km", each.phone, _until(each.agreements))
        for each in extent.district.partners
        if "rooms" in each.gives
    )
    table = Table("Alternate sites: who lends rooms", ("Partner", "Away", "Phone", "Agreed until"), lent)
    yield table_or(table, "No partner is declared to lend rooms: there is no alternate site.")


def _until(agreements: tuple[Agreement, ...]) -> str:
    last = max((each.expires for each in agreements), default=None)
    return last.isoformat() if last else f"agreement {NOT_DECLARED}"


def _lines(extent: Extent) -> Iterator[Block]:
    rows = tuple(
        (
            site.title,
            link.name,
            link.to,
            f"{link.up_mbit_s:g} / {link.down_mbit_s:g}",
            link.provider or "the district's own",
        )
        for site in extent.sites
        for link in site.links
    )
    header = ("Site", "Line", "To", "Mbit/s up / down", "Run by")
    yield table_or(Table("Lines", header, rows), f"Lines: {NOT_DECLARED}.")
    single = [each.title for each in extent.sites if extent.known.lines[each.code] < 2]  # noqa: PLR2004 - a second
    if single:
        yield Paragraph(
            f"{listing(single)}. When it is cut, mobile hotspots or work without a network are what is left.",
            "No second line is declared for",
        )
