"""The network adapters against the lab's real routers."""

import time
from collections.abc import Sequence
from ipaddress import IPv4Network

import pytest

from drplan import wiring
from drplan.adapters.lab import Lab
from drplan.adapters.network.devices import open_device
from drplan.adapters.network.sight import RouteSight
from drplan.adapters.network.source import DeviceConfigSource
from drplan.declare import NetworkDevice, RouteProbe
from drplan.declare.lookup import device_named
from drplan.ports import AssetResult, Sighting

pytestmark = pytest.mark.lab

PROBE = RouteProbe(seen_from="do-rtr1", network=IPv4Network("198.18.20.0/24"))
OSPF_SECONDS = 60


@pytest.fixture
def router(lab_hs):
    """The high school's router, in order before a test and again after it."""
    router = device_named(lab_hs.district, "hs-rtr1")
    enforcer = wiring.network_enforcer(lab_hs.district, lab_hs.access)
    enforcer.apply([router])
    yield router
    if enforcer.apply([router])[0].error:
        Lab(lab_hs.state).blank(router)
        enforcer.apply([router])


def outcomes(results: Sequence[AssetResult]) -> dict[str, str]:
    (result,) = results
    assert result.error is None, result.error
    return {each.name: each.outcome for each in result.operations}


def seen_within(sight: RouteSight, neighbour: NetworkDevice, *, healthy: bool) -> Sighting:
    deadline = time.monotonic() + OSPF_SECONDS
    sighting = sight.look(PROBE, neighbour)
    while sighting.healthy is not healthy and time.monotonic() < deadline:
        time.sleep(0.5)
        sighting = sight.look(PROBE, neighbour)
    assert sighting.healthy is healthy, sighting.detail
    return sighting


def test_a_second_apply_changes_nothing(lab_hs, router):
    enforcer = wiring.network_enforcer(lab_hs.district, lab_hs.access)
    again = outcomes(enforcer.apply([router]))
    assert set(again) == {"system", "interface lan0", "interface wan0", "router ospf"}
    assert set(again.values()) == {"ok"}


def test_a_line_changed_by_hand_is_drift_and_is_put_right(lab_hs, router):
    with open_device(router, lab_hs.access) as session:
        assert session.apply(["interface lan0", " description somebody was here", "exit"]) == []
    enforcer = wiring.network_enforcer(lab_hs.district, lab_hs.access)
    (plan,) = enforcer.plan([router])
    assert [(each.name, each.detail) for each in plan.operations if each.outcome != "ok"] == [
        (
            "interface lan0",
            "-interface lan0 > description somebody was here\n+interface lan0 > description building",
        )
    ]
    assert outcomes(enforcer.apply([router]))["interface lan0"] == "changed"
    assert set(outcomes(enforcer.plan([router])).values()) == {"ok"}


def test_a_blank_router_gets_its_configuration_and_the_neighbour_its_route_back(lab_hs, router):
    source, sight = DeviceConfigSource(lab_hs.access), RouteSight(lab_hs.access)
    neighbour, lab = device_named(lab_hs.district, "do-rtr1"), Lab(lab_hs.state)
    seen_within(sight, neighbour, healthy=True)
    kept = source.fetch(router)

    lab.destroy(router)
    seen_within(sight, neighbour, healthy=False)
    assert "does not answer" in (
        wiring.network_enforcer(lab_hs.district, lab_hs.access).plan([router])[0].error or ""
    )

    lab.blank(router)
    assert source.fetch(router) != kept
    seen_within(sight, neighbour, healthy=False)

    source.restore(router, kept)
    assert source.fetch(router) == kept
    assert "by OSPF via 198.18.255.2" in seen_within(sight, neighbour, healthy=True).detail
