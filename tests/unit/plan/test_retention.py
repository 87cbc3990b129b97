from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from drplan.custody import Seen, Snapshot
from drplan.declare import Retention
from drplan.plan.retention import keep

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEEP = Retention(within=timedelta(days=3), daily=7, weekly=4, monthly=12, yearly=3)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def point(number, age, **more):
    """Return a good recovery point of ``files``, ``age`` before now."""
    taken = NOW - age
    told = {
        "dated": taken,
        "begun": taken,
        "ended": taken,
        "tags": ("drplan", "data-set:files"),
        "paths": ("/srv/files", "/var/lib/drplan/manifests/files.jsonl"),
        "files": 12,
    }
    return Snapshot(id=f"{number:064x}", **(told | more))


def suspect(number, age):
    return point(number, age, tags=("drplan", "data-set:files", "suspect:shrunk"))


def stream(number, age, run="run:a1"):
    return point(number, age, tags=("drplan-stream", "stream-of:files", run), paths=("/dump.sql",))


def doubt(number, age, link):
    return point(number, age, tags=("drplan-doubt", "data-set:files", link, "suspect:partial"), paths=("/d",))


def staying(snapshots, retention=KEEP, now=NOW, seen=None):
    return {each.snapshot.id for each in keep(snapshots, "files", retention, now, seen) if each.stays}


def decision(snapshots, wanted, retention=KEEP):
    (found,) = [each for each in keep(snapshots, "files", retention, NOW) if each.snapshot == wanted]
    return found


ages = st.integers(0, 1500 * 24).map(lambda hours: hours * HOUR)
genuine = st.lists(ages, max_size=40).map(lambda all_: [point(n, age) for n, age in enumerate(all_)])
KINDS = ("future", "empty", "suspect", "manifestless", "back-dated", "late", "endless", "stream", "other")
intruders = st.lists(st.tuples(st.sampled_from(KINDS), ages), max_size=40)
retentions = st.builds(
    Retention,
    within=st.integers(1, 90).map(lambda days: days * DAY),
    daily=st.integers(0, 20),
    weekly=st.integers(0, 10),
    monthly=st.integers(0, 14),
    yearly=st.integers(0, 4),
)


def injected(kind, number, age):
    """Return what whoever holds a writer's credential can put there; ages collide with the genuine ones'."""
    was = NOW - age - 3 * HOUR
    changes = {
        "future": {"begun": NOW + age + 2 * HOUR, "dated": NOW + age + 2 * HOUR},
        "empty": {"files": 0},
        "suspect": {"tags": ("drplan", "data-set:files", "suspect:shrunk")},
        "manifestless": {"paths": ("/srv/files",)},
        "back-dated": {"begun": NOW - age - 2 * HOUR},
        "late": {"begun": was, "dated": was, "ended": was},
        "endless": {"ended": NOW, "begun": NOW - age - 3 * DAY, "dated": NOW - age - 3 * DAY},
        "stream": {"tags": ("drplan-stream", "stream-of:files", "run:a1")},
        "other": {"tags": ("drplan",)},
    }
    return point(number, age, **changes[kind])


@given(genuine, intruders, retentions)
@settings(max_examples=300)
def test_whatever_is_injected_the_same_genuine_points_stay(good, bad, retention):
    added = [injected(kind, 1000 + n, age) for n, (kind, age) in enumerate(bad)]
    ours = {each.id for each in good}
    seen = Seen(NOW, frozenset(ours))
    assert staying([*good, *added], retention, seen=seen) & ours == staying(good, retention)


@given(genuine, st.lists(st.integers(0, 39)), retentions)
def test_injected_doubts_cost_no_genuine_point_its_place(good, doubted, retention):
    linked = [replace(each, tags=(*each.tags, f"pass:{n}")) for n, each in enumerate(good)]
    doubts = [doubt(2000 + n, HOUR, f"pass:{which}") for n, which in enumerate(doubted)]
    assert staying([*linked, *doubts], retention) >= staying(linked, retention)


@given(genuine, intruders, retentions)
def test_the_last_good_one_always_stays(good, bad, retention):
    added = [injected(kind, 1000 + n, age) for n, (kind, age) in enumerate(bad)]
    if good:
        last = max(good, key=lambda each: (each.begun, each.id))
        assert last.id in staying([*added, *good], retention, seen=Seen(NOW, frozenset({last.id})))


@given(genuine, intruders, retentions)
def test_deciding_again_about_what_stayed_drops_nothing_more(good, bad, retention):
    every = [*good, *(injected(kind, 1000 + n, age) for n, (kind, age) in enumerate(bad))]
    stayed = staying(every, retention)
    assert staying([each for each in every if each.id in stayed], retention) == stayed


@given(genuine, intruders, retentions, st.sampled_from(["within", "daily", "weekly", "monthly", "yearly"]))
def test_a_longer_retention_keeps_no_less(good, bad, retention, field):
    every = [*good, *(injected(kind, 1000 + n, age) for n, (kind, age) in enumerate(bad))]
    more = getattr(retention, field) + (DAY if field == "within" else 1)
    assert staying(every, retention) <= staying(every, retention.model_copy(update={field: more}))


@given(genuine, intruders)
def test_without_a_retention_nothing_goes(good, bad):
    every = [*good, *(injected(kind, 1000 + n, age) for n, (kind, age) in enumerate(bad))]
    kept = [*keep(every, "files", None, NOW)]
    assert len(kept) >= len(good)
    assert all(each.stays for each in kept)


def test_within_counts_from_now_and_not_from_the_newest():
    old = [point(n, 40 * DAY + n * HOUR) for n in range(3)]
    assert staying(old, Retention(within=3 * DAY)) == {old[0].id}


def test_each_period_keeps_its_last_and_says_why():
    points = [point(n, n * 6 * HOUR) for n in range(400)]
    stayed = [each for each in keep(points, "files", KEEP, NOW) if each.stays]
    assert stayed[0].because == ("the last good one", "within", "daily", "weekly", "monthly", "yearly")
    by_reason = {word: [d for d in stayed if word in d.because] for word in ("daily", "weekly", "monthly")}
    assert [len(found) for found in by_reason.values()] == [7, 4, 4]
    assert all(each.snapshot.begun.hour == 18 for each in by_reason["daily"][1:])


def test_days_are_told_apart_in_the_zone_of_now():
    late, early = point(1, 11 * HOUR), point(2, 13 * HOUR)
    daily = Retention(daily=2)
    assert staying([late, early], daily) == {late.id, early.id}
    chicago = NOW.astimezone(ZoneInfo("America/Chicago"))
    assert staying([late, early], daily, chicago) == {late.id}


def test_a_future_one_is_named_counts_for_nothing_and_stays():
    ahead, last = point(1, -2 * DAY), point(2, 400 * DAY)
    found = decision([ahead, last], ahead)
    assert (found.stays, found.standing, found.because) == (True, "ahead", ("a human looks first",))
    assert "2026-11-24" in found.flaw
    assert decision([ahead, last], last).because[0] == "the last good one"


def test_a_clock_that_is_minutes_fast_does_not_make_a_point_one_of_the_future():
    assert decision([quick := point(1, -HOUR / 2)], quick).standing == "good"


@pytest.mark.parametrize(
    ("flawed", "why"),
    [
        (suspect(1, 2 * HOUR), "is suspect: shrunk"),
        (point(1, 2 * HOUR, files=0), "is empty"),
        (point(1, 2 * HOUR, paths=("/srv",)), "has no manifest"),
        (point(1, 2 * HOUR, dated=NOW - 90 * DAY), "dated 2026-08-24"),
    ],
)
def test_a_doubtful_one_stays_within_and_then_goes(flawed, why):
    good = point(2, HOUR)
    young = decision([flawed, good], flawed)
    assert (young.stays, young.standing, young.because) == (True, "doubtful", ("within",))
    assert why in young.flaw
    back = 10 * DAY
    older = replace(flawed, begun=flawed.begun - back, dated=flawed.dated - back, ended=flawed.ended - back)
    assert not decision([older, good], older).stays


def test_a_doubtful_one_stays_while_no_good_one_is_newer():
    doubtful = suspect(1, 30 * DAY)
    assert decision([doubtful, point(2, 31 * DAY)], doubtful).because == ("no good one is newer",)
    assert not decision([doubtful, point(2, 29 * DAY)], doubtful).stays


def test_another_data_sets_snapshots_are_not_decided_about():
    other = point(1, 900 * DAY, tags=("drplan", "data-set:payroll"))
    assert keep([other, point(2, 900 * DAY, tags=())], "files", KEEP, NOW) == ()


def test_a_stream_goes_with_its_recovery_point_and_never_before():
    tags = ("drplan", "data-set:files", "run:a1")
    old, new = point(1, 9 * DAY, tags=tags), point(2, HOUR)
    assert decision([old, stream(3, 9 * DAY)], old).standing == "good"
    assert decision([old], old).flaw == "has lost its stream"
    short = Retention(within=DAY)
    assert staying([old, new, stream(3, 9 * DAY)], short) == {new.id}
    assert staying([old, stream(3, 9 * DAY)], short) == {old.id, f"{3:064x}"}


def test_an_injected_point_of_the_same_run_takes_no_stream_with_it():
    tags = ("drplan", "data-set:files", "run:a1")
    real, fake = point(1, HOUR, tags=tags), point(2, 9 * DAY, tags=tags, files=0)
    assert staying([real, fake, stream(3, HOUR)], Retention(within=DAY)) == {real.id, f"{3:064x}"}


def test_a_doubt_that_came_afterwards_gives_the_slot_to_the_next_good_one_too():
    doubted = point(1, HOUR, tags=("drplan", "data-set:files", "pass:a"))
    good, older, said = point(2, 2 * HOUR), point(3, 3 * HOUR), doubt(4, HOUR, "pass:a")
    daily = Retention(daily=1)
    assert staying([doubted, good, older, said], daily) == {doubted.id, good.id, said.id}
    assert staying([doubted, good, older], daily) == {doubted.id}
    assert decision([doubted, good, said], doubted, daily).standing == "doubted"


def test_a_doubt_goes_with_what_it_is_about_and_an_orphaned_one_after_two_days():
    doubted = point(1, 9 * DAY, tags=("drplan", "data-set:files", "pass:a"))
    every = [doubted, doubt(2, 9 * DAY, "pass:a"), doubt(3, 3 * DAY, "pass:b"), point(4, HOUR)]
    assert staying(every, Retention(within=DAY)) == {point(4, HOUR).id}


def test_an_orphaned_stream_goes_after_two_days():
    assert staying([stream(1, 47 * HOUR), stream(2, 49 * HOUR), point(3, HOUR)]) == {
        f"{1:064x}",
        f"{3:064x}",
    }


def test_a_retention_that_keeps_nothing_cannot_be_declared():
    with pytest.raises(ValidationError, match="keeps nothing"):
        Retention()


def test_one_that_was_not_there_when_it_says_it_was_is_named_and_counts_for_nothing():
    seen = Seen(NOW - DAY, frozenset({point(1, 9 * DAY).id}))
    forged, long_one = point(2, 2 * DAY), point(3, 2 * DAY, ended=NOW - HOUR)
    decided = {e.snapshot: e for e in keep([point(1, 9 * DAY), forged, long_one], "files", KEEP, NOW, seen)}
    assert (decided[forged].standing, decided[forged].because) == ("late", ("a human looks first",))
    assert "was not there on 2026-11-21 12:00" in decided[forged].flaw
    assert decided[long_one].standing == "good"
