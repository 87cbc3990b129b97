import json
from ipaddress import IPv4Network

import pytest

from drplan.adapters.network.sight import judge
from drplan.declare import RouteProbe

PROBE = RouteProbe(seen_from="do-rtr1", network=IPv4Network("198.18.20.0/24"))


def shown(prefix: str = "198.18.20.0/24", **facts: object) -> str:
    route = {"protocol": "ospf", "selected": True, "installed": True, "nexthops": [{"ip": "198.18.255.2"}]}
    return json.dumps({prefix: [route | facts]}, indent=2)


def test_a_chosen_and_installed_ospf_route_is_healthy():
    sighting = judge(PROBE, shown())
    assert sighting.healthy
    assert sighting.detail == "do-rtr1 reaches 198.18.20.0/24 by OSPF via 198.18.255.2"


BGP = PROBE.model_copy(update={"protocol": "bgp"})


def test_a_route_by_another_protocol_than_declared_is_not_healthy():
    assert not judge(BGP, shown()).healthy
    assert not judge(PROBE, shown(protocol="bgp")).healthy
    sighting = judge(BGP, shown(protocol="bgp"))
    assert sighting.healthy
    assert sighting.detail == "do-rtr1 reaches 198.18.20.0/24 by BGP via 198.18.255.2"


@pytest.mark.parametrize("said", ["{\n}\n", "% Network not in table", shown(installed=False)])
def test_no_route_in_use_is_a_look_that_saw_the_loss(said):
    assert judge(PROBE, said).looked


@pytest.mark.parametrize(
    "said", ["% Unknown command: show ip route", "sh: 1: vtysh: not found", "", "{ not json }", "{[]}"]
)
def test_an_answer_that_is_no_routing_table_shows_neither_health_nor_loss(said):
    sighting = judge(PROBE, said)
    assert not sighting.healthy
    assert not sighting.looked


@pytest.mark.parametrize(
    "said",
    [
        shown(protocol="kernel"),
        shown(protocol="connected"),
        shown(selected=False),
        shown(installed=False),
        shown(prefix="10.0.0.0/8"),
        "{\n}\n",
        "% Network not in table",
        "",
        "{ not json }",
    ],
)
def test_anything_else_is_not_healthy_and_names_the_network(said):
    sighting = judge(PROBE, said)
    assert not sighting.healthy
    assert "198.18.20.0/24" in sighting.detail
