"""Open corrective actions on the pages: first, by the day they are due, and without a clock."""

import pytest

from drplan.audit.actions import actions, still_open
from drplan.explain.mending import action_table, concerning, in_short, seen_in
from drplan.explain.pages import pages
from drplan.explain.source import Source
from drplan.record.ledger import Ledger
from tests.unit.audit.ledgers import district as small
from tests.unit.audit.ledgers import ledger_of

DISTRICT = small()


def opened(*records):
    return still_open(actions(ledger_of(list(records), DISTRICT), DISTRICT))


def failed(name, day=0, service="hs-files"):
    return {"drill": name, "day": day, "services": {service: "fail"}}


@pytest.mark.parametrize(
    ("days", "said"), [(1, "d0"), (2, "d0; again in d1"), (4, "d0; again 3 times, last in d3")]
)
def test_a_thing_that_fails_for_long_takes_one_line(days, said):
    (action,) = opened(*(failed(f"d{day}", day) for day in range(days)))
    assert seen_in(action) == said


def test_the_earliest_due_comes_first():
    table = action_table(opened(failed("d0"), failed("d1", 1, "hs-gradebook")))
    assert table is not None
    assert [row[1] for row in table.rows] == ["service hs-gradebook", "service hs-files"]
    assert [row[0] for row in table.rows] == ["2026-01-16", "2026-01-31"]


def test_a_site_is_told_of_its_own_and_of_what_is_nobodys():
    found = opened(failed("d0"), {"check": "c0", "day": 0, "repositories": {"onsite": "fail"}})
    assert len(concerning(found, "hs")) == 2
    assert [each.kind for each in concerning(found, "do")] == ["repository"]


def test_only_what_is_open_is_on_a_page():
    assert action_table(()) is None
    assert in_short(()) == ""
    told = {
        bool(still): pages(Source(DISTRICT, Ledger(), {}, still))["hs/runbook.md"].decode()
        for still in ((), opened(failed("d0")))
    }
    assert "Corrective actions that are open" not in told[False]
    assert "Corrective actions that are open" in told[True]
