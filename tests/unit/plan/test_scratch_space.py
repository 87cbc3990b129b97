"""How much disk a scratch room is promised, and when it is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from drplan.adapters.inventory import load_district
from drplan.declare.lookup import site_of
from drplan.errors import UsageError
from drplan.plan.drill import data_sets_of, plan_drill
from drplan.plan.points import Choice
from drplan.plan.scope import of_site
from drplan.plan.scratch_space import HOST, Space, needed, refuse_without_space
from drplan.ports import RecoveryPoint

GIB = 1 << 30


@pytest.fixture(scope="module")
def plan():
    district = load_district(Path(__file__).parents[3] / "inventories")
    site = site_of(district, "hs")
    sizes = {"hs-school-files": 10 * GIB, "hs-gradebook-db": GIB}
    choices = {
        data.name: Choice(
            RecoveryPoint(
                data.name, "onsite", "abcd", datetime(2026, 1, 1, tzinfo=UTC), 1, sizes.get(data.name, 0)
            ),
            "newest",
        )
        for data in data_sets_of(site)
    }
    return plan_drill(district, of_site(site), choices)


def test_hosts_files_and_databases_each_count(plan):
    assert needed(plan) == 2 * HOST + 11 * GIB + 3 * GIB


def test_what_does_not_fit_is_refused_with_every_figure():
    with pytest.raises(UsageError) as refused:
        refuse_without_space(20 * GIB, Space(100 * GIB, 22 * GIB, 2 * GIB), "/var")
    assert refused.value.message == (
        "a scratch room needs 21.5 GB in /var, and may take 16.1 GB: 23.6 GB are free, 2.1 GB of that are "
        "promised to other rooms, 5.4 GB stay free"
    )
    assert "--data-only" in refused.value.next_step


@given(some.integers(0, 1 << 50), some.integers(0, 1 << 50), some.integers(0, 1 << 50))
def test_what_is_allowed_leaves_something_free_after_all_promises(wanted, free, promised):
    space = Space(1 << 40, free, promised)
    try:
        refuse_without_space(wanted, space, "/var")
    except UsageError:
        return
    assert free - promised - wanted >= (1 << 40) // 20
