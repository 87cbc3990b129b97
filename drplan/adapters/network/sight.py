"""Looking at a route from the neighbour's side."""

from __future__ import annotations

import json
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.network.devices import open_device
from drplan.declare import NetworkDevice, RouteProbe
from drplan.errors import DrplanError
from drplan.ports import Sighting


def judge(probe: RouteProbe, said: str) -> Sighting:
    """Judge what ``show ip route NETWORK json`` printed: only a chosen, installed OSPF route is healthy."""
    network = str(probe.network)
    try:
        answer: dict[str, list[dict[str, Any]]] = json.loads(said[said.index("{") : said.rindex("}") + 1])
    except ValueError:
        return Sighting(
            healthy=False, detail=f"{probe.seen_from} has no route to {network}: {said.strip()[:80]}"
        )
    routes = answer.get(network, [])
    for route in routes:
        if route.get("protocol") == "ospf" and route.get("selected") and route.get("installed"):
            hops = ", ".join(hop.get("ip", hop.get("interfaceName", "?")) for hop in route["nexthops"])
            return Sighting(healthy=True, detail=f"{probe.seen_from} reaches {network} by OSPF via {hops}")
    others = ", ".join(str(route.get("protocol")) for route in routes) or "none"
    return Sighting(
        healthy=False, detail=f"{probe.seen_from} has no OSPF route to {network} in use (routes: {others})"
    )


class RouteSight:
    """Looks at routes. Never raises: what cannot be looked at is not healthy, and says why."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def look(self, probe: RouteProbe, device: NetworkDevice) -> Sighting:
        """Look once from ``device``, which is the one the probe names in ``seen_from``."""
        try:
            with open_device(device, self._access) as session:
                return judge(probe, session.show(f"show ip route {probe.network} json"))
        except DrplanError as error:
            return Sighting(healthy=False, detail=error.message)
