"""Turns the rows of an import into a district, and says of every row that is not in it why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from drplan.declare import District, Role
from drplan.declare.imported import Imported, ImportedAsset, Unmapped
from drplan.errors import DeclarationError
from drplan.explain.site_assets import read_assets
from drplan.explain.site_names import LONGEST_FOREIGN, Names
from drplan.explain.site_places import make_site, room_names, site_rows
from drplan.explain.site_values import NOT_KNOWN

OWNER = "technology-director"
"""The one role of an imported district: whoever runs the import, until they write the others."""


@dataclass(frozen=True)
class Draft:
    """A district made from an import; ``notes`` tell what was changed or assumed on the way."""

    district: District
    unmapped: tuple[Unmapped, ...]
    notes: tuple[str, ...]


def draft_district(imported: Imported, site: str | None = None) -> Draft:
    """Make a district of everything that can be mapped.

    ``site`` is the code for assets that name no site. Raises ``DeclarationError`` when nothing can be mapped.
    """
    notes: list[str] = []
    unmapped = list(imported.unmapped)
    placed = _placed(imported.assets, site, unmapped)
    rows = site_rows(imported.sites, placed, unmapped)
    rooms = {row.key: room_names(row) for row in rows}
    assets = read_assets(placed, rooms, OWNER, (unmapped, notes))
    declared = {row.key for row in imported.sites}
    codes = Names("site", notes)
    sites = tuple(
        make_site(row, codes, assets.get(row.key, ()), OWNER, (unmapped, notes))
        for row in rows
        if row.key in declared or row.key in assets
    )
    if not sites:
        raise _nothing(imported, unmapped)
    return Draft(_district(sites), tuple(unmapped), (*_NOT_SAID, *notes))


_NOT_SAID = (
    "the district's name and domain are in no such source: write them in district.py",
    f"the one role is {OWNER}, contact and owner of everything: write its phone and email, and other roles",
    "no baseline is written: nothing is changed on an imported machine until you name its baselines",
    "students: 0 is written for each site",
    "services, data sets, repositories and policies are in no such source: declare them",
)


def _district(sites: tuple[object, ...]) -> District:
    return District.model_validate(
        {
            "name": f"District, name {NOT_KNOWN}",
            "domain": "not-known-yet.invalid",
            "sites": sites,
            "roles": (Role(name=OWNER, title="Director of Technology", phone=NOT_KNOWN, email=NOT_KNOWN),),
            "repositories": (),
            "policies": (),
        }
    )


def _nothing(imported: Imported, unmapped: Sequence[Unmapped]) -> DeclarationError:
    first = next((each.cells() for each in unmapped), None)
    said = ""
    if first:
        said = f"; of {len(unmapped)} the first: {first['place']}: {first['what']}: {first['why']}"
    return DeclarationError(
        f"{imported.source}:1: holds nothing that can be declared{said}",
        next_step=f"check that it is what {imported.tool} writes; where it names no site, give --site CODE",
    )


def _placed(
    assets: Iterable[ImportedAsset], site: str | None, unmapped: list[Unmapped]
) -> list[ImportedAsset]:
    """Return the assets that have a site and a name that can be one."""
    kept = []
    for asset in assets:
        why = _unplaced(asset, site)
        if why:
            unmapped.append(Unmapped(asset.file, asset.place, asset.name or "an asset", why))
        else:
            kept.append(asset if asset.site else replace(asset, site=site or ""))
    return kept


def _unplaced(asset: ImportedAsset, site: str | None) -> str:
    if not asset.name:
        return "has no name"
    if len(asset.name) > LONGEST_FOREIGN:
        return f"its name has {len(asset.name)} letters, a host's has {LONGEST_FOREIGN} at the most"
    if len(asset.site) > LONGEST_FOREIGN:
        return f"its site's name has {len(asset.site)} letters, {LONGEST_FOREIGN} are allowed"
    return "" if asset.site or site else "names no site: give --site CODE"
