"""Deciding a drill from what the copies hold; nothing is touched."""

from datetime import timedelta

import pytest

from drplan.act.account import drill_record
from drplan.act.drill import conduct, excuses, prepare
from drplan.act.history import history_of
from drplan.act.prepare import prepare_scope
from drplan.declare import TenantExport, Tier
from drplan.errors import RepositoryError, UsageError
from drplan.plan.drill import Terms
from drplan.plan.points import Rule
from drplan.plan.quarter import Quarter
from drplan.plan.scope import Asked, Scope, of_site, scope_of
from drplan.ports import Sample
from tests.unit.act.conftest import ABOUT, START


@pytest.fixture
def world(make_world, make_service):
    return make_world(
        make_service("network", "host-n", tier=Tier.FOUNDATION),
        make_service("files", "host-a", ("network",)),
        make_service("portal", "host-b", ("files",)),
        make_service("mail", "host-c"),
    )


@pytest.fixture
def drill_of(limits):
    def run(world, plan):
        return drill_record(conduct(plan, world.ports(), limits), ABOUT)

    return run


def scope(world, **asked):
    return scope_of(world.declared, Asked(**asked))


def waves(plan):
    return [[service.name for service in wave] for wave in plan.waves]


def test_a_service_and_what_it_needs_is_planned_and_nothing_else(world):
    plan = prepare_scope(scope(world, service="files"), world.ports()).plan
    assert waves(plan) == [["network"], ["files"]]
    assert [asset.name for asset in plan.assets] == ["host-n", "host-a"]
    assert set(plan.points) == {"network-data", "files-data"}
    assert plan.called == "files"


def test_only_the_scope_is_lost_and_the_record_says_what_was_asked(world, limits, drill_of):
    record = drill_of(world, prepare_scope(scope(world, service="files"), world.ports()).plan)
    lost = {step.subject for step in record.steps if step.action == "destroy"}
    assert lost == {"host-n", "host-a"}
    assert (record.scope.kind, record.scope.name, record.scope.points) == ("service", "files", "latest")
    assert (record.site, record.id.rpartition("-")[2]) == ("hs", "files")


def test_a_whole_site_on_the_usual_terms_says_no_more_than_it_ever_did(world, drill):
    record = drill(world)
    assert record.scope is None
    assert "scope" not in record.model_dump()


def test_a_rule_and_a_reason_to_pass_a_freeze_are_written_down(world, drill_of):
    terms = Terms(Rule("random", seed="2026-q1"), despite_freeze="the auditor is here")
    plan = prepare_scope(of_site(world.declared.sites[0]), world.ports(), terms=terms).plan
    asked = drill_of(world, plan).scope
    assert (asked.kind, asked.points) == ("site", "random, seed 2026-q1")
    assert asked.despite_freeze == "the auditor is here"


def test_what_nobody_here_can_bring_back_is_excused_its_assets_are_left_alone(
    make_world, make_service, drill_of
):
    world = make_world(
        make_service("files", "host-a"),
        make_service("portal", "host-b", ("files",), runs_on=("host-a", "host-b")),
    )
    world.excused = {"host-b"}
    plan = prepare(world.declared.sites[0], world.ports())
    assert excuses(plan, world.ports()) == {"portal": "not tried: it needs root"}
    record = drill_of(world, plan)
    assert {step.subject for step in record.steps if step.action == "destroy"} == {"host-a"}
    assert record.verdict.outcome == "no-evidence"


def test_an_asset_of_excused_services_alone_is_not_destroyed(make_world, make_service, drill_of):
    world = make_world(
        make_service("files", "host-a"),
        make_service("portal", "host-b", runs_on=("host-b", "host-c")),
    )
    world.excused = {"host-c"}
    record = drill_of(world, prepare(world.declared.sites[0], world.ports()))
    assert {step.subject for step in record.steps if step.action == "destroy"} == {"host-a"}
    assert "host-b" in world.alive


def test_a_service_whose_data_belongs_elsewhere_is_excused_with_that_place(make_world, make_service):
    kept = make_service("files", "host-a").data_sets
    world = make_world(make_service("mail", "host-a"), make_service("files", "host-b", data_sets=kept))
    world.excused = {"host-a"}
    found = excuses(prepare(world.declared.sites[0], world.ports()), world.ports())
    assert set(found) == {"mail", "files"}


def test_a_hosted_service_is_planned_and_excused_with_its_reason(make_world, make_service):
    world = make_world(
        make_service("files", "host-a"),
        make_service("sis", "host-a", runs_on=(), vendor="cloud"),
    )
    plan = prepare(world.declared.sites[0], world.ports())
    assert "hosted by a vendor (cloud)" in excuses(plan, world.ports())["sis"]


def test_a_copy_that_does_not_answer_is_passed_over_and_named(world, monkeypatch):
    onsite = world.declared.repositories[0]
    offsite = onsite.model_copy(update={"name": "offsite"})
    policy = world.declared.policies[0].model_copy(update={"copies": ("onsite", "offsite")})
    world.declared = world.declared.model_copy(
        update={"repositories": (onsite, offsite), "policies": (policy,)}
    )
    answers = world.all_points

    def ask(repository):
        if repository.name == "onsite":
            raise RepositoryError("no route", next_step="see the link")
        return answers(repository)

    monkeypatch.setattr(world, "all_points", ask)
    found = prepare_scope(scope(world, service="mail"), world.ports())
    assert set(found.silent) == {"onsite"}
    assert found.plan.points["mail-data"].repository == "offsite"
    assert found.plan.choices["mail-data"].because.endswith("; onsite could not be asked")
    with pytest.raises(RepositoryError, match="no route"):
        prepare_scope(scope(world, service="mail"), world.ports(), copy="onsite")


def test_a_moment_in_the_future_is_refused_before_anything_is_planned(world):
    terms = Terms(Rule("at", START + timedelta(days=1)))
    with pytest.raises(UsageError, match="has not come yet"):
        prepare_scope(scope(world, everything=True), world.ports(), terms=terms)


def test_a_sampled_drill_has_its_part_of_each_data_set(world):
    terms = Terms(sampled=Quarter(2026, 1))
    plan = prepare_scope(scope(world, everything=True), world.ports(), terms=terms).plan
    assert plan.samples is not None
    assert set(plan.samples) == {f"{name}-data" for name in ("network", "files", "portal", "mail")}
    assert {plan.sample_of(data) for service in plan.services for data in plan.data_of(service)} == {
        Sample(0, 4)
    }


def test_the_longest_path_leads_its_wave_as_past_drills_measured_it(make_world, make_service, drill):
    world = make_world(make_service("files", "host-a"), make_service("mail", "host-b"))
    record = drill(world)
    slower = [
        step.model_copy(update={"seconds": 500.0 if step.subject == "mail-data" else step.seconds})
        for step in record.steps
    ]
    slow = record.model_copy(update={"steps": tuple(slower)})
    everything = scope(world, everything=True)
    assert waves(prepare_scope(everything, world.ports()).plan) == [["files", "mail"]]
    measured = prepare_scope(everything, world.ports(), history=history_of([slow]))
    assert waves(measured.plan) == [["mail", "files"]]
    assert measured.expected.services["mail"].own > 500
    assert measured.expected.data["mail-data"].known == f"as measured in {slow.id}"


def test_history_keeps_the_newest_of_what_passed(world, drill, make_world, make_service):
    first = drill(world)
    again = make_world(*world.declared.sites[0].services)
    again.unrestorable = {"files-data"}
    again.unbuildable = {"host-c"}
    second = drill(again).model_copy(update={"id": "second"})
    found = history_of([first, second])
    assert found.data_sets["files-data"].drill == first.id
    assert found.data_sets["network-data"].drill == "second"
    assert found.assets["host-c"].drill == first.id
    assert found.assets["host-n"].drill == "second"
    assert found.services["network"].drill == "second"
    assert found.services["portal"].drill == first.id
    assert found.data_sets["network-data"].size == 3


def test_no_record_is_no_history():
    found = history_of([])
    assert [found.assets, found.data_sets, found.services] == [{}, {}, {}]


def test_what_stands_two_steps_above_something_lost_waits_for_it_and_counts_its_time(world, drill_of):
    network, _, portal, _ = world.declared.sites[0].services
    plan = prepare_scope(Scope("exercise", "day", (network, portal)), world.ports()).plan
    assert waves(plan) == [["network"], ["portal"]]
    record = drill_of(world, plan)
    assert record.services[1].critical_path[-2:] == ("network", "portal")


def test_what_stands_two_steps_above_something_that_did_not_come_back_is_skipped(world, drill_of):
    world.unrestorable = {"network-data"}
    network, _, portal, _ = world.declared.sites[0].services
    plan = prepare_scope(Scope("exercise", "day", (network, portal)), world.ports()).plan
    skipped = drill_of(world, plan).services[1].verdict
    assert skipped.outcome == "no-evidence"
    assert skipped.because == ("skipped: it depends on network, which did not come back",)


def test_what_drplan_makes_no_recovery_points_of_says_so(make_world, make_service):
    mail = make_service("mail", "host-a").data_sets[0]
    export = mail.model_copy(update={"source": TenantExport(tenant="host-a", product="mail")})
    world = make_world(make_service("mail", "host-a", data_sets=(export,)))
    world.no_points = {"mail-data"}
    plan = prepare_scope(scope(world, service="mail"), world.ports()).plan
    assert plan.choices["mail-data"].because == (
        "drplan makes no recovery points of its sort (tenant-export)"
    )
