"""``drplan deploy`` as it is typed, on a fleet that stands at the command line's own seam: wiring."""

import json
from datetime import timedelta

import pytest

from drplan import wiring


def waves(result):
    return [wave["assets"] for wave in json.loads(result.stdout)["waves"]]


def test_apply_goes_by_a_canary_and_then_the_rest(deploy, fleet):
    result = deploy("apply")
    assert result.exit_code == 0, result.output
    assert fleet.calls == [("apply", ["s1"]), ("apply", ["s2", "s3", "s4", "s5"])]
    assert "s1  wave 1  1 changed" in result.stdout
    assert "wave 1 of 2              canary: s1 …" in result.stderr


def test_the_waves_are_as_asked(deploy, fleet):
    assert waves(deploy("apply", "--canary", "0", "--at-once", "3", "--format", "json")) == [
        ["s1", "s2", "s3"],
        ["s4", "s5"],
    ]
    assert len(fleet.calls) == 2


def test_plan_shows_the_waves_that_apply_would_take_and_asks_all_at_once(deploy, fleet):
    planned = deploy("plan", "--at-once", "2", "--format", "json")
    assert waves(planned) == [["s1"], ["s2", "s3"], ["s4", "s5"]]
    assert fleet.calls == [("plan", ["s1", "s2", "s3", "s4", "s5"])]
    assert waves(deploy("apply", "--at-once", "2", "--format", "json")) == waves(planned)


def test_a_drift_has_no_waves(deploy):
    result = deploy("drift", "--format", "json")
    assert result.exit_code == 1
    assert waves(result) == []


def test_a_canary_that_fails_ends_in_part_and_leaves_the_others_alone(deploy, fleet):
    fleet.broken = ("s1",)
    result = deploy("apply")
    assert result.exit_code == 3
    assert fleet.calls == [("apply", ["s1"])]
    assert "s5  wave 2  not tried: stopped after wave 1: the canary s1 failed" in result.stdout


def test_the_failure_budget_is_as_asked(deploy, fleet):
    fleet.broken = ("s2", "s3")
    deploy("apply", "--at-once", "2", "--failure-budget", "2")
    assert len(fleet.calls) == 3
    deploy("apply", "--at-once", "2", "--failure-budget", "1")
    assert len(fleet.calls) == 5


@pytest.mark.parametrize(
    "words",
    [("--at-once", "0"), ("--canary", "-1"), ("--failure-budget", "-1"), ("--despite-freeze", "  ")],
)
def test_numbers_and_reasons_that_mean_nothing_are_refused(deploy, fleet, words):
    assert deploy("apply", *words).exit_code == 2
    assert fleet.calls == []


@pytest.mark.parametrize("day", [25, 30])
def test_an_apply_inside_a_freeze_is_refused_with_the_period_and_its_last_day(deploy, fleet, place, day):
    place.day = day
    result = deploy("apply")
    assert fleet.calls == []
    error = result.exception
    assert str(error) == "deploys are frozen until 2026-11-30 by payroll (Payroll for November)"
    assert "apply on 2026-12-01" in error.next_step


def test_a_reason_lets_an_apply_pass_the_freeze_and_is_printed(deploy, fleet, place):
    place.day = 25
    result = deploy("apply", "--despite-freeze", "a hole is being used")
    assert result.exit_code == 0, result.output
    assert len(fleet.calls) == 2
    assert "despite it: a hole is being used" in result.stdout
    assert "despite it: a hole is being used" in result.stderr
    said = json.loads(deploy("apply", "--despite-freeze", "a hole", "--format", "json").stdout)
    assert (said["freeze"]["period"], said["freeze"]["despite"]) == ("payroll", "a hole")


def test_a_reason_on_an_open_day_is_not_needed_and_claims_no_freeze(deploy):
    result = deploy("apply", "--despite-freeze", "habit")
    assert result.exit_code == 0
    assert "frozen" not in result.output


def test_plan_and_drift_are_never_refused_and_plan_says_that_apply_would_be(deploy, place):
    place.day = 25
    planned, drifted = deploy("plan"), deploy("drift")
    assert (planned.exit_code, drifted.exit_code) == (0, 1)
    assert "deploys are frozen until 2026-11-30 by payroll" in planned.stdout
    assert "frozen" not in drifted.output


def test_a_rehearsal_in_a_lab_is_not_frozen(deploy, fleet, place):
    place.day, place.where = 25, "lab"
    assert deploy("apply").exit_code == 0
    assert len(fleet.calls) == 2


@pytest.mark.parametrize(("words", "minutes"), [((), 5), (("--confirm-minutes", "7"), 7)])
def test_the_time_for_a_fresh_login_reaches_who_changes_network_devices(
    deploy, fleet, monkeypatch, words, minutes
):
    told = []

    def enforcers(_declared, **given):
        told.append(given)
        return {"server": fleet}

    monkeypatch.setattr(wiring, "enforcers", enforcers)
    deploy("apply", *words)
    assert told == [{"confirm_within": timedelta(minutes=minutes), "allow_delete": False}]


@pytest.mark.parametrize("verb", ["plan", "apply"])
def test_leave_to_take_things_away_reaches_who_holds_accounts(deploy, fleet, monkeypatch, verb):
    told = []

    def enforcers(_declared, **given):
        told.append(given["allow_delete"])
        return {"server": fleet}

    monkeypatch.setattr(wiring, "enforcers", enforcers)
    deploy(verb)
    deploy(verb, "--allow-delete")
    assert told == [False, True]
