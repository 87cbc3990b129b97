"""Which data sets drplan moves itself."""

from pathlib import Path

import pytest

from drplan.adapters.inventory import load_district
from drplan.adapters.network.login import _DRIVER
from drplan.declare import Command, DeviceConfig, PostgresDatabase, TenantExport
from drplan.plan.restorable import SPOKEN, restorable, what_it_is


@pytest.fixture(scope="module")
def district():
    return load_district(Path(__file__).parents[3] / "inventories")


@pytest.mark.parametrize(
    ("source", "ours", "named"),
    [
        (PostgresDatabase(server="hs-db1", database="gradebook"), True, "postgres"),
        (DeviceConfig(device="hs-rtr1"), True, "device-config of frr"),
        (DeviceConfig(device="hs-core1"), False, "device-config of aruba-aos-cx"),
        (TenantExport(tenant="district-google", product="mail"), False, "tenant-export"),
        (Command(server="hs-db1", argv=("dump",)), False, "command"),
    ],
)
def test_a_source_is_moved_by_drplan_or_named_for_what_it_is(district, source, ours, named):
    assert restorable(source, district) is ours
    assert what_it_is(source, district) == named


def test_the_platforms_that_are_spoken_are_those_with_a_driver():
    assert set(_DRIVER) == SPOKEN
