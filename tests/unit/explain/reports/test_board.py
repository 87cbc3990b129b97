"""The board's page: one page, and never a time where production's copies did not show one."""

import io
from types import SimpleNamespace

import pikepdf
import pytest

from drplan.explain.document import Notice
from drplan.explain.language import language
from drplan.explain.pdf import pdf
from drplan.explain.reports import report
from drplan.explain.reports.edition import texts
from drplan.explain.reports.headline import headline as headline_of
from drplan.explain.reports.headline import teaching
from tests.unit.audit.controls_world import GOOD, changed, drill
from tests.unit.explain.reports.worlds import EMPTY, matter_of, worst

ENGLISH = language("en")
LAB = changed(GOOD, [["set", ["drills", 0, "where"], "lab"]])
BROKEN = {"outcome": "fail", "because": ["3 of 5000 entries differ"]}
FAILED = changed(GOOD, [["set", ["drills", 0, "services", "hs-files", "verdict"], BROKEN]])
SLOW = changed(GOOD, [["set", ["drills", 0, "services", "hs-learning", "rta_seconds"], 90_000.0]])


def headline(tree):
    page = report("board", matter_of(tree), ENGLISH)
    (said,) = [each.text for each in page.blocks if isinstance(each, Notice)]
    return said


def test_with_every_part_proven_the_time_is_told_and_by_what():
    said = headline(GOOD)
    assert said.startswith("We would be teaching again after ")
    assert "drills from production's copies" in said
    assert said.endswith("within 24 h.")


@pytest.mark.parametrize("tree", [EMPTY, LAB], ids=["nothing", "a lab"])
def test_without_a_drill_from_production_s_copies_nothing_is_proven(tree):
    assert headline(tree).startswith(
        "Not proven: no drill from production's copies has been recorded. The aim is"
    )


def test_one_failure_takes_the_time_away():
    assert headline(FAILED).startswith("Not proven: 1 of the 20 services that teaching needs failed")


def test_part_of_what_teaching_needs_is_not_enough():
    tree = changed(GOOD, [["drop", ["drills", 0, "services", "hs-files"]]])
    assert headline(tree).startswith("Not proven: of the 20 services that teaching needs, 19 came back")


def test_an_old_drill_is_not_enough():
    tree = GOOD | {"drills": [drill(GOOD["district"], "20240101T180000Z-all", "2024-01-01T18:00:00Z")]}
    assert headline(tree).startswith("Not proven: of the 20 services that teaching needs, 0 came back")


def test_a_proof_that_took_longer_than_is_promised_today_proves_nothing():
    assert headline(SLOW).startswith("Not proven: of the 20 services that teaching needs, 19 came back")


def test_longer_than_promised_is_said():
    matter = matter_of(GOOD)
    seen = SimpleNamespace(needs=teaching(matter).needs, back_seconds=90_000.0)
    assert "longer than the 24 h that was promised" in headline_of(matter, seen, ENGLISH)


def test_a_district_that_declares_nothing_teaching_needs_is_not_fine():
    bare = GOOD["district"] | {
        "sites": [each | {"services": []} for each in GOOD["district"]["sites"]],
        "exercises": [],
        "improvements": [],
    }
    assert headline(EMPTY | {"district": bare}) == "Not known: nobody declared what teaching needs."


def test_options_and_their_titles_are_for_the_restricted_edition():
    restricted = " ".join(texts(report("board", matter_of(GOOD, "restricted"), ENGLISH)))
    public = " ".join(texts(report("board", matter_of(GOOD, "public"), ENGLISH)))
    assert "Generator for the high school" in restricted
    assert "Generator" not in public
    for each in (restricted, public):
        assert "6 improvements are priced: $112,750 once and $28,600 a year." in each
        assert "Nobody pays $48,500 once and $25,300 a year of it yet." in each


def test_it_asks_for_what_is_not_done_and_for_nothing_else():
    said = " ".join(texts(report("board", matter_of(GOOD), ENGLISH)))
    assert "Approve the plan" not in said
    assert "set a day for a drill" not in said
    said = " ".join(texts(report("board", matter_of(EMPTY), ENGLISH)))
    assert "Approve the plan" in said
    assert "set a day for a drill" in said


@pytest.mark.parametrize("edition", ["restricted", "public"])
@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("tree", [GOOD, EMPTY, worst()], ids=["good", "empty", "worst"])
def test_it_is_one_page(tree, code, edition):
    page = report("board", matter_of(tree, edition), language(code))
    for paper in ("us-letter", "a4"):
        with pikepdf.open(io.BytesIO(pdf(page, paper))) as file:
            assert len(file.pages) == 1
