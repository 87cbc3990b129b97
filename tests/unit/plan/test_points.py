from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import BackupPolicy
from drplan.errors import UsageError
from drplan.plan.points import Rule, choose_by, choose_point
from drplan.ports import RecoveryPoint

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NIGHTLY = BackupPolicy(name="nightly", copies=("onsite", "offsite"), cadence=timedelta(hours=24))


def point(repository, hours_before, *suspect):
    return RecoveryPoint(
        "files",
        repository,
        f"{repository}-{hours_before}",
        NOON - timedelta(hours=hours_before),
        1,
        1,
        suspect=suspect,
    )


def choose(points):
    return choose_point(points, before=NOON, copies=NIGHTLY.copies).point


def test_the_nearest_of_twin_copies_is_chosen():
    assert choose([point("offsite", 3), point("onsite", 3.1)]) == point("onsite", 3.1)


def test_a_much_newer_point_beats_a_nearer_copy():
    assert choose([point("onsite", 40), point("offsite", 3)]) == point("offsite", 3)


def test_a_point_made_after_the_disruption_is_never_chosen():
    assert choose([point("onsite", -1), point("onsite", 20)]) == point("onsite", 20)


def test_a_suspect_point_is_walked_back_from_and_said_so():
    found = choose_point(
        [point("onsite", 1, "encrypted"), point("onsite", 25), point("onsite", 49)],
        before=NOON,
        copies=NIGHTLY.copies,
    )
    assert found.point == point("onsite", 25)
    assert found.because == (
        "the newest is suspect (encrypted; 2026-03-02 11:00 UTC, onsite-1): "
        "walked back to that of 2026-03-01 11:00 UTC in onsite"
    )


def test_a_suspect_twin_does_not_hide_the_good_one():
    assert choose([point("onsite", 3, "shrunk"), point("offsite", 3)]) == point("offsite", 3)


def test_nothing_but_suspect_points_is_nothing_to_come_back_from():
    found = choose_point([point("onsite", 3, "vanished")], before=NOON, copies=NIGHTLY.copies)
    assert found.point is None
    assert "every recovery point is suspect, the newest (vanished;" in found.because


POINTS = st.lists(
    st.builds(
        point,
        st.sampled_from(["onsite", "offsite", "elsewhere"]),
        st.integers(-50, 500),
        st.sampled_from(["encrypted", "churned"]),
    )
    | st.builds(point, st.sampled_from(["onsite", "offsite", "elsewhere"]), st.integers(-50, 500))
)


@given(POINTS)
def test_whatever_is_there_only_a_good_point_of_the_past_is_chosen_and_none_much_newer_is_left(points):
    chosen = choose(points)
    good = [p for p in points if p.taken_at <= NOON and not p.suspect and p.repository in NIGHTLY.copies]
    assert (chosen is None) == (not good)
    if chosen:
        assert chosen in good
        assert max(p.taken_at for p in good) - chosen.taken_at <= timedelta(hours=1)


@given(POINTS, POINTS)
def test_what_is_injected_as_suspect_or_from_the_future_changes_no_choice(points, injected):
    harmless = [p for p in injected if p.suspect or p.taken_at > NOON]
    assert choose(points + harmless) == choose(points)


def test_a_copy_that_the_policy_does_not_name_is_never_chosen():
    assert choose([point("elsewhere", 1)]) is None


def test_nothing_to_choose_says_why():
    assert "before the disruption" in choose_point([], before=NOON, copies=("onsite",)).because


def by(rule, points):
    return choose_by(rule, points, now=NOON, copies=NIGHTLY.copies)


def before_noon(hours):
    return NOON - timedelta(hours=hours)


DAYS = [point("onsite", 2), point("onsite", 26), point("onsite", 50), point("offsite", 50.1)]


def test_the_newest_not_after_a_moment_is_chosen_and_said():
    found = by(Rule("at", before_noon(26)), DAYS)
    assert found.point == point("onsite", 26)
    assert found.because == ("newest not after 2026-03-01 10:00 UTC: that of 2026-03-01 10:00 UTC in onsite")


def test_before_a_compromise_what_was_made_at_that_very_moment_does_not_count():
    found = by(Rule("before", before_noon(26)), DAYS)
    assert found.point == point("onsite", 50)
    assert "made before 2026-03-01 10:00 UTC, the declared moment of the compromise" in found.because


def test_a_suspect_one_before_the_moment_is_walked_back_from_and_said_so():
    found = by(Rule("before", before_noon(25)), [*DAYS, point("onsite", 25.5, "encrypted")])
    assert found.point == point("onsite", 26)
    assert "the newest is suspect (encrypted;" in found.because


def test_a_moment_before_all_recovery_points_leaves_nothing_and_says_which():
    found = by(Rule("at", before_noon(100)), DAYS)
    assert found.point is None
    assert "in time (newest not after 2026-02-26 08:00 UTC)" in found.because


def test_a_moment_that_has_not_come_yet_is_refused():
    with pytest.raises(UsageError, match="has not come yet"):
        by(Rule("at", before_noon(-1)), DAYS)


def test_a_seed_is_said_and_draws_the_same_in_whatever_order_they_lie():
    rule = Rule("random", seed="2026-q1")
    found = by(rule, DAYS)
    assert found == by(rule, DAYS[::-1])
    assert found.because.startswith("drawn from 4 good ones by the seed 2026-q1: that of ")
    drawn = {by(Rule("random", seed=str(n)), DAYS).point for n in range(100)}
    assert drawn == set(DAYS)


def test_other_data_sets_draw_otherwise_from_the_same_seed():
    def drawn(name):
        rule = Rule("random", seed="2026-q1")
        return by(rule, [replace(each, data_set=name) for each in DAYS]).point.snapshot

    assert len({drawn(f"d{n}") for n in range(20)}) > 1


def test_a_rule_can_be_written_down():
    rules = (Rule(), Rule("random", seed="x"), Rule("before", NOON), Rule("at", NOON))
    assert [str(rule) for rule in rules] == [
        "latest",
        "random, seed x",
        "before 2026-03-02 12:00 UTC",
        "at 2026-03-02 12:00 UTC",
    ]


RULES = st.one_of(
    st.just(Rule()),
    st.builds(lambda seed: Rule("random", seed=seed), st.text(max_size=3)),
    st.builds(
        lambda how, h: Rule(how, before_noon(h)), st.sampled_from(["at", "before"]), st.integers(0, 99)
    ),
)


@given(RULES, POINTS)
def test_by_no_rule_is_a_suspect_or_a_future_one_chosen_and_none_is_missed(rule, points):
    found = by(rule, points)
    last = rule.moment or NOON
    good = [
        p
        for p in points
        if not p.suspect
        and p.repository in NIGHTLY.copies
        and (p.taken_at < last or (p.taken_at == last and rule.how != "before"))
    ]
    assert (found.point is None) == (not good)
    assert found.because
    assert found.point is None or found.point in good
