"""A state a day from what was seen: what is not known is never good."""

from datetime import UTC, date, datetime, timedelta

import pytest

from drplan.declare.lookup import policy_named
from drplan.errors import Unreachable
from drplan.explain.pictures import states_of_checks, states_of_copies
from drplan.measure.copies import copy_state
from drplan.measure.promise import Promises
from drplan.measure.verdict import Verdict
from drplan.ports import RecoveryPoint
from drplan.record.integrity import CheckRecord, RepositoryRecord

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def seen(district):
    """Return what is said of each day, by days back, from recovery points taken so long before now."""

    def look(backs, *, error=None):
        points = error or [
            RecoveryPoint(
                data_set="hs-school-files",
                repository="onsite",
                snapshot=f"{n:064x}",
                taken_at=NOW - back,
                files=1,
                size=1,
            )
            for n, back in enumerate(backs)
        ]
        policy = policy_named(district, "nightly")
        state = copy_state("hs-school-files", "onsite", points, Promises(district), policy=policy, now=NOW)
        return {
            (NOW.date() - each.day).days: each.state for each in states_of_copies([state], district, NOW, 60)
        }

    return look


def test_a_night_that_was_missed_is_a_fail_and_the_others_pass(seen):
    found = seen([timedelta(hours=10) + n * DAY for n in range(30) if n not in (4, 5)])
    assert found[0] == found[1] == found[8] == "pass"
    assert "fail" in {found[4], found[5]}


def test_before_the_first_recovery_point_and_beyond_retention_nothing_is_known(seen):
    found = seen([timedelta(hours=10), timedelta(hours=34)])
    assert found[0] == "pass"
    assert found[10] == found[50] == "no-evidence"
    old = seen([timedelta(hours=10), 55 * DAY])
    assert old[45] == "no-evidence"
    assert old[10] == "fail"


def test_a_copy_that_holds_nothing_good_fails_and_one_that_cannot_be_asked_is_no_evidence(seen):
    assert seen([])[0] == "fail"
    error = Unreachable("no answer", next_step="look at the line")
    assert set(seen([], error=error).values()) == {"no-evidence"}


def check(where, outcome, verb="check"):
    verdict = Verdict(outcome=outcome, because=() if outcome == "pass" else ("why",))
    return CheckRecord(
        id="c",
        district="D",
        where=where,
        verb=verb,
        operator_role="r",
        operator_account="a",
        inventory_sha256="ab" * 32,
        tools={},
        started=NOW,
        ended=NOW,
        repositories=(RepositoryRecord(name="onsite", repository_id="1", snapshots=1, verdict=verdict),),
        verdict=verdict,
        previous=None,
    )


def test_a_check_tells_of_its_repository_and_a_labs_of_nothing_in_production():
    records = [check("production", "fail"), check("lab", "pass"), check("production", "pass", "retain")]
    (one,) = states_of_checks(records)
    assert (one.what, one.day, one.state) == ("onsite", date(2026, 11, 22), "fail")
    assert [each.state for each in states_of_checks(records, "lab")] == ["pass"]
