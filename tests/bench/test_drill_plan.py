"""Planning a drill of 10,000 data sets: chosen, ordered, sampled and projected, beside ordering alone.

The floor is loading the declaration and ordering its services with the standard library's ``graphlib``: no
planner does less.
"""

import time
from datetime import UTC, datetime, timedelta
from functools import partial
from graphlib import TopologicalSorter
from statistics import median

import pytest

from drplan import District
from drplan.declare.lookup import services
from drplan.plan.drill import Terms, plan_drill
from drplan.plan.expected import expect
from drplan.plan.history import History, Past
from drplan.plan.points import Rule, choose_by
from drplan.plan.quarter import quarter_of
from drplan.plan.scope import Asked, scope_of
from drplan.ports import RecoveryPoint
from tests.bench.generated_district import generated_district
from tests.bench.pace import ROUNDS, turns

SITES, DATA_SETS = 200, 10_000
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEPT = 30
"""Recovery points of each data set, in one copy and the other by turns."""


def district_of(sites):
    return generated_district(sites, sites * DATA_SETS // SITES, sites * 5)


@pytest.fixture(scope="module")
def district():
    return district_of(SITES)


@pytest.fixture(scope="module")
def points(district):
    return points_of(district)


def points_of(district):
    return {
        data.name: [
            RecoveryPoint(
                data.name, ("onsite", "offsite")[n % 2], f"{n:08}", NOW - timedelta(hours=12 * n), 1, 10**9
            )
            for n in range(KEPT)
        ]
        for service in services(district)
        for data in service.data_sets
    }


def planned(district, points, terms, history):
    """Return the CPU seconds of planning everything, and what came out."""
    begun = time.process_time()
    scope = scope_of(district, Asked(everything=True))
    copies = ("onsite", "offsite")
    choices = {
        data.name: choose_by(terms.rule, points[data.name], now=NOW, copies=copies)
        for data in scope.data_sets
    }
    plan = plan_drill(district, scope, choices, terms)
    found = expect(district, plan, history, NOW.date())
    return time.process_time() - begun, plan, found


def loaded_and_ordered(told):
    """Return the CPU seconds of loading the same declaration from JSON and putting its services in order."""
    begun = time.process_time()
    district = District.model_validate_json(told)
    list(TopologicalSorter({each.name: each.depends_on for each in services(district)}).static_order())
    return time.process_time() - begun


def measured(points):
    """Return a history of every other data set."""
    return History(data_sets={name: Past(20.0, "d1", 10**9) for name in list(points)[::2]})


@pytest.fixture(scope="module")
def told(district):
    return district.model_dump_json()


@pytest.mark.parametrize(
    "terms",
    [
        Terms(),
        Terms(Rule("random", seed="2026-q4")),
        Terms(Rule("before", NOW - timedelta(days=3)), quarter_of(NOW.date())),
    ],
    ids=str,
)
def test_ten_thousand_data_sets_are_planned_in_less_than_five_cpu_seconds(
    district, points, told, terms, report
):
    history, found = measured(points), []

    def plan():
        seconds, plan, expected = planned(district, points, terms, history)
        found.append((plan, expected))
        return seconds

    pairs = turns(plan, partial(loaded_and_ordered, told), 1 if terms.sampled else ROUNDS)
    drill, expected = found[0]
    assert len(points) == DATA_SETS
    assert len(expected.data) == len(expected.slots)
    assert terms.sampled or len(expected.slots) == DATA_SETS
    assert {slot.job.wave for slot in expected.slots} <= set(range(len(drill.waves)))
    if terms == Terms():
        report.beside("drill-plan", pairs, f"{DATA_SETS:,} data sets")
    else:
        report.say(f"{terms.rule}{', sampled' * bool(terms.sampled)}: {pairs[0][0]:.2f} CPU s")


def test_ten_times_the_data_sets_take_about_ten_times_as_long(district, points, report):
    small = district_of(SITES // 10)
    few = points_of(small)
    taken = [
        median(planned(each, of, Terms(), measured(of))[0] for _ in range(ROUNDS))
        for each, of in ((small, few), (district, points))
    ]
    report.grown("drill-plan", *taken, f"{len(few):,} → {len(points):,} data sets")
