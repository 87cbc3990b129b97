"""Looking at a route from the neighbour's side."""

from __future__ import annotations

import json
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.network.devices import open_device
from drplan.adapters.probes.seen import one_line
from drplan.declare import NetworkDevice, RouteProbe
from drplan.errors import DrplanError, ToolMissing
from drplan.ports import Sighting

_NO_ROUTE = "% Network not in table"
_CALLED = {
    "ospf": "OSPF",
    "bgp": "BGP",
    "isis": "IS-IS",
    "rip": "RIP",
    "eigrp": "EIGRP",
    "static": "static",
    "connected": "connected",
}


def judge(probe: RouteProbe, said: str) -> Sighting:
    """Judge what ``show ip route NETWORK json`` printed: only a chosen, installed route counts.

    It must have come by the probe's protocol. An answer that is none of a routing table's is no look at all.
    """
    network, called = str(probe.network), _CALLED[probe.protocol]
    try:
        routes = _routes(said, network)
    except (ValueError, TypeError, AttributeError, RecursionError):
        none = _NO_ROUTE in said
        what = "has no route to" if none else "cannot say whether it has a route to"
        detail = f"{probe.seen_from} {what} {network}: {one_line(said[:80]) or 'no answer'}"
        return Sighting(healthy=False, detail=detail, looked=none)
    for route in routes:
        if route.get("protocol") == probe.protocol and route.get("selected") and route.get("installed"):
            hops = one_line(", ".join(map(_hop, route["nexthops"])))
            return Sighting(
                healthy=True, detail=f"{probe.seen_from} reaches {network} by {called} via {hops}"
            )
    others = ", ".join(str(route.get("protocol")) for route in routes) or "none"
    return Sighting(
        healthy=False,
        detail=f"{probe.seen_from} has no {called} route to {network} in use (routes: {others})",
    )


def _routes(said: str, network: str) -> list[dict[str, Any]]:
    """Return the routes to a network; raises as reading what a device says can."""
    answer = json.loads(said[said.index("{") : said.rindex("}") + 1])
    routes = list(answer.get(network, []))
    if not all(isinstance(each, dict) and isinstance(each.get("nexthops", []), list) for each in routes):
        raise TypeError("a route is none")
    return [{"nexthops": [], **each} for each in routes]


def _hop(hop: Any) -> str:
    told = hop if isinstance(hop, dict) else {}
    return str(told.get("ip", told.get("interfaceName", "?")))


class RouteSight:
    """Looks at routes. Never raises: what cannot be looked at is not healthy, and says why."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def look(self, probe: RouteProbe, device: NetworkDevice) -> Sighting:
        """Look once from ``device``, which is the one the probe names in ``seen_from``."""
        try:
            with open_device(device, self._access) as session:
                return judge(probe, session.show(f"show ip route {probe.network} json"))
        except ToolMissing as error:
            return Sighting(healthy=False, detail=error.message, looked=False)
        except DrplanError as error:
            return Sighting(healthy=False, detail=error.message)
