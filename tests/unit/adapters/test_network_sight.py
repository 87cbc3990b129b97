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
