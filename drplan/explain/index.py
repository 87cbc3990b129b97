"""The first page: all sites, how well each is proven, and where its runbook is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drplan.audit.actions import Action
from drplan.declare import District
from drplan.explain.document import Document
from drplan.explain.drills import whole_site
from drplan.explain.mending import in_short
from drplan.explain.runbook import standing
from drplan.explain.words import moment
from drplan.record.drill import DrillRecord


@dataclass(frozen=True)
class IndexRow:
    """One site. ``verdict`` and ``ended`` are those of its last drill of the whole site."""

    site: str
    title: str
    services: str
    verdict: str
    ended: str
    standing: str


@dataclass(frozen=True)
class Index:
    """All sites of a district. ``to_mend`` says what is still to be mended, empty when nothing is."""

    district: str
    rows: tuple[IndexRow, ...]
    to_mend: str = ""


def index_document(index: Index) -> Document:
    """Return the home page as a page of the site; what it shows stands in ``index``."""
    return Document(f"{index.district}: runbooks", index.district, 0, (), path="index", kind="index")


def index_of(district: District, records: Sequence[DrillRecord], still_open: Sequence[Action] = ()) -> Index:
    """Say of every site how its last drill ended; ``records`` come oldest first.

    ``still_open`` are the district's open corrective actions.
    """
    rows = []
    for site in district.sites:
        own = [record for record in records if record.site == site.code]
        whole = whole_site(own)
        verdict = whole[-1].verdict.outcome if whole else "no-evidence"
        ended = moment(whole[-1].ended) if whole else "never drilled"
        rows.append(IndexRow(site.code, site.title, str(len(site.services)), verdict, ended, standing(own)))
    return Index(district.name, tuple(rows), in_short(still_open))
