"""A repository is told whole only when it is the same, has all it had, and was read in time."""

from datetime import UTC, datetime, timedelta

from drplan.measure.integrity import Ledger, Shown, faults, unread
from drplan.plan.rotation import Reading, Rotation

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
MONTH = timedelta(days=30)
GONE = frozenset(f"{number:02}" * 32 for number in range(7))


def test_a_repository_that_nobody_read_in_time_is_never_told_as_read():
    began = NOW - 2 * MONTH
    assert unread(Rotation(began=began), MONTH, NOW) == ("100 % of it was not read within 30 days",)
    half = Rotation((Reading(1, 2, NOW - timedelta(days=1)),), began=began)
    assert unread(half, MONTH, NOW) == ("50 % of it was not read within 30 days",)


def test_a_repository_that_was_read_in_time_leaves_nothing_to_say():
    assert unread(Rotation((Reading(1, 1, NOW),), began=NOW - 2 * MONTH), MONTH, NOW) == ()


def test_a_reading_dated_in_the_future_counts_as_none():
    ahead = Rotation((Reading(1, 1, NOW + 12 * MONTH),), began=NOW - 2 * MONTH)
    assert unread(ahead, MONTH, NOW) == ("100 % of it was not read within 30 days",)


def test_every_vanished_snapshot_is_named_or_counted():
    found = faults(Ledger("a" * 64, GONE), Shown("a" * 64, frozenset()))
    assert [line for line in found if line.endswith("no retention dropped it")] == list(found[:5])
    assert found[5:] == ("2 more snapshots vanished",)
    five = faults(Ledger("a" * 64, frozenset(sorted(GONE)[:5])), Shown("a" * 64, frozenset()))
    assert len(five) == 5
