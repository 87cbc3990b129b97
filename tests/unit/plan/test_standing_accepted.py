"""A doubted recovery point that was looked into and accepted counts for retention like any good one."""

from dataclasses import replace
from datetime import date

from drplan.declare import Accepted, DataSet, Paths
from drplan.plan.retention import keep
from drplan.plan.standing import with_accepted
from tests.unit.plan.test_retention import DAY, KEEP, NOW, point, suspect

OLD, DOUBTED = point(1, 40 * DAY), suspect(0xABCDEF12 << 224, 2 * DAY)


def files(*snapshots):
    accepted = Accepted(snapshots=snapshots, because="looked", by_role="admin", on=date(2026, 11, 21))
    source = Paths(server="file1", paths=("/srv",))
    return DataSet(name="files", source=source, policy="nightly", privacy="internal", accepted=(accepted,))


def last_good(snapshots):
    (found,) = [
        d.snapshot.id for d in keep(snapshots, "files", KEEP, NOW) if "the last good one" in d.because
    ]
    return found


def test_what_was_accepted_becomes_the_last_good_one():
    assert last_good([OLD, DOUBTED]) == OLD.id
    assert last_good(with_accepted([OLD, DOUBTED], files("abcdef12"))) == DOUBTED.id
    assert last_good(with_accepted([OLD, DOUBTED], files("abcdef13"))) == OLD.id


def test_a_copy_of_it_is_known_by_the_id_it_was_first_made_under():
    copied = replace(DOUBTED, id="9" * 64, original=DOUBTED.id)
    assert last_good(with_accepted([OLD, copied], files("abcdef12"))) == copied.id


def test_an_accepted_one_that_is_dated_ahead_still_does_not_count():
    ahead = replace(DOUBTED, dated=NOW + DAY, begun=NOW + DAY)
    assert last_good(with_accepted([OLD, ahead], files("abcdef12"))) == OLD.id
