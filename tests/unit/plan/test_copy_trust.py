"""Which copies may be restored from: judged by what a disruption could reach, never better than declared."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.adapters.inventory import load_district
from drplan.plan.copy_trust import copies_after
from drplan.plan.loss import (
    dragged_down,
    hosted_outside,
    loss_in_scenario,
    loss_of_site,
    services_lost,
    still_hosted,
)

DISTRICT = load_district(Path(__file__).parents[3] / "inventories")


def after(scenario: str, **changes: dict[str, object]):
    """Judge the example's copies after a scenario, with changes to repositories by name."""
    changed = tuple(each.model_copy(update=changes.get(each.name, {})) for each in DISTRICT.repositories)
    district = DISTRICT.model_copy(update={"repositories": changed})
    found = copies_after(district, loss_in_scenario(district, scenario))
    return {each.repository.name: each for each in found}


def standings(scenario: str, **changes: dict[str, object]) -> dict[str, str]:
    return {name: each.standing for name, each in after(scenario, **changes).items()}


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("ransomware-overnight", {"offsite": "trusted", "neighbor": "trusted", "onsite": "doubtful"}),
        ("data-room-fire", {"onsite": "trusted", "offsite": "trusted", "neighbor": "trusted"}),
        ("ice-storm", {"offsite": "trusted", "neighbor": "trusted", "onsite": "out of reach"}),
        ("mail-tenant-taken", {"offsite": "trusted", "onsite": "doubtful"}),
        ("both-lines-cut", {}),
        ("administrators-away", {"onsite": "trusted", "offsite": "trusted"}),
    ],
)
def test_the_examples_copies_are_judged_by_peril_and_place(scenario, expected):
    found = standings(scenario)
    assert found == expected
    assert list(found) == list(expected)


def test_a_copy_that_its_writers_can_delete_is_doubtful_after_an_attack():
    bare: dict[str, object] = {"immutable_days": 0, "append_only": False, "isolated": False}
    found = after("ransomware-overnight", offsite=bare)["offsite"]
    assert found.standing == "doubtful"
    assert "change or delete" in found.because


def test_append_only_elsewhere_is_doubtful_for_its_servers_administrator_can_do_more():
    found = after("ransomware-overnight", neighbor={"isolated": False})["neighbor"]
    assert (found.standing, found.because[:20]) == ("doubtful", "writers can only add")


def test_a_lock_shorter_than_an_intruder_may_go_unseen_says_so():
    found = after("ransomware-overnight", offsite={"immutable_days": 7})["offsite"]
    assert found.standing == "trusted"
    assert "older points may be gone" in found.because
    assert "older" not in after("ransomware-overnight")["offsite"].because


def test_a_copy_in_the_burnt_room_is_gone():
    assert standings("data-room-fire", onsite={"site": "do"})["onsite"] == "gone"
    assert standings("data-room-fire", onsite={"host": "do-hv1"})["onsite"] == "gone"


def test_a_copy_kept_by_the_vendor_that_failed_is_gone():
    found = after("records-host-bankrupt", offsite={"site": "student-records-cloud"})["offsite"]
    assert (found.standing, found.because) == ("gone", "its keeper is the vendor that failed")


def test_copies_outside_are_out_of_reach_without_a_line():
    scenario = next(each for each in DISTRICT.scenarios if each.name == "both-lines-cut")
    wider = scenario.model_copy(update={"services": (*scenario.services, "hs-gradebook")})
    district = DISTRICT.model_copy(update={"scenarios": (wider,)})
    found = copies_after(district, loss_in_scenario(district, "both-lines-cut"))
    assert {each.repository.name: each.standing for each in found} == {
        "onsite": "trusted",
        "offsite": "out of reach",
    }


def test_a_loss_without_a_scenario_says_that_nothing_is_known():
    found = copies_after(DISTRICT, loss_of_site(DISTRICT, "hs"))
    assert {each.because for each in found} == {"nothing is said of what happened"}


@settings(max_examples=60, deadline=None)
@given(
    immutable=st.integers(0, 60),
    append=st.booleans(),
    isolated=st.booleans(),
    detection=st.integers(1, 60),
    attack=st.sampled_from(["ransomware-overnight", "mail-tenant-taken"]),
)
def test_after_an_attack_nothing_is_trusted_that_its_writers_can_change(
    immutable, append, isolated, detection, attack
):
    copy = {"immutable_days": immutable, "append_only": append, "isolated": isolated}
    changed = tuple(each.model_copy(update=copy) for each in DISTRICT.repositories)
    district = DISTRICT.model_copy(update={"repositories": changed, "detection": timedelta(days=detection)})
    for each in copies_after(district, loss_in_scenario(district, attack)):
        assert (each.standing == "trusted") == (immutable > 0 or isolated)
        assert each.because


def test_what_stands_without_what_it_needs_does_not_work():
    scenario = next(each for each in DISTRICT.scenarios if each.name == "both-lines-cut")
    names = [each.name for each in dragged_down(DISTRICT, services_lost(DISTRICT, scenario))]
    assert "student-information" in names
    assert "state-tests" in names, "it waits for student-internet, and through it for the line"
    assert not {"district-internet", "hs-gradebook"} & {*names}


def test_nothing_is_dragged_down_by_nothing():
    assert dragged_down(DISTRICT, ()) == ()


def test_what_a_vendor_hosts_and_nothing_here_carries_still_answers():
    by_name = {each.name: each for each in DISTRICT.scenarios}
    fire = by_name["data-room-fire"]
    hosted = still_hosted(DISTRICT, fire, services_lost(DISTRICT, fire))
    assert [each.name for each in hosted] == ["mass-notification"]
    closed = fire.model_copy(update={"vendors": ("alert-cloud",)})
    assert still_hosted(DISTRICT, closed, services_lost(DISTRICT, closed)) == ()
    taken = by_name["mail-tenant-taken"]
    assert still_hosted(DISTRICT, taken, services_lost(DISTRICT, taken)) == ()


def test_a_service_with_a_vendor_and_a_server_of_ours_is_not_hosted_outside():
    by_name = {each.name: each for site in DISTRICT.sites for each in site.services}
    asked = (by_name["district-mail"], by_name["state-tests"], by_name["finance-payroll"])
    assert hosted_outside(DISTRICT, asked) == (by_name["district-mail"],)
