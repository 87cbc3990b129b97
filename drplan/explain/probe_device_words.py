"""Probes that look at network devices, in words and commands."""

from __future__ import annotations

from drplan.declare import District, RouteProbe, VlanProbe
from drplan.declare.lookup import device_named
from drplan.explain.commands import over_ssh

DeviceProbe = RouteProbe | VlanProbe


def device_commands(probe: DeviceProbe, district: District) -> tuple[str, ...]:
    """Build what a person types; nothing for what only plugging in can show."""
    if isinstance(probe, VlanProbe):
        return ()
    address = device_named(district, probe.seen_from).address
    return (over_ssh(address, f"show ip route {probe.network}"),)


def device_expectation(probe: DeviceProbe) -> str:
    """Say what is seen of a healthy service."""
    if isinstance(probe, VlanProbe):
        apart = f" What is plugged into {', '.join(probe.apart)} does not." if probe.apart else ""
        return f"What is plugged into {probe.reaches} answers.{apart}"
    return (
        f'It prints Routing entry for {probe.network} and, below that, Known via "{probe.protocol}". '
        "Routers need up to a minute to find each other: look again."
    )


def device_title(probe: DeviceProbe) -> str:
    """Say what a probe looks at."""
    if isinstance(probe, VlanProbe):
        return f"From port {probe.port} of {probe.switch}, call what is plugged into {probe.reaches}."
    return f"See from {probe.seen_from} that the route to {probe.network} is back."
