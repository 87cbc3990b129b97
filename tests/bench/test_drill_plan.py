"""Planning a drill of 10,000 data sets: chosen, ordered, sampled and projected, beside ordering alone.

The floor is loading the declaration and ordering its services with the standard library's ``graphlib``: no
planner does less.
"""

import sys
import time
from datetime import UTC, datetime, timedelta
from graphlib import TopologicalSorter

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

SITES, DATA_SETS = 200, 10_000
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEPT = 30
"""Recovery points of each data set, in one copy and the other by turns."""
SECONDS = 5


@pytest.fixture(scope="module")
def district():
    return generated_district(SITES, DATA_SETS, SITES * 5)


@pytest.fixture(scope="module")
def points(district):
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
def test_ten_thousand_data_sets_are_planned_in_less_than_five_cpu_seconds(district, points, told, terms):
    history = measured(points)
    seconds, plan, found = planned(district, points, terms, history)
    floor = loaded_and_ordered(told)
    asked = f"{terms.rule}{', sampled' * bool(terms.sampled)}"
    sys.stdout.write(
        f"\n{asked}: {len(found.slots):,} of {len(points):,} data sets, {len(plan.services):,} services, "
        f"planned in {seconds:.2f} CPU s; loading and ordering {floor:.2f}, ratio {seconds / floor:.2f}\n"
    )
    assert len(points) == DATA_SETS
    assert len(found.data) == len(found.slots)
    assert terms.sampled or len(found.slots) == DATA_SETS
    assert {slot.job.wave for slot in found.slots} <= set(range(len(plan.waves)))
    assert seconds < SECONDS
