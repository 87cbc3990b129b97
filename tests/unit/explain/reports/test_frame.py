"""What every report has around it, and the registry that holds them."""

from datetime import date, timedelta

import pytest

from drplan.errors import DisclosureError, UsageError
from drplan.explain.content import Table
from drplan.explain.document import Heading, Paragraph
from drplan.explain.language import language
from drplan.explain.reports import REPORTS, Matter, Reports, laid_out, report
from drplan.explain.reports import frame as frame_module
from drplan.explain.reports.edition import texts
from tests.unit.audit.controls_world import GOOD
from tests.unit.explain.reports.worlds import EMPTY, matter_of

EVERY = [
    (each.audience, edition, code) for each in REPORTS for edition in each.editions for code in ("en", "es")
]


@pytest.mark.parametrize(("audience", "edition", "code"), EVERY)
def test_every_report_says_district_day_edition_language_and_what_it_rests_on(audience, edition, code):
    page = report(audience, matter_of(GOOD, edition), language(code))
    said = " ".join(texts(page))
    assert page.kind == "report"
    assert (page.edition, page.language) == (edition, code)
    for word in ("Cedar Valley", {"en": "December 1, 2026", "es": "1 de diciembre de 2026"}[code]):
        assert word in said
    assert {"en": "Written in English", "es": "Escrito en español"}[code] in said
    assert {"en": "1 drill from production's copies", "es": "1 simulacro con las copias de"}[code] in said


@pytest.mark.parametrize(("audience", "edition", "code"), EVERY)
def test_no_two_tables_or_headings_of_a_report_are_called_the_same(audience, edition, code):
    page = report(audience, matter_of(GOOD, edition), language(code))
    captions = [each.caption for each in page.blocks if isinstance(each, Table)]
    anchors = [each.id for each in page.blocks if isinstance(each, Heading)]
    assert sorted(set(captions)) == sorted(captions)
    assert sorted(set(anchors)) == sorted(anchors)


def test_what_a_report_rests_on_is_said_even_where_it_is_nothing():
    assert "nothing here was ever shown" in " ".join(texts(report("board", matter_of(EMPTY), language("en"))))


def test_records_after_the_day_are_not_seen():
    matter = matter_of()
    before = Matter(type(matter.case)(matter.case.ledger, matter.district, date(2026, 11, 1), ""))
    assert before.ledger.drills == ()
    assert {each.state for each in before.standings} == {"unproven"}
    assert "proven" in {each.state for each in matter.standings}
    assert matter.at - timedelta(days=1) < max(each.ended for each in matter.ledger.checks) + timedelta(
        days=2
    )


def test_an_audience_has_one_report_and_an_unknown_one_is_named():
    reports = Reports()
    reports.add("board", "x")(lambda matter, say: laid_out(matter, "x", iter(())))
    with pytest.raises(ValueError, match="board has a report already"):
        reports.add("board", "y")
    with pytest.raises(UsageError, match="no report for 'bord'"):
        reports["bord"]


def test_an_edition_that_there_is_not_is_refused():
    reports = Reports()
    reports.add("community", "x", editions=("public",))(lambda matter, say: laid_out(matter, "", iter(())))
    assert reports["community"].edition(None) == "public"
    with pytest.raises(UsageError, match="no restricted edition"):
        reports["community"].edition("restricted")


def test_a_public_report_that_names_a_host_is_not_made(monkeypatch):
    reports = Reports()
    slip = Paragraph("hs-db1 is down.")
    reports.add("board", "x")(lambda matter, say: laid_out(matter, "Board", iter([slip])))
    monkeypatch.setattr(frame_module, "REPORTS", reports)
    assert report("board", matter_of(GOOD, "restricted"), language("en")).blocks
    with pytest.raises(DisclosureError, match="'hs-db1'"):
        report("board", matter_of(GOOD, "public"), language("en"))
