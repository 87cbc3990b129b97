"""Knocking at a TCP port."""

from __future__ import annotations

from ipaddress import IPv4Address

from drplan.adapters.probes.line import connected, why
from drplan.adapters.probes.seen import Seen
from drplan.declare.network_probes import PortProbe


def see_port(probe: PortProbe, address: IPv4Address) -> Seen:
    """Look whether the port takes a connection. A closed one and a host that is gone look alike from here."""
    where = f"port {probe.port} of {probe.server}"
    try:
        with connected(str(address), probe.port):
            return Seen("healthy", f"{where} takes connections")
    except OSError as error:
        return Seen("refused", f"{where} takes no connection: {why(error)}")
