import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan import Notify, Secret
from drplan.errors import Unreachable
from drplan.measure.changes import WELL, Standing, change, standing
from drplan.measure.copies import CopyState, copy_state, tally, worst_first
from drplan.measure.forecast import Forecast
from drplan.measure.freshness import BANDS, freshness
from drplan.measure.promise import Promise
from tests.unit.measure.copies_cases import DAY, HOUR, NOON, PAYDAY, point, policy, promises

SILENT = Unreachable("port 8000 does not answer", next_step="wait")
PROMISE = Promise("files-service", 24 * HOUR, 24 * HOUR)
TODAY = NOON.date()
NEVER = Forecast(None, None, "none", TODAY)


def ops(**more):
    return Notify(name="ops", url=Secret.env("OPS_URL"), **more)


def state(*found, error=None, forecast=NEVER, data_set="files", copy="onsite"):
    if error:
        return copy_state(data_set, copy, error, promises(), policy=policy(), now=NOON)
    return CopyState(data_set, copy, freshness(found, PROMISE, NOON), None, forecast)


def changed(before, after, **wants):
    return change(after, before, standing(after, before, TODAY), ops(**wants))


LATE, LATER, FRESH, LOST = state(point(40)), state(point(99)), state(point(3)), state()
UNKNOWN = state(error=SILENT)
DOUBTED = state(point(3), point(1, ("encrypted",)))


def test_nothing_changed_is_no_news():
    assert changed(WELL, FRESH) is None
    assert changed(Standing("up-to-2x"), LATE) is None
    assert changed(Standing("none", suspect=True), state(point(1, ("canary",)))) is None


@pytest.mark.parametrize(
    ("before", "after"), [(WELL, LATE), (Standing("up-to-2x"), LATER), (Standing("beyond"), LOST)]
)
def test_an_age_in_a_worse_band_is_worse_and_the_way_back_is_better(before, after):
    assert (changed(before, after).way, changed(before, after).news) == ("worse", ("age",))
    back = {"within": FRESH, "up-to-2x": LATE, "beyond": LATER}[before.band]
    assert changed(standing(after, before, TODAY), back).way == "better"


def test_a_copy_that_cannot_be_asked_never_looks_better():
    for band in set(BANDS) - {"unknown"}:
        found = changed(Standing(band, suspect=True, future_dated=True, forecast=True), UNKNOWN)
        assert (found.way, found.news) == ("worse", ("unknown",))


def test_whoever_does_not_want_to_know_of_silent_copies_hears_nothing_and_then_of_the_difference():
    before = Standing("beyond")
    assert changed(before, UNKNOWN, about=("age",)) is None
    silent = standing(UNKNOWN, before, TODAY)
    assert changed(silent, LATER, about=("age",)) is None
    assert changed(silent, FRESH, about=("age",)).way == "better"


def test_a_copy_that_can_be_asked_again_is_better_only_when_it_is_well():
    assert changed(Standing(unknown=True), FRESH).way == "better"
    assert changed(Standing("beyond", unknown=True), LATER).way == "worse"
    assert changed(Standing(unknown=True), DOUBTED).way == "worse"


def test_a_doubted_newest_recovery_point_is_worse_also_when_the_age_got_better():
    found = changed(Standing("up-to-2x"), DOUBTED)
    assert (found.way, found.news) == ("worse", ("age", "suspect"))


def test_only_ages_beyond_the_wanted_band_are_told_and_the_return_to_it():
    assert changed(WELL, LATE, worse_than="up-to-2x") is None
    assert changed(Standing("up-to-2x"), LATER, worse_than="up-to-2x").way == "worse"
    assert changed(Standing("beyond"), LATE, worse_than="up-to-2x").way == "better"
    assert changed(Standing("up-to-2x"), FRESH, worse_than="up-to-2x") is None


@pytest.mark.parametrize(
    ("before", "days", "after"), [(False, 30, True), (False, 31, False), (True, 60, True), (True, 61, False)]
)
def test_a_forecast_is_news_when_it_is_near_and_over_only_when_it_is_far(before, days, after):
    far = state(point(3), forecast=Forecast(TODAY + days * DAY, "rpo", "slow", TODAY + days * DAY))
    assert standing(far, Standing(forecast=before), TODAY).forecast is after


def test_a_forecast_that_cannot_be_made_any_more_is_not_taken_back():
    mute = state(point(3), forecast=Forecast(None, None, "too few", None))
    assert standing(mute, Standing(forecast=True), TODAY).forecast
    assert not standing(state(point(3)), Standing(forecast=True), TODAY).forecast


standings = st.builds(
    Standing, st.sampled_from(BANDS[:-1]), st.booleans(), st.booleans(), st.booleans(), st.booleans()
)
states = st.sampled_from([LATE, LATER, FRESH, LOST, UNKNOWN, DOUBTED])
wishes = st.sampled_from(["within", "up-to-2x", "up-to-4x"])


@given(standings, states, wishes)
def test_what_was_told_once_is_not_told_again(before, after, worse_than):
    now = standing(after, before, TODAY)
    assert change(after, now, standing(after, now, TODAY), ops(worse_than=worse_than)) is None


@given(standings, states, wishes)
def test_nothing_is_called_better_that_could_not_be_asked_or_grew_worse(before, after, worse_than):
    found = changed(before, after, worse_than=worse_than)
    if found is not None and found.way == "better":
        assert after.error is None
        assert BANDS.index(found.now.band) <= max(BANDS.index(before.band), BANDS.index(worse_than))


def test_states_come_worst_first_and_are_counted():
    ordered = worst_first([FRESH, DOUBTED, UNKNOWN, LATE, LOST, LATER])
    assert [each.freshness.band for each in ordered] == [
        "none",
        "unknown",
        "beyond",
        "up-to-2x",
        "within",
        "within",
    ]
    assert ordered[-1] is FRESH
    assert tally(ordered) == {"within": 2, "up-to-2x": 1, "up-to-4x": 0, "beyond": 1, "none": 1, "unknown": 1}


def test_a_copy_is_judged_by_what_is_promised_on_the_day_of_looking():
    strict = promises(payroll=HOUR)
    assert copy_state("files", "onsite", [point(3)], strict, policy=policy(), now=NOON).freshness.well
    during = promises(PAYDAY, payroll=HOUR)
    found = copy_state("files", "onsite", [point(3)], during, policy=policy(), now=NOON).freshness
    assert (found.band, found.usual_band, found.promise.period) == ("up-to-4x", "within", "payroll")
