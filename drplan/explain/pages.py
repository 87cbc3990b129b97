"""All pages of a district by their path, and what is stale among those that lie on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from drplan.audit.actions import Action
from drplan.declare import District, Site
from drplan.explain.document import document
from drplan.explain.html import html, html_index
from drplan.explain.index import index_of
from drplan.explain.markdown import markdown, markdown_index
from drplan.explain.pdf import pdf
from drplan.explain.runbook import runbook_for
from drplan.explain.write import UNFINISHED
from drplan.record.drill import DrillRecord
from drplan.record.signers import AllowedSigner

_KEPT = frozenset({"evidence"})
_TOP_PAGES = frozenset({"README.md", "index.html"})
_SITE_PAGES = frozenset({"runbook.html", "runbook.md", "runbook.pdf"})


def site_pages(
    district: District,
    site: Site,
    records: Sequence[DrillRecord],
    signers: Mapping[str, AllowedSigner] | None = None,
    still_open: Sequence[Action] = (),
) -> dict[str, bytes]:
    """Return one site's pages by relative path; raises as ``runbook_for`` does."""
    page = document(runbook_for(district, site, records, signers, still_open))
    return {
        f"{site.code}/runbook.html": html(page),
        f"{site.code}/runbook.md": markdown(page),
        f"{site.code}/runbook.pdf": pdf(page),
    }


def index_pages(
    district: District, records: Sequence[DrillRecord], still_open: Sequence[Action] = ()
) -> dict[str, bytes]:
    """Return the two pages that list all sites."""
    index = index_of(district, records, still_open)
    return {"README.md": markdown_index(index), "index.html": html_index(index)}


def pages(
    district: District,
    records: Sequence[DrillRecord],
    signers: Mapping[str, AllowedSigner] | None = None,
    still_open: Sequence[Action] = (),
) -> dict[str, bytes]:
    """Return every page by its path below the runbooks folder.

    A pure function of its arguments: the same declaration and records give the same bytes. ``records`` come
    oldest first; ``signers`` says by drill id whom a record is signed by; ``still_open`` are the corrective
    actions that nothing closed.
    """
    found = index_pages(district, records, still_open)
    for site in district.sites:
        found |= site_pages(district, site, records, signers, still_open)
    return found


def stale(folder: Path, wanted: Mapping[str, bytes]) -> list[str]:
    """Say, one line each, which pages in ``folder`` are missing, changed or left over.

    Only what has a page's name counts; the evidence, and files people keep beside the pages, do not.
    """
    there = {str(path.relative_to(folder)) for path in _pages_in(folder)}
    lines = {name: "missing" for name in wanted if name not in there}
    lines |= {name: "left over, no site asks for it" for name in there if name not in wanted}
    lines |= {
        name: "changed" for name in there if name in wanted and (folder / name).read_bytes() != wanted[name]
    }
    return [f"{name}: {lines[name]}" for name in sorted(lines)]


def pages_there(folder: Path) -> dict[str, bytes]:
    """Return the pages that lie on disk by their path below ``folder``, as they are."""
    found = (path for path in _pages_in(folder) if not path.name.startswith(UNFINISHED))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def left_over(folder: Path, wanted: Mapping[str, bytes]) -> list[Path]:
    """Return the pages on disk that nothing asks for, and what a writer that died left behind."""
    return [path for path in _pages_in(folder) if str(path.relative_to(folder)) not in wanted]


def pages_on_disk(folder: Path) -> dict[str, bytes]:
    """Return the finished pages in a folder by their path below it: the plan as people hold it."""
    finished = (path for path in _pages_in(folder) if not path.name.startswith(UNFINISHED))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in finished}


def _pages_in(folder: Path) -> list[Path]:
    """Return what drplan writes, by its name: whatever else people keep beside it is theirs."""
    found = [*folder.glob("*"), *folder.glob("*/*")]
    return sorted(path for path in found if path.is_file() and _is_page(path.relative_to(folder)))


def _is_page(path: Path) -> bool:
    if path.parts[0] in _KEPT:
        return False
    return path.name in (_SITE_PAGES if path.parts[1:] else _TOP_PAGES) or path.name.startswith(UNFINISHED)
