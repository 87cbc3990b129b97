"""Looking at services from outside, whatever the kind of probe."""

from __future__ import annotations

from drplan.adapters.access import Access
from drplan.adapters.probes.dhcp import see_offer
from drplan.adapters.probes.directory import see_directory
from drplan.adapters.probes.names import see_names
from drplan.adapters.probes.on_host import OnHost, see_on_host
from drplan.adapters.probes.page import see_page
from drplan.adapters.probes.port import see_port
from drplan.adapters.probes.radius import see_radius
from drplan.adapters.probes.refused import see_refused
from drplan.adapters.probes.seen import Seen
from drplan.adapters.probes.vlans import see_vlan
from drplan.adapters.secrets import SecretStore
from drplan.adapters.untried import refuse_untried
from drplan.declare.district import District
from drplan.declare.lookup import device_named, server_named
from drplan.declare.network_probes import (
    DhcpProbe,
    DnsProbe,
    LdapProbe,
    NetworkProbe,
    PortProbe,
    RadiusProbe,
)
from drplan.declare.probes import (
    HttpProbe,
    ObjectProbe,
    Probe,
    Refused,
    RouteProbe,
    VlanProbe,
)
from drplan.errors import DrplanError, ToolMissing
from drplan.ports import SecretReader, Sighting


class Prober:
    """Implements :class:`drplan.ports.Prober`. ``secrets`` follows the references that probes hold."""

    def __init__(self, district: District, access: Access, secrets: SecretReader | None = None) -> None:
        self._district = district
        self._access = access
        self._secrets = secrets or SecretStore()

    def look(self, probe: Probe) -> Sighting:
        """Look once; what cannot be looked at is not healthy, and says why."""
        return self._see(probe).sighting()

    def _see(self, probe: Probe) -> Seen:
        try:
            return self._look(probe)
        except ToolMissing as error:
            return Seen("unequipped", error.message)
        except DrplanError as error:
            return Seen("untried", error.message)

    def _look(self, probe: Probe) -> Seen:
        if isinstance(probe, ObjectProbe):
            from drplan.adapters.aws.sight import ObjectSight

            return _plain(ObjectSight().look(probe))
        refuse_untried(self._access, probe.kind)
        match probe:
            case RouteProbe():
                from drplan.adapters.network.sight import RouteSight

                device = device_named(self._district, probe.seen_from)
                return _plain(RouteSight(self._access).look(probe, device))
            case VlanProbe():
                switch = device_named(self._district, probe.switch)
                return see_vlan(probe, switch, self._access)
            case HttpProbe():
                return see_page(probe, self._secrets)
            case Refused():
                return see_refused(probe, self._see)
            case _:
                return self._at_server(probe)

    def _at_server(self, probe: OnHost | NetworkProbe) -> Seen:
        server = server_named(self._district, probe.server)
        match probe:
            case LdapProbe():
                return see_directory(probe, server.address, self._secrets)
            case DnsProbe():
                return see_names(probe, server.address)
            case DhcpProbe():
                return see_offer(probe, server.address)
            case RadiusProbe():
                return see_radius(probe, server.address, self._secrets)
            case PortProbe():
                return see_port(probe, server.address)
            case _:
                return see_on_host(probe, server, self._access)


def _plain(sighting: Sighting) -> Seen:
    if not sighting.looked:
        return Seen("unequipped", sighting.detail)
    return Seen("healthy" if sighting.healthy else "other", sighting.detail)
