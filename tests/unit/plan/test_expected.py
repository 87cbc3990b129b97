"""How long a drill will take: measured first, else as declared, else said to be unknown."""

from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan import (
    AutomaticStep,
    BackupPolicy,
    DataSet,
    District,
    Drills,
    HumanStep,
    Link,
    Objectives,
    Paths,
    Repository,
    Secret,
    Server,
    Service,
    Site,
    Tier,
    Vendor,
)
from drplan.plan.drill import Terms, plan_drill
from drplan.plan.expected import expect
from drplan.plan.history import History, Past
from drplan.plan.points import Choice
from drplan.plan.quarter import Quarter
from drplan.plan.scope import of_site
from drplan.ports import RecoveryPoint

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
GIGABYTE = 1_000_000_000


def service(name, *needs, tier=2, steps=()):
    data = DataSet(
        name=f"{name}-data",
        source=Paths(server="host", paths=(PurePosixPath(f"/srv/{name}"),)),
        policy="nightly",
        privacy="internal",
    )
    return Service(
        name=name,
        title=name,
        tier=Tier(tier),
        objectives=Objectives(rto=HOUR, rpo=HOUR, mtd=HOUR),
        owner="admin",
        runs_on=("host",),
        depends_on=needs,
        data_sets=(data,),
        recovery_steps=steps,
        impact="none",
        workaround="none",
    )


def district(*services, rate=800.0, **drills):
    site = Site(
        code="hs",
        title="High School",
        kind="high-school",
        students=1,
        networks=("10.0.0.0/8",),
        contact="admin",
        assets=(Server(name="host", address="10.0.0.1", owner="admin"),),
        services=services,
        links=(Link(name="fiber", to="internet", up_mbit_s=50, down_mbit_s=100),),
    )

    def copy(name, where, restore):
        secret = Secret.env("X")
        return Repository(
            name=name, location="/x", site=where, media="disk", password=secret, restore_mbit_s=restore
        )

    return District(
        name="D",
        domain="d.example",
        sites=(site,),
        roles=(),
        repositories=(copy("onsite", "hs", rate), copy("offsite", "cloud", rate)),
        policies=(BackupPolicy(name="nightly", copies=("onsite", "offsite"), cadence=HOUR),),
        vendors=(Vendor(name="cloud", title="Cloud", phone="1", email="a@b.example"),),
        drills=Drills(**drills),
    )


def expected(declared, size=GIGABYTE, copy="onsite", history=None, terms=None):
    scope = of_site(declared.sites[0])
    choices = {
        data.name: Choice(RecoveryPoint(data.name, copy, "abc", NOON, 1, size), "newest")
        for data in scope.data_sets
    }
    plan = plan_drill(declared, scope, choices, terms)
    return plan, expect(declared, plan, history or History(), DAY)


def data(found):
    (only,) = found.data.values()
    return only.seconds, only.known


def test_what_was_never_measured_comes_at_the_repositorys_declared_rate():
    _, found = expected(district(service("files")))
    assert data(found) == (10.0, "never measured: at the 800 Mbit/s declared of onsite")


def test_a_narrow_link_on_the_way_holds_it():
    _, found = expected(district(service("files")), copy="offsite")
    assert data(found) == (80.0, "never measured: at the 100 Mbit/s of link fiber (hs, down)")


def test_a_rate_that_nobody_declared_is_assumed_and_said_so():
    _, found = expected(district(service("files"), rate=None))
    seconds, known = data(found)
    assert seconds == 16.0
    assert known == "never measured: at 500 Mbit/s, assumed: declare restore_mbit_s of onsite"


@pytest.mark.parametrize(
    ("size", "seconds", "known"),
    [
        (GIGABYTE, 40.0, "as measured in d1"),
        (GIGABYTE // 2, 40.0, "as measured in d1"),
        (2 * GIGABYTE, 80.0, "measured in d1, scaled to its size now"),
        (
            11 * GIGABYTE,
            140.0,
            "measured in d1 for 1,000,000,000 bytes, the rest at the 800 Mbit/s declared of onsite",
        ),
    ],
)
def test_what_was_measured_is_scaled_as_far_as_it_is_believed(size, seconds, known):
    past = History(data_sets={"files-data": Past(40.0, "d1", GIGABYTE)})
    _, found = expected(district(service("files")), size=size, history=past)
    assert data(found) == (seconds, known)


def test_a_sample_is_its_part_of_the_size():
    plan, found = expected(district(service("files")), terms=Terms(sampled=Quarter(2026, 4)))
    assert data(found)[0] == 2.5
    assert found.scratch == GIGABYTE // 4
    assert plan.sample_of(plan.services[0].data_sets[0]).parts == 4


def test_without_a_recovery_point_nothing_is_expected_and_that_is_said():
    declared = district(service("files"))
    plan = plan_drill(declared, of_site(declared.sites[0]), {"files-data": Choice(None, "none")})
    found = expect(declared, plan, History(), DAY)
    assert data(found) == (0.0, "has no recovery point to come back from")
    assert (found.slots, found.scratch) == ((), 0)
    assert found.services["files"].rta is None


def test_an_rta_runs_along_the_longest_path_with_ground_programs_and_people():
    steps = (
        AutomaticStep(what="Index", server="host", argv=("index",), duration=timedelta(seconds=30)),
        HumanStep(what="Look", role="admin", duration=timedelta(minutes=5)),
        HumanStep(what="Pretend", role="admin", duration=HOUR, occasion="test-only"),
    )
    declared = district(service("files"), service("portal", "files", steps=steps))
    past = History(assets={"host": Past(100.0, "d1")})
    _, found = expected(declared, history=past)
    assert found.services["files"].rta == 110
    assert found.services["portal"].rta == 110 + 10 + 330
    assert found.rebuilt == {"host"}
    measured = History(assets=past.assets, services={"portal": Past(3.0, "d1")})
    assert expected(declared, history=measured)[1].services["portal"].rta == 110 + 10 + 303


def test_what_nobody_measured_of_the_ground_is_said_to_count_as_nothing():
    _, found = expected(district(service("files")))
    assert found.services["files"].because[0] == (
        "how long host takes to be rebuilt was never measured: counted as nothing"
    )
    assert found.services["files"].at_least


def test_what_stands_on_something_half_known_is_half_known_and_what_was_measured_is_not():
    declared = district(service("files"), service("portal", "files"))
    past = History(assets={"host": Past(100.0, "d1")})
    _, found = expected(declared, history=past)
    assert not found.services["portal"].at_least
    _, bare = expected(declared)
    assert bare.services["portal"].at_least


def test_lower_tiers_go_first_and_of_a_tier_the_longest_path():
    short, slow, early = service("a"), service("b"), service("c", tier=0)
    declared = district(short, slow, early, service("waits", "b"))
    _, found = expected(declared)
    assert [[each.name for each in wave] for wave in found.waves] == [["c", "b", "a"], ["waits"]]


def test_the_limits_hold_the_data_alone_and_its_scratch():
    declared = district(*(service(f"s{n}") for n in range(4)), at_once=4, per_repository=2)
    _, found = expected(declared)
    assert found.seconds == 20.0
    assert (found.scratch, found.scratch_at_once) == (4 * GIGABYTE, 2 * GIGABYTE)
    _, far = expected(district(*(service(f"s{n}") for n in range(4)), at_once=4, per_link=1), copy="offsite")
    assert far.seconds == 4 * 80.0


SIZES = st.lists(st.integers(0, 10 * GIGABYTE), min_size=1, max_size=8)


@given(SIZES, st.integers(1, 4))
def test_scratch_at_one_time_is_at_least_the_largest_and_at_most_all(sizes, at_once):
    declared = district(*(service(f"s{n}") for n in range(len(sizes))), at_once=at_once, per_repository=4)
    scope = of_site(declared.sites[0])
    choices = {
        each.name: Choice(RecoveryPoint(each.name, "onsite", "abc", NOON, 1, size), "newest")
        for each, size in zip(scope.data_sets, sizes, strict=True)
    }
    found = expect(declared, plan_drill(declared, scope, choices), History(), DAY)
    assert found.scratch == sum(sizes)
    assert max(sizes) <= found.scratch_at_once <= sum(sorted(sizes)[-at_once:])
