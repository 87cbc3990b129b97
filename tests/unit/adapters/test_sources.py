"""What cannot be read from here is refused with a reason."""

from pathlib import Path

import pytest

from drplan.adapters.access import Access
from drplan.adapters.agent import artefact
from drplan.adapters.inventory import load_district
from drplan.adapters.network.login import login_settings
from drplan.adapters.sources import control_source
from drplan.declare import DeviceConfig, TenantExport
from drplan.declare.lookup import device_named
from drplan.errors import SourceError, UsageError
from drplan.gear import loading

DISTRICT = load_district(Path(__file__).parents[3] / "inventories")
HERE = Access(where="production")


def with_platform(name, platform):
    """Return the sample district with another platform for a device."""
    told = {"platform": platform}
    sites = [
        site.model_copy(
            update={
                "assets": tuple(
                    each.model_copy(update=told if each.name == name else {}) for each in site.assets
                )
            }
        )
        for site in DISTRICT.sites
    ]
    return DISTRICT.model_copy(update={"sites": tuple(sites)})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (TenantExport(tenant="district-google", product="mail"), "tenant-export"),
        (DeviceConfig(device="hs-core1"), "device-config of extreme-exos"),
    ],
)
def test_a_source_that_drplan_cannot_move_is_an_error_that_names_its_sort(source, said):
    with pytest.raises(SourceError, match=said) as refused:
        control_source(source, with_platform("hs-core1", "extreme-exos"), HERE)
    assert "its own tool" in refused.value.next_step


def test_a_platform_that_is_not_spoken_is_refused_before_anything_is_contacted():
    switch = device_named(DISTRICT, "hs-core1").model_copy(update={"platform": "extreme-exos"})
    with pytest.raises(UsageError, match="does not speak extreme-exos yet") as refused:
        login_settings(switch, HERE)
    assert "frr" in refused.value.next_step


def test_what_lies_beside_a_configuration_is_called_the_same_by_whoever_keeps_and_whoever_reads():
    assert loading.BESIDE == artefact.BESIDE
