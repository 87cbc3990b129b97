"""What cannot be read from here is refused with a reason."""

from pathlib import Path

import pytest

from drplan.adapters.access import Access
from drplan.adapters.inventory import load_district
from drplan.adapters.network.login import login_settings
from drplan.adapters.sources import control_source
from drplan.declare import TenantExport
from drplan.declare.lookup import device_named
from drplan.errors import SourceError, UsageError

DISTRICT = load_district(Path(__file__).parents[3] / "inventories")
HERE = Access(where="production")


def test_a_source_that_drplan_cannot_move_is_an_error_that_names_its_sort():
    source = TenantExport(tenant="district-google", product="mail")
    with pytest.raises(SourceError, match="tenant-export") as refused:
        control_source(source, DISTRICT, HERE)
    assert "its own tool" in refused.value.next_step


def test_a_platform_that_is_not_spoken_is_refused_before_anything_is_contacted():
    switch = device_named(DISTRICT, "hs-core1").model_copy(update={"platform": "extreme-exos"})
    with pytest.raises(UsageError, match="does not speak extreme-exos yet") as refused:
        login_settings(switch, HERE)
    assert "frr" in refused.value.next_step
