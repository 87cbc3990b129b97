"""What a runbook says of a probe that asks a server over the network."""

from __future__ import annotations

from drplan.declare import DhcpProbe, DnsProbe, LdapProbe, PortProbe, RadiusProbe
from drplan.declare.network_probes import NetworkProbe
from drplan.explain.words import listing


def network_answer(probe: NetworkProbe) -> str:
    """Say what a person sees when the service is healthy."""
    match probe:
        case LdapProbe():
            return _entries(probe)
        case DnsProbe():
            after = "" if probe.record == "CNAME" else ", after the other name where this one is an alias"
            return f"It prints {listing(probe.answers)}{after}."
        case DhcpProbe():
            return f"An offer is received; its address is in {probe.network}."
        case RadiusProbe():
            return "It prints Received Access-Accept."
        case PortProbe():
            return "It says that the connection succeeded, or that the port is open."


def _entries(probe: LdapProbe) -> str:
    if probe.value is not None:
        return f"It prints an entry with the line {probe.attribute}: {probe.value}"
    least = probe.at_least or 1
    if probe.at_most is None and least == 1:
        return "It prints a line that begins with dn:."
    more = "or more" if probe.at_most is None else f"to {probe.at_most}"
    return f"It prints {least} {more} lines that begin with dn:."


def network_title(probe: NetworkProbe) -> str:
    """Say what the probe looks at."""
    match probe:
        case LdapProbe():
            who = "without logging in" if probe.user is None else f"as {probe.user}"
            return f"Search {probe.base} in the directory on {probe.server}, {who}."
        case DnsProbe():
            return f"Ask {probe.server} for {probe.record} of {probe.name}."
        case DhcpProbe():
            here = f"from {probe.relay}" if probe.relay else f"on {probe.interface}"
            return f"Ask {probe.server} for an address of {probe.network}, {here}, and take none."
        case RadiusProbe():
            words = f"{probe.user.describe()} and {probe.password.describe()}"
            return f"Log in at RADIUS on {probe.server}, with user and password from {words}."
        case PortProbe():
            return f"Knock at TCP port {probe.port} of {probe.server}."
