"""Working without a service: papers, orders with ids, and one sheet for the district."""

from datetime import date, timedelta

import pytest

from drplan.declare import Paper
from drplan.declare.lookup import service_named, services
from drplan.errors import UsageError
from drplan.explain.content import Table
from drplan.explain.document import Heading, Notice, Paragraph, Steps
from drplan.explain.html import html
from drplan.explain.markdown import markdown
from drplan.explain.source import Source
from drplan.explain.workaround import workaround_blocks
from drplan.explain.workaround_sheet import workaround_documents
from drplan.plan.step_id import step_id
from drplan.record.ledger import Ledger


def sheet(district):
    (page,) = workaround_documents(Source(district, Ledger(), {}))
    return page


def with_papers(district, name, papers):
    """Return the district with other papers for one service."""
    sites = [
        site.model_copy(
            update={
                "services": tuple(
                    each.model_copy(update={"papers": papers}) if each.name == name else each
                    for each in site.services
                )
            }
        )
        for site in district.sites
    ]
    return district.model_copy(update={"sites": tuple(sites)})


def test_a_service_says_which_papers_lie_where_and_who_keeps_them(district):
    blocks = list(workaround_blocks(service_named(district, "hs-gradebook"), district))
    assert blocks[0] == Paragraph(
        "Paper attendance per homeroom, collected by runners at 08:30 and 12:30.", "Until it is back"
    )
    table = next(each for each in blocks if isinstance(each, Table))
    assert table.rows == (
        (
            "Attendance sheets, one a homeroom",
            "red folder at the counter of the main office",
            "Principal, High School, 555-0120",
            "2026-11-09",
            "2026-12-14",
        ),
    )


def test_its_orders_are_steps_whose_ids_count_over_the_service(district):
    blocks = list(workaround_blocks(service_named(district, "student-information"), district))
    ids = [step.id for each in blocks if isinstance(each, Steps) for step in each.steps]
    assert ids == [step_id("student-information", "without", number) for number in range(1, len(ids) + 1)]
    assert ids[:2] == ["student-information.without", "student-information.without-2"]
    assert len(ids) == 9


def test_a_service_without_papers_says_so(district):
    blocks = list(workaround_blocks(service_named(district, "district-firewall"), district))
    assert isinstance(blocks[-1], Paragraph)
    assert "No printed form or list is declared" in blocks[-1].text


def test_a_paper_that_was_never_printed_is_due_now(district):
    paper = Paper(title="Sheet", place="drawer", keeper="registrar")
    changed = with_papers(district, "hs-files", (paper,))
    table = next(
        e for e in workaround_blocks(service_named(changed, "hs-files"), changed) if isinstance(e, Table)
    )
    assert table.rows[0][3:] == ("no day is recorded", "now")
    assert sheet(changed).blocks[4].rows[0][:2] == ("Sheet", "now")


def test_an_unknown_keeper_is_an_error_that_names_it(district):
    paper = Paper(title="Sheet", place="drawer", keeper="nobody")
    with pytest.raises(UsageError, match="no role is named 'nobody'"):
        sheet(with_papers(district, "hs-files", (paper,)))


def test_the_sheet_holds_every_service_and_its_papers_by_day(district):
    page = sheet(district)
    assert page.path == "workarounds"
    assert isinstance(page.blocks[0], Notice)
    anchors = [each.id for each in page.headings(3)]
    assert sorted(anchors) == sorted(f"service.{each.name}" for each in services(district))
    table = next(each for each in page.blocks if isinstance(each, Table))
    days = [row[1] for row in table.rows]
    assert days == sorted(days)
    assert days[0] == "2026-11-23"


def test_a_paper_of_two_services_stands_once_in_the_list(district):
    table = next(each for each in sheet(district).blocks if isinstance(each, Table))
    rows = [row for row in table.rows if "High School" in row[3] and row[0].startswith("Substitute")]
    assert [row[5] for row in rows] == ["hs-files, hs-learning"]


def test_tiers_come_in_their_order(district):
    assert [each.id for each in sheet(district).headings(2) if each.id.startswith("tier")] == [
        "tier-0",
        "tier-1",
        "tier-2",
        "tier-3",
    ]


def test_a_district_without_papers_is_told_to_ask_for_some(district):
    bare = district
    for service in services(district):
        bare = with_papers(bare, service.name, ())
    assert any(isinstance(e, Paragraph) and "No paper is declared." in e.text for e in sheet(bare).blocks)


def test_hostile_papers_stay_literal_in_every_format(district):
    hostile = "<script>alert(1)</script> *x* | `y` #let"
    paper = Paper(
        title=hostile,
        place=hostile,
        keeper="registrar",
        renewed_on=date(2026, 11, 2),
        renew_within=timedelta(days=9),
        use=(hostile,),
    )
    page = sheet(with_papers(district, "hs-files", (paper,)))
    assert b"<script>alert" not in html(page)
    assert b"&lt;script&gt;alert(1)" in html(page)
    assert b"\\<script\\>alert" in markdown(page)


def test_no_heading_is_given_twice(district):
    ids = [each.id for each in sheet(district).blocks if isinstance(each, Heading)]
    assert len(ids) == len(set(ids))


def test_no_caption_is_given_twice(district):
    captions = [each.caption for each in sheet(district).blocks if isinstance(each, Table)]
    assert len(captions) == len(set(captions))
