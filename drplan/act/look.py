"""Looking at services until they are what they should be, or time runs out."""

from __future__ import annotations

import time

from drplan.act.drill_ports import DrillPorts, RecoveryPorts
from drplan.declare.lookup import asset_named
from drplan.declare.services import Service
from drplan.measure.verdict import Verdict
from drplan.plan.drill import DrillPlan
from drplan.plan.host import showing_loss
from drplan.ports import Sighting


def see(
    service: Service, ports: RecoveryPorts, limit: float, *, healthy: bool, between: float
) -> tuple[Verdict, str]:
    """Ask every probe of a service until all answer ``healthy`` (or all do not), for ``limit`` seconds.

    A probe counts only when it was seen healthy, then broken, then healthy again: one that cannot show a
    loss cannot show a recovery either. One that lacks the program it looks with shows neither. Returns the
    verdict and what was seen last.
    """
    if stand_ins := _stand_ins(service, ports):
        return Verdict(outcome="no-evidence", because=stand_ins), ""
    if not service.probes:
        return Verdict(outcome="no-evidence", because=("the service has no probe",)), ""
    deadline = ports.clock.monotonic() + limit
    while True:
        sightings = [ports.prober.look(probe) for probe in service.probes]
        other = [each for each in sightings if each.healthy != healthy or not each.looked]
        seen = "; ".join(sighting.detail for sighting in sightings)
        if not other:
            return Verdict(outcome="pass"), seen
        if ports.clock.monotonic() >= deadline:
            return _not_seen(other, limit, healthy=healthy), seen
        time.sleep(between)


def _stand_ins(service: Service, ports: RecoveryPorts) -> tuple[str, ...]:
    """Say what a service stands on that only stands in for a real asset: what it serves cannot be seen.

    Its probes are not asked: what they showed would not come from it.
    """
    if not isinstance(ports, DrillPorts):
        return ()
    ground = (ports.ground.stands_in(asset_named(ports.district, name)) for name in service.runs_on)
    return tuple(reason for reason in ground if reason)


def see_lost(
    service: Service, plan: DrillPlan, ports: RecoveryPorts, limit: float, *, between: float
) -> tuple[Verdict, str]:
    """See what was lost under a service broken, by the probes that can show it.

    A service that other servers carry as well may stay up: then only what looks at the lost host can show
    that it was gone, and that it is back. Without such a probe there is no evidence, whatever the others say.
    """
    shown = showing_loss(plan, service)
    if service.probes and not shown.probes:
        return unshown(plan, service), ""
    return see(shown, ports, limit, healthy=False, between=between)


def unshown(plan: DrillPlan, service: Service) -> Verdict:
    """Say that no probe of a service can show the loss of the host it stands on among others."""
    others = ", ".join(plan.beside[service.name])
    why = f"it runs on {others} too, and no probe of it looks at {plan.host}: nothing shows its part there"
    return Verdict(outcome="no-evidence", because=(why,))


def _not_seen(other: list[Sighting], limit: float, *, healthy: bool) -> Verdict:
    wanted = "healthy" if healthy else "broken"
    blind = tuple(f"a probe could not look: {each.detail}" for each in other if not each.looked)
    other = [each for each in other if each.looked]
    if blind and not other:
        return Verdict(outcome="no-evidence", because=blind)
    lines = tuple(f"a probe was not {wanted} within {limit:.0f} s: {sighting.detail}" for sighting in other)
    return Verdict(outcome="fail", because=(*lines, *blind))
