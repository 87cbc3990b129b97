"""A tabletop's script says what the plan says: who, in which order, by when, and what goes wrong too."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from drplan import HumanStep, Scenario
from drplan.adapters.inventory import load_district
from drplan.declare.lookup import role_named, scenario_named, services, site_of
from drplan.errors import UsageError
from drplan.plan.loss import (
    loss_in_exercise,
    loss_in_scenario,
    loss_of_service,
    loss_of_site,
    services_lost,
)
from drplan.plan.order import waves
from drplan.plan.scope import Asked, scope_of
from drplan.plan.tabletop import rehearsed_on
from drplan.plan.tabletop_script import script_for

DAY = date(2026, 12, 8)
QUIET = date(2027, 2, 22)


@pytest.fixture(scope="module")
def district():
    return load_district(Path(__file__).parents[3] / "inventories")


@pytest.fixture(scope="module")
def written(district):
    def write(name="ransomware-overnight", day=DAY, of=district):
        return script_for(of, loss_in_scenario(of, name), day)

    return write


def item(script, name):
    return next((each for each in script.items if each.id == name), None)


def names(found):
    return {each.name for each in found}


def test_every_declared_scenario_and_exercise_has_a_script(district):
    for loss in (
        *(loss_in_scenario(district, each.name) for each in district.scenarios),
        *(loss_in_exercise(district, each.name) for each in district.exercises),
        *(loss_of_site(district, each.code) for each in district.sites),
    ):
        script = script_for(district, loss, DAY)
        assert script.items[0].id == "first-call"
        assert script.items[-1].id == "reopen"
        assert [i.at for i in script.items] == sorted(i.at for i in script.items)
        assert len({i.id for i in script.items}) == len(script.items)
        for each in (*script.participants, *(i.role for i in script.items)):
            role_named(district, each)


def test_a_scenario_takes_sites_assets_their_machines_vendors_and_what_it_names(district):
    def lost(**what):
        scenario = Scenario(name="x", title="x", peril="fire-or-flood", **what)
        return names(services_lost(district, scenario))

    at_hs = {asset.name for asset in site_of(district, "hs").assets}
    assert lost(sites=("hs",)) == {
        *names(site_of(district, "hs").services),
        *(s.name for s in services(district) if at_hs & {*s.runs_on}),
    }
    assert lost(assets=("hs-db1",)) == {
        s.name
        for s in services(district)
        if "hs-db1" in (*s.runs_on, *(getattr(d.source, "server", None) for d in s.data_sets))
    }
    guests = [a.name for site in district.sites for a in site.assets if getattr(a, "host", None) == "do-hv1"]
    assert guests
    on_guests = {s.name for s in services(district) if {*guests} & {*s.runs_on}}
    assert on_guests <= lost(assets=("do-hv1",))
    assert lost(vendors=("student-records-cloud",)) == {"student-information"}
    assert lost(services=("hs-files",)) == {"hs-files"}


def test_a_lost_site_takes_what_another_sites_service_runs_on_there(district):
    hs, do = site_of(district, "hs"), site_of(district, "do")
    (moved,) = (s for s in hs.services if s.name == "hs-gradebook")
    apart = district.model_copy(
        update={
            "sites": (
                hs.model_copy(update={"services": tuple(s for s in hs.services if s != moved)}),
                do.model_copy(update={"services": (*do.services, moved)}),
            )
        }
    )
    fire = Scenario(name="x", title="x", peril="fire-or-flood", sites=("hs",))
    assert "hs-gradebook" in names(services_lost(apart, fire))
    told = apart.model_copy(update={"scenarios": (fire,)})
    assert loss_in_scenario(told, "x").services == scope_of(told, Asked(scenario="x")).services


def test_people_who_are_missing_put_their_own_services_on_the_table(district):
    scenario = scenario_named(district, "administrators-away")
    assert services_lost(district, scenario) == ()
    found = loss_in_scenario(district, "administrators-away").services
    assert found
    for service in found:
        doing = {s.role for s in service.recovery_steps if isinstance(s, HumanStep)}
        assert {service.owner, *doing} & {*scenario.roles}


def test_one_service_is_lost_alone(district):
    assert names(loss_of_service(district, "hs-gradebook").services) == {"hs-gradebook"}


def test_the_order_is_that_of_the_plan_and_the_deadlines_those_of_the_day(district, written):
    script = written()
    groups = waves(loss_in_scenario(district, "ransomware-overnight").services)
    assert [d.service.name for d in script.due] == [s.name for group in groups for s in group]
    tight = {d.service.name: d for d in script.due if d.period}
    assert {d.period.kind for d in tight.values()} == {"state-testing"}
    assert tight["state-tests"].promised.rto < tight["state-tests"].service.objectives.rto
    assert not any(d.period for d in written(day=QUIET).due)


def test_each_human_step_of_the_real_day_is_timed_beside_its_declared_time_in_the_plans_order(
    district, written
):
    script = written()
    steps = [i for i in script.items if i.kind == "step"]
    declared = [
        (due.service.name, step.what, step.role, step.duration)
        for due in script.due
        for step in due.service.recovery_steps
        if isinstance(step, HumanStep) and step.occasion != "test-only"
    ]
    assert [(i.service, i.what, i.role, i.declared) for i in steps] == declared
    for earlier, later in pairwise(steps):
        assert later.at == earlier.at + earlier.declared


def test_the_missing_role_is_replaced_by_its_declared_alternate(district, written):
    missing = item(written("administrators-away"), "missing")
    gone = role_named(district, "systems-administrator")
    assert missing.role == gone.alternate
    assert missing.text.startswith(f"{gone.title} cannot be reached")


@pytest.fixture(scope="module")
def uninsured(district):
    """Return the example without its insurer."""
    vendors = tuple(each for each in district.vendors if "insur" not in each.name)
    return district.model_copy(update={"vendors": vendors})


def test_news_of_an_attack_comes_only_with_one(written, uninsured):
    assert item(written(), "isolate")
    assert "after the intruder came" in item(written(), "walk-back").text
    storm = written("ice-storm", of=uninsured)
    assert item(storm, "isolate") is None
    assert item(storm, "insurer") is None
    assert "intruder" not in item(storm, "walk-back").text


def test_a_declared_insurer_is_named_with_its_number(district, written, uninsured):
    insured = district.vendors[0].model_copy(
        update={"name": "cyber-insurer", "title": "Prairie Insurance", "phone": "555-0199"}
    )
    covered = district.model_copy(update={"vendors": (*uninsured.vendors, insured)})
    assert item(written(of=covered), "insurer").text.startswith("Prairie Insurance, 555-0199, must be told")
    assert "no vendor is declared" in item(written(of=uninsured), "insurer").text


def test_the_calendar_speaks_when_a_pressing_period_is_within_two_weeks(written):
    assert "State tests, fall retakes" in item(written(), "calendar").text
    assert item(written(day=date(2027, 7, 10)), "calendar") is None


def test_the_first_promise_to_run_out_is_put_before_its_owner_at_its_own_time(written):
    script = written()
    deadline = item(script, "first-deadline")
    assert deadline.at == min(d.promised.rto for d in script.due)
    assert deadline.at == timedelta(hours=1)


def test_an_exercise_is_held_on_its_next_declared_day(district):
    loss = loss_in_exercise(district, "winter-power")
    assert rehearsed_on(loss, date(2026, 11, 1)) == date(2026, 11, 19)
    assert rehearsed_on(loss, date(2026, 11, 20)) == date(2026, 11, 20)


def test_a_scenario_that_takes_nothing_away_is_refused(district):
    nothing = Scenario(name="nothing", title="x", peril="loss-of-staff")
    empty = district.model_copy(update={"scenarios": (nothing,)})
    with pytest.raises(UsageError, match="takes no service away"):
        script_for(empty, loss_in_scenario(empty, "nothing"), DAY)


@pytest.mark.parametrize(
    ("find", "what"),
    [(loss_in_scenario, "scenario"), (loss_in_exercise, "exercise"), (loss_of_service, "service")],
)
def test_an_unknown_name_is_refused_with_those_that_are_declared(district, find, what):
    with pytest.raises(UsageError, match=f"no {what} is named 'no-such'"):
        find(district, "no-such")
