"""What would be lost now: a copy that did not answer is never taken for well, and no worse one is hidden."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.act.backup_status import backup_status
from drplan.audit.kpi import kpis
from drplan.declare.lookup import data_sets
from drplan.errors import Unreachable
from drplan.explain.content import Figure, Table
from drplan.explain.document import Notice
from drplan.explain.language import language
from drplan.explain.reports import report
from drplan.explain.reports.dashboard import LAB_IS_UP, well
from drplan.explain.reports.live import Live, losses
from drplan.ports import RecoveryPoint
from tests.unit.audit.controls_world import DAY, GOOD, case_of, changed
from tests.unit.explain.reports.worlds import EMPTY, matter_of

NOW = datetime(DAY.year, DAY.month, DAY.day, 6, 0, tzinfo=UTC)
CASE = case_of(GOOD)
ENGLISH = language("en")
READ = changed(GOOD, [["set", ["checks", 0, "repositories", "*", "waiting_since"], "2026-11-20T02:00:00Z"]])
NO_PAPERS = ["set", ["district", "sites", "*", "services", "*", "papers"], []]
ALL_WELL = changed(READ, [["set", ["district", "exercises"], []], NO_PAPERS])


def states(age=timedelta(minutes=30), silent=(), doubted=()):
    """Return what every copy of the example answers: one recovery point of each data set, of that age."""

    def ask(repository):
        if repository.name in silent:
            raise Unreachable("no route to it", next_step="wait")
        suspect = ("shrunk",) if repository.name in doubted else ()
        return [
            RecoveryPoint(each.name, repository.name, "3f2a", NOW - age, 1, 1, suspect=suspect)
            for each in data_sets(CASE.district)
        ]

    return backup_status(CASE.district, data_sets(CASE.district), ask, NOW)


def lost(**said):
    return losses(states(**said), CASE.services)


def test_all_is_well_where_every_copy_answers_with_a_young_point():
    found = lost()
    assert {each.outcome for each in found} == {"pass"}
    assert {each.age for each in found} == {timedelta(minutes=30)}
    assert [each.service for each in found] == [each.name for each in CASE.services if each.data_sets]


def test_a_copy_that_is_silent_makes_no_evidence_of_every_service_it_holds():
    found = lost(silent=("offsite",))
    assert {each.outcome for each in found} == {"no-evidence"}
    assert {each.age for each in found} == {timedelta(minutes=30)}


def test_where_no_copy_answers_the_age_is_not_known():
    assert {(each.outcome, each.age) for each in lost(silent=("onsite", "offsite", "neighbor"))} == {
        ("no-evidence", None)
    }


def test_an_old_point_fails_even_where_another_copy_is_silent():
    found = lost(age=timedelta(days=9), silent=("offsite",))
    assert {each.outcome for each in found} == {"fail"}
    assert {each.age for each in found} == {timedelta(days=9)}


def test_a_doubted_copy_fails_and_its_point_is_not_counted_on():
    found = lost(doubted=("onsite",))
    assert {each.outcome for each in found} == {"fail"}
    assert {each.age for each in found} == {timedelta(minutes=30)}


NAMES = st.sets(st.sampled_from(["onsite", "offsite", "neighbor"]))


@settings(max_examples=25)
@given(NAMES, NAMES, st.integers(0, 400))
def test_nothing_passes_that_is_not_known_well_in_every_copy(silent, doubted, hours):
    found = losses(states(timedelta(hours=hours), silent, doubted), CASE.services)
    for each in found:
        assert (each.outcome == "pass") == (each.silent == each.late == 0)
        if each.outcome == "pass":
            assert each.age is not None
            assert each.age <= each.rpo


def dashboard(tree=GOOD, live=None):
    return report("dashboard", replace(matter_of(tree), live=live), ENGLISH)


def row(page, caption):
    return next(each for each in page.blocks if isinstance(each, Table) and each.caption == caption).rows


def test_the_page_says_when_it_was_made_and_that_it_stays_so():
    notice = next(each for each in dashboard(live=Live(NOW, states())).blocks if isinstance(each, Notice))
    assert "2026-12-01 06:00 UTC" in notice.text
    assert "does not update itself" in notice.text


def test_copies_that_did_not_answer_are_named_with_the_reason():
    page = dashboard(live=Live(NOW, states(silent=("offsite",))))
    assert row(page, "Copies that did not answer") == (("offsite", "no route to it"),)
    assert {each[3] for each in row(page, "What would be lost now")} == {"no-evidence"}


@pytest.mark.parametrize("live", [None, Live(NOW, unasked=LAB_IS_UP)])
def test_copies_that_nobody_asked_are_not_known(live):
    page = dashboard(live=live)
    assert any(isinstance(b, Notice) and "not known (no-evidence)" in b.text for b in page.blocks)
    assert not [b for b in page.blocks if isinstance(b, Table) and b.caption == "What would be lost now"]


def test_days_of_which_copies_say_nothing_are_not_well():
    (heat,) = (b for b in dashboard(live=Live(NOW, states())).blocks if isinstance(b, Figure))
    assert heat.table.caption == "Backups, day by day"
    assert len(heat.table.rows) == len(lost())
    assert {(row[1], row[2]) for row in heat.table.rows} <= {("1", "0"), ("2", "0"), ("0", "0")}
    silent = Live(NOW, states(silent=("onsite", "offsite", "neighbor")))
    (heat,) = (b for b in dashboard(live=silent).blocks if isinstance(b, Figure))
    assert {(row[1], row[3]) for row in heat.table.rows} == {("0", "28")}


def test_without_copies_that_were_asked_the_checks_are_drawn():
    (heat,) = (b for b in dashboard(live=Live(NOW, unasked=LAB_IS_UP)).blocks if isinstance(b, Figure))
    assert heat.table.caption == "Checks of the copies, day by day"
    assert {row[0] for row in heat.table.rows} == {"onsite", "offsite", "neighbor"}
    assert not [b for b in dashboard(EMPTY).blocks if isinstance(b, Figure)]


def first(page):
    number = next(n for n, each in enumerate(page.blocks) if getattr(each, "id", "") == "first")
    return page.blocks[number + 1]


def test_what_falls_short_stands_first_each_sort_in_a_line():
    assert first(dashboard(ALL_WELL, Live(NOW, states()))).text == "Nothing falls short, as far as is known."
    broken = {"outcome": "fail", "because": ["x"]}
    tree = changed(ALL_WELL, [["set", ["drills", 0, "services", "district-print", "verdict"], broken]])
    lines = first(dashboard(tree, Live(NOW, states(age=timedelta(days=9))))).lines
    assert lines[0] == "Failing (1): Print and copy"
    assert lines[1].startswith("Copies late or doubted (30): ")
    assert lines[1].endswith(" and 25 more")
    assert lines[-1].startswith("Short of their target (")


def ended(tree, live):
    matter = replace(matter_of(tree), live=live)
    return well(matter, kpis(matter.case, "0" * 64, {}))


def test_all_is_well_only_where_everything_was_seen_to_be():
    assert ended(ALL_WELL, Live(NOW, states())) is True
    assert ended(ALL_WELL, Live(NOW, states(silent=("offsite",)))) is None
    assert ended(ALL_WELL, Live(NOW, unasked=LAB_IS_UP)) is None
    assert ended(ALL_WELL, None) is None
    assert ended(EMPTY | {"district": ALL_WELL["district"]}, Live(NOW, states())) is None


def test_one_thing_that_falls_short_is_enough():
    assert ended(ALL_WELL, Live(NOW, states(age=timedelta(days=9)))) is False
    assert ended(READ, Live(NOW, states())) is False, "exercises were planned, and others held"
    broken = {"outcome": "fail", "because": ["x"]}
    failing = changed(ALL_WELL, [["set", ["drills", 0, "services", 0, "verdict"], broken]])
    assert ended(failing, Live(NOW, states())) is False
