"""Names that look like markup stay what they are, in every format of a plan; and no format drops a step."""

import pytest

from drplan.declare import Paper
from drplan.explain.document import Steps
from drplan.explain.html import html
from drplan.explain.markdown import markdown
from drplan.explain.pages import pages
from drplan.explain.pdf import pdf
from drplan.explain.source import Source
from drplan.record.ledger import Ledger
from drplan.record.plan_hash import plan_sha256
from tests.unit.explain.iscp.test_record import approval
from tests.unit.explain.test_formats import HOSTILE, parsed, pdf_text, plain

LONG = "Roosevelt " * 50


def named(base, title):
    """Return the district with everything that has a title, or words, called by one."""
    site = base.sites[-1]
    paper = Paper(title=title, place=title, keeper=base.roles[0].name, use=(title,))
    words = {"title": title, "workaround": title, "impact": title, "papers": (paper,)}
    services = tuple(each.model_copy(update=words) for each in site.services)
    rooms = tuple(each.model_copy(update={"title": title}) for each in site.rooms)
    changed = site.model_copy(update={"title": title, "services": services, "rooms": rooms})
    told = {"name": title, "sites": (*base.sites[:-1], changed)}
    for kind in ("roles", "vendors", "partners", "exercises", "scenarios", "calendars"):
        told[kind] = tuple(each.model_copy(update={"title": title}) for each in getattr(base, kind))
    return base.model_copy(update=told)


@pytest.mark.parametrize("title", [HOSTILE, "abc \u202e fed \u200f", LONG.strip()])
def test_a_hostile_name_stays_literal_in_html(base, made, title):
    pages = made(named(base, title))
    for page in pages.values():
        seen = parsed(html(page))
        assert plain(title) in plain(" ".join(seen.seen))
        assert "script" not in {tag for tag, _ in seen.tags}


def test_a_hostile_name_cannot_become_html_in_markdown(base, made):
    for page in made(named(base, HOSTILE)).values():
        written = markdown(page).decode()
        assert "<script>" not in written
        assert "\\<script\\>" in written


def test_a_hostile_name_stays_literal_in_a_pdf(base, made, tmp_path):
    page = made(named(base, HOSTILE))[f"{base.sites[-1].code}/plan"]
    assert plain(HOSTILE) in plain(pdf_text(pdf(page), tmp_path))


def test_all_formats_carry_the_same_steps(example, tmp_path):
    page = example["hs/plan"]
    ids = [step.id for block in page.blocks if isinstance(block, Steps) for step in block.steps]
    shown, written, printed = parsed(html(page)), markdown(page).decode(), pdf_text(pdf(page), tmp_path)
    anchors = {attrs.get("id") for _, attrs in shown.tags}
    assert len(ids) > 25
    for each in ids:
        assert each in anchors
        assert f'<a id="{each}"></a>' in written
        assert each in plain(printed)


def test_an_approval_leaves_the_hash_of_the_pages_on_disk_as_it_was(base, monkeypatch):
    from drplan.explain import pages as committed
    from drplan.explain.iscp import plan_documents

    monkeypatch.setattr(committed, "MAKERS", (committed.site_runbooks, plan_documents))
    monkeypatch.setattr(committed, "_FORMATS", {"md": markdown})
    before = pages(Source(base, Ledger(), {}))
    after = pages(Source(base, Ledger(approvals=(approval("a1"),)), {}))
    assert {name for name in after if after[name] != before[name]} == {"plan-record.md"}
    assert plan_sha256(after, "ab" * 32) == plan_sha256(before, "ab" * 32)
