"""What the superintendent and the departments read: their own part, and what falls short in it."""

from datetime import date

import pytest

from drplan.explain.content import Table
from drplan.explain.document import Bullets, Facts, Heading
from drplan.explain.language import language
from drplan.explain.reports import Matter, report
from drplan.explain.reports.edition import texts
from drplan.explain.reports.formats import FORMATS
from drplan.explain.reports.kept import missed_exercises
from drplan.explain.templating import SHIPPED
from tests.unit.audit.controls_world import GOOD, case_of, changed, exercise
from tests.unit.explain.reports.worlds import EMPTY, matter_of

ENGLISH = language("en")
BROKEN = {"outcome": "fail", "because": ["3 of 5000 entries differ"]}
FAILED = changed(GOOD, [["set", ["drills", 0, "services", "finance-payroll", "verdict"], BROKEN]])
PAPER = {
    "title": "Attendance sheet",
    "place": "Main office",
    "keeper": "registrar",
    "renewed_on": "2026-11-02",
    "renew_within": "P30D",
}


def part(page, role):
    """Return one department's blocks."""
    heads = [place for place, each in enumerate(page.blocks) if isinstance(each, Heading)]
    (begin,) = [place for place in heads if page.blocks[place].id == f"role.{role}"]
    end = next((place for place in heads if place > begin), len(page.blocks))
    return page.blocks[begin + 1 : end]


def test_a_department_reads_of_its_services_and_of_no_other_s():
    blocks = part(report("cabinet", matter_of(), ENGLISH), "business-manager")
    owned = next(
        each for each in blocks if isinstance(each, Table) and each.caption == "Services of Business Manager"
    )
    assert [row[0] for row in owned.rows] == ["Finance, personnel and payroll"]
    assert owned.rows[0][2:] == ("proven", "yes")
    facts = dict(next(each for each in blocks if isinstance(each, Facts)).rows)
    assert facts["Stands in"] == "Superintendent, 555-0104"


def test_what_failed_is_told_to_who_answers_for_it_with_its_day():
    page = report("cabinet", matter_of(FAILED), ENGLISH)
    (short,) = [each for each in part(page, "business-manager") if isinstance(each, Bullets)]
    assert len(short.lines) == 1
    assert short.lines[0].startswith("Due on ")
    assert "service finance-payroll: 3 of 5000 entries differ" in short.lines[0]
    assert not [each for each in part(page, "registrar") if isinstance(each, Bullets)]


def test_a_keeper_reads_which_papers_are_to_be_printed_again_and_when():
    tree = changed(
        GOOD, [["set", ["district", "sites", ["code", "hs"], "services", "hs-gradebook", "papers"], [PAPER]]]
    )
    blocks = part(report("cabinet", matter_of(tree), ENGLISH), "registrar")
    tables = [each for each in blocks if isinstance(each, Table) and each.header[0] == "Paper"]
    assert ("Attendance sheet", "Gradebook and attendance", "Main office") in [
        row[:3] for table in tables for row in table.rows
    ]
    assert [row[3:] for table in tables for row in table.rows if row[1] == "Gradebook and attendance"] == [
        ("November 2, 2026", "December 2, 2026")
    ]


def test_services_of_the_same_title_are_told_apart_by_their_site():
    said = " ".join(texts(report("cabinet", matter_of(), ENGLISH)))
    assert "Staff and student files (Middle School)" in said


def test_a_day_that_passed_without_its_exercise_counts_until_a_record_shows_it():
    day = Matter(case_of(EMPTY, date(2026, 11, 22)))
    missed = {(each.exercise.name, each.day) for each in missed_exercises(day)}
    assert ("cabinet-ransomware", date(2026, 10, 6)) in missed
    held = exercise() | {"name": "cabinet-ransomware"}
    held |= {"started": "2026-10-08T09:00:00Z", "ended": "2026-10-08T11:00:00Z"}
    seen = Matter(case_of(EMPTY | {"exercises": [held]}, date(2026, 11, 22)))
    assert ("cabinet-ransomware", date(2026, 10, 6)) not in {
        (each.exercise.name, each.day) for each in missed_exercises(seen)
    }


def test_an_exercise_of_today_is_not_missed_yet():
    on_the_day = Matter(case_of(EMPTY, date(2026, 10, 6)))
    assert "cabinet-ransomware" not in {each.exercise.name for each in missed_exercises(on_the_day)}
    assert all(each.day >= date(2026, 7, 1) for each in missed_exercises(on_the_day))


def test_the_superintendent_reads_what_waits_for_a_decision():
    approved = " ".join(texts(report("superintendent", matter_of(), ENGLISH)))
    assert "The plan: it is approved as it is." in approved
    assert "the leaders last looked at it on November 25, 2026" in approved
    waiting = " ".join(texts(report("superintendent", matter_of(EMPTY), ENGLISH)))
    assert "it waits for your approval" in waiting
    assert "no record says that the leaders looked at it" in waiting


def test_the_superintendent_reads_overdue_actions_by_who_answers():
    late = Matter(case_of(FAILED, date(2027, 6, 1)), "0" * 64)
    page = report("superintendent", late, ENGLISH)
    (table,) = [e for e in page.blocks if isinstance(e, Table) and e.header[0] == "Who answers"]
    assert table.rows[0][:3] == ("Business Manager", "1", "1")


@pytest.mark.parametrize("code", ["en", "es"])
def test_a_telephone_can_be_touched_in_every_language(code):
    shown = FORMATS["html"](report("superintendent", matter_of(), language(code)), SHIPPED).decode()
    assert '<a class="phone" href="tel:5550104">555-0104</a>' in shown


def test_a_lab_s_proof_is_counted_apart_from_production_s():
    lab = changed(GOOD, [["set", ["drills", 0, "where"], "lab"]])
    page = report("superintendent", matter_of(lab), ENGLISH)
    (table,) = [e for e in page.blocks if isinstance(e, Table) and e.header[-1].startswith("Proven from")]
    assert {row[-1] for row in table.rows} == {"0"}
    assert {row[2] for row in table.rows} != {"0"}
