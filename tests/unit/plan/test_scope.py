"""What a drill is of, on the example district and on districts made up by hypothesis."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan import wiring
from drplan.declare.lookup import services
from drplan.errors import UsageError
from drplan.plan.order import waves
from drplan.plan.scope import Asked, of_site, scope_of, unrehearsable, with_needed
from tests.unit.plan.test_order import service

DECLARED = wiring.district(Path(__file__).parents[3] / "inventories")


def names(found):
    return [each.name for each in found]


def scope(**asked):
    return scope_of(DECLARED, Asked(**asked))


def test_a_site_is_the_services_declared_there():
    found = scope(site="hs")
    assert names(found.services) == names(next(s for s in DECLARED.sites if s.code == "hs").services)
    assert (found.kind, found.name, str(found)) == ("site", "hs", "site hs")
    assert of_site(next(s for s in DECLARED.sites if s.code == "hs")) == found


def test_a_service_comes_with_all_that_it_depends_on_however_far():
    assert names(scope(service="hs-learning").services) == [
        "hs-network",
        "hs-files",
        "hs-gradebook",
        "hs-learning",
    ]


def test_a_scenario_takes_its_sites_and_what_runs_on_its_assets_also_elsewhere():
    found = names(scope(scenario="ransomware-overnight").services)
    at_sites = {s.name for site in DECLARED.sites if site.code in ("do", "hs") for s in site.services}
    assert at_sites <= set(found)


def test_a_failed_vendor_takes_what_it_hosts():
    assert names(scope(scenario="records-host-bankrupt").services) == ["student-information"]


def test_a_scenario_that_takes_nothing_away_is_refused():
    with pytest.raises(UsageError, match="takes no service away"):
        scope(scenario="administrators-away")


def test_an_exercise_is_its_own_services_in_declared_order():
    found = names(scope(exercise="alternates-week").services)
    assert sorted(found) == ["district-directory", "hs-gradebook"]


def test_everything_is_every_service():
    found = scope(everything=True)
    assert list(found.services) == services(DECLARED)
    assert (found.kind, found.name, str(found)) == ("all", "all", "everything")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "nothing was asked for"),
        ({"site": "hs", "everything": True}, "site hs and all all"),
        ({"service": "hs-files", "exercise": "internet-day"}, "service hs-files and exercise internet-day"),
    ],
)
def test_none_or_two_are_refused_with_what_there_is(asked, said):
    with pytest.raises(UsageError, match=said) as refused:
        scope(**asked)
    for there in ("--site do, hs", "--scenario ransomware-overnight", "--exercise quarterly", "--service"):
        assert there in refused.value.next_step


@pytest.mark.parametrize("kind", ["service", "site", "scenario", "exercise"])
def test_an_unknown_name_is_refused_with_the_known_ones(kind):
    with pytest.raises(UsageError, match=f"no {kind} is named 'nowhere'") as refused:
        scope(**{kind: "nowhere"})
    assert "use one of:" in refused.value.next_step


def test_what_nobody_here_can_bring_back_says_why():
    reasons = unrehearsable(DECLARED, scope(everything=True))
    hosted = next(v.title for v in DECLARED.vendors if v.name == "student-records-cloud")
    assert reasons["student-information"].startswith(f"hosted by a vendor ({hosted})")
    assert "cloud tenant alone (district-google)" in reasons["district-mail"]
    assert not {"hs-files", "hs-transcripts", "hs-gradebook"} & reasons.keys()


def test_a_service_that_runs_on_nothing_says_so():
    bare = service("idea")
    lone = DECLARED.model_copy(
        update={"sites": (DECLARED.sites[0].model_copy(update={"services": (bare,)}),)}
    )
    asked = scope_of(lone, Asked(everything=True))
    assert "runs on nothing" in unrehearsable(lone, asked)["idea"]


GRAPH = st.lists(st.sets(st.integers(0, 30)), max_size=30)


@given(GRAPH, st.integers(0, 29))
def test_a_service_scope_is_closed_and_holds_nothing_that_is_not_needed(edges, start):
    """Only earlier services are needed, so that no circle can be drawn."""
    made = [service(f"s{n}", [f"s{m}" for m in sorted(needs) if m < n]) for n, needs in enumerate(edges)]
    site = DECLARED.sites[0].model_copy(update={"services": tuple(made)})
    alone = DECLARED.model_copy(update={"sites": (site,)})
    if start >= len(made):
        return
    found = with_needed(alone, [made[start]])
    inside = set(names(found))
    assert all(set(each.depends_on) <= inside for each in found)
    needed = {name for each in found for name in each.depends_on}
    assert inside - needed <= {made[start].name}
    assert names(each for wave in waves(found) for each in wave)[-1] == made[start].name
