"""When all that is needed would be back: no sooner than any part, and never where a part is not shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import Objectives, Service, Tier
from drplan.explain.reports.measured import LABS, PRODUCTION, Measured, back_after, measured, proven
from drplan.record.drill import DrillRecord
from tests.unit.audit.controls_world import GOOD, changed, drill
from tests.unit.explain.reports.worlds import EMPTY, matter_of

HOUR = Objectives(rto="PT1H", rpo="PT1H", mtd="PT4H")


def service(name, *needs):
    return Service(
        name=name,
        title=name,
        tier=Tier.FOUNDATION,
        objectives=HOUR,
        owner="x",
        depends_on=needs,
        impact="x",
        workaround="x",
    )


BASE = DrillRecord.model_validate(drill(GOOD["district"]))


def shown(**drills):
    """Return proofs: each drill gives seconds by service; later ones replace earlier ones."""
    found: dict[str, Measured] = {}
    for number, seconds in drills.items():
        told = [
            BASE.services[0].model_copy(update={"name": name, "rta_seconds": rta})
            for name, rta in seconds.items()
        ]
        record = BASE.model_copy(update={"id": number, "services": tuple(told)})
        found |= {each.name: Measured(record, each) for each in told}
    return found


CHAIN = (service("power"), service("network", "power"), service("lessons", "network"))


def test_services_of_one_drill_keep_its_times():
    assert back_after(CHAIN, shown(one={"power": 60.0, "network": 100.0, "lessons": 250.0})) == 250


def test_of_several_drills_the_sum_along_the_chain_counts():
    seen = shown(one={"power": 60.0, "network": 100.0}, two={"lessons": 30.0})
    assert back_after(CHAIN, seen) == 130
    seen = shown(one={"network": 100.0, "lessons": 250.0}, two={"power": 60.0, "network": 500.0})
    assert back_after(CHAIN, seen) == 500 + 150


def test_what_was_not_measured_makes_all_unknown():
    assert back_after(CHAIN, shown(one={"power": 60.0, "lessons": 250.0})) is None


def test_a_time_at_full_size_counts_where_it_is_longer():
    told = {
        "seconds": 900.0,
        "low_seconds": 1.0,
        "high_seconds": 9.0,
        "drilled": 1,
        "size": 9,
        "assumption": "x",
    }
    tree = changed(GOOD, [["set", ["drills", 0, "services", "hs-files", "projected"], told]])
    found = measured(matter_of(tree), PRODUCTION)
    assert found["hs-files"].seconds == 900
    assert found["hs-files"].projected
    assert found["hs-learning"].seconds == 60


@given(st.data())
def test_all_is_back_no_sooner_than_any_part_of_it(data):
    names = [f"s{number}" for number in range(data.draw(st.integers(1, 6)))]
    found = tuple(
        service(name, *data.draw(st.sets(st.sampled_from(names[:place]))) if place else ())
        for place, name in enumerate(names)
    )
    seconds = st.floats(0, 1e6)
    drills = {
        f"d{number}": {
            name: data.draw(seconds) for name in data.draw(st.sets(st.sampled_from(names), min_size=1))
        }
        for number in range(data.draw(st.integers(1, 3)))
    }
    seen = shown(**drills)
    after = back_after(found, seen)
    if set(names) <= set(seen):
        assert after is not None
        assert after >= max(each.seconds for each in seen.values())
    else:
        assert after is None


def test_production_s_copies_prove_and_a_lab_does_not():
    assert len(proven(matter_of())) == len(matter_of().case.services)
    assert proven(matter_of(EMPTY)) == frozenset()
    lab = changed(GOOD, [["set", ["drills", 0, "where"], "lab"]])
    assert proven(matter_of(lab)) == frozenset()
    assert measured(matter_of(lab), PRODUCTION) == {}
    assert "hs-files" in measured(matter_of(lab), LABS)


def test_a_scratch_drill_from_a_lab_s_copies_is_the_lab_s():
    tree = changed(GOOD, [["set", ["drills", 0, "copies"], "lab"]])
    assert proven(matter_of(tree)) == frozenset()


@pytest.mark.parametrize("where", ["lab", "scratch"])
def test_what_failed_anywhere_since_is_not_proven(where):
    later = drill(GOOD["district"], "20261125T180000Z-all", "2026-11-25T18:00:00Z") | {"where": where}
    for each in later["services"]:
        if each["name"] == "hs-files":
            each["verdict"] = {"outcome": "fail", "because": ["x"]}
    tree = GOOD | {"drills": [*GOOD["drills"], later]}
    found = proven(matter_of(tree))
    assert "hs-files" not in found
    assert "hs-network" in found


def test_a_failure_is_no_measure():
    broken = {"outcome": "fail", "because": ["x"]}
    tree = changed(GOOD, [["set", ["drills", 0, "services", "hs-files", "verdict"], broken]])
    assert "hs-files" not in measured(matter_of(tree), PRODUCTION)
