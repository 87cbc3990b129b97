"""The scratch drill: services come up from restored data in a room of their own; production is left alone.

Steady state is asked of production, everything after it of the room. See ``docs/scratch.md``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from drplan.act.drill import Conducted, excuses, refuse_without_points
from drplan.act.drill_ports import DrillPorts, Patience
from drplan.act.look import see, see_lost
from drplan.act.rebuild import Assets
from drplan.act.recover import Back, Recovery
from drplan.act.steps import PASS, Steps
from drplan.act.turns import turns_of
from drplan.act.watched import tell_begun
from drplan.act.waves import Limits, in_waves, see_all, with_shown
from drplan.declare.probes import Probe
from drplan.declare.services import Service
from drplan.errors import LabError
from drplan.events import Event, tell
from drplan.measure.verdict import Verdict
from drplan.plan.drill import DrillPlan
from drplan.plan.scratch_buckets import unshown
from drplan.ports import AnyAsset, Prober, Sighting

ROOM = "scratch room"


class LookOut(Protocol):
    """Sees whether anything leads out of the room."""

    def __call__(self, *, first: bool) -> tuple[tuple[str, ...], str]:
        """Return what is wrong, nothing when all is well, and in words what was seen.

        ``first``: nothing was restored yet. Raises ``LabError``.
        """
        ...


@dataclass(frozen=True)
class ScratchPorts(DrillPorts):
    """The world as a scratch drill sees it: ``prober`` looks in the room, ``production`` outside it.

    ``reserved`` says in words what disk the room has; ``gone`` whether it was taken away meanwhile.
    """

    production: Prober
    look_out: LookOut
    gone: Callable[[], bool]
    reserved: str


def conduct_scratch(plan: DrillPlan, ports: ScratchPorts, limits: Limits) -> Conducted:
    """Bring a site back in the room, wave by wave. Raises ``UsageError`` before anything is restored.

    A room that is not isolated ends the drill there: every service fails for it.
    """
    plan = replace(plan, excused={**unshown(plan, ports.district), **plan.excused})
    excused = excuses(plan, ports)
    refuse_without_points(plan, excused)
    steps, started = Steps(ports.clock, ports.progress), ports.clock.now()
    tell_begun(plan, ports, started)
    steps.take(ROOM, "reserve", lambda: (PASS, ports.reserved))
    isolated = steps.take(ROOM, "isolate", partial(_isolate, ports, first=True)).verdict
    if isolated.outcome != "pass":
        stopped = {service.name: Back(None, (), (isolated,)) for service in plan.services}
        now = ports.clock.now()
        return Conducted(plan, "scratch", steps.kept(), started, now, now, {}, stopped)
    before = _steady(plan, excused, ports, limits, steps)
    disrupted = ports.clock.now()
    tell(ports.progress, Event("lost", disrupted))
    backs, seconds = _bring_back(plan, excused, ports, limits, steps)
    still = steps.take(ROOM, "isolate", partial(_isolate, ports, first=False)).verdict
    for name, verdict in before.items():
        shown = (verdict, *((still,) if still.outcome != "pass" else ()))
        backs[name] = replace(backs[name], verdicts=(*shown, *backs[name].verdicts))
    ended = ports.clock.now()
    tell(ports.progress, Event("ended", ended))
    return Conducted(plan, "scratch", steps.kept(), started, disrupted, ended, seconds, backs)


def _steady(
    plan: DrillPlan, excused: Mapping[str, str], ports: ScratchPorts, limits: Limits, steps: Steps
) -> dict[str, Verdict]:
    """See production healthy: without that, a service that comes back has shown less than it might."""
    outside = replace(ports, prober=ports.production)
    services = [service for service in plan.services if service.name not in excused]

    def look(service: Service) -> tuple[Verdict, str]:
        patience = limits.patience
        seen = see(service, outside, patience.steady, healthy=True, between=patience.between)
        return _unseen(seen[0]), seen[1]

    return see_all(services, "see-healthy", look, steps, limits.at_once)


def _unseen(verdict: Verdict) -> Verdict:
    """Turn a production that is not healthy into no evidence: the drill goes on, and never passes for it."""
    if verdict.outcome != "fail":
        return verdict
    return Verdict(outcome="no-evidence", because=tuple(f"production: {why}" for why in verdict.because))


def _bring_back(
    plan: DrillPlan, excused: Mapping[str, str], ports: ScratchPorts, limits: Limits, steps: Steps
) -> tuple[dict[str, Back], dict[str, float]]:
    left = {
        asset.name: steps.take(asset.name, "destroy", partial(_leave_alone, asset, ports)).verdict
        for asset in plan.assets
        if not ports.ground.excuse(asset)
    }
    patience: Patience = limits.patience
    broken = partial(see_lost, plan=plan, ports=ports, limit=patience.broken, between=patience.between)
    services = [service for service in plan.services if service.name not in excused]
    after = see_all(services, "see-broken", broken, steps, limits.at_once)
    rebuilt = Assets(ports, steps, ports.ground.blank)
    watched = replace(ports, prober=_Watched(plan, ports, steps))
    turns = turns_of(plan, ports.district, ports.clock.now())
    recovery = Recovery(watched, steps, patience, rebuilt, plan, turns=turns)
    backs = in_waves(plan, recovery, excused, limits.at_once)
    for service in services:
        shown = (*(left[name] for name in plan.ground_of(service)), after[service.name])
        backs[service.name] = with_shown(backs[service.name], shown)
    return backs, rebuilt.seconds()


def _leave_alone(asset: AnyAsset, ports: ScratchPorts) -> tuple[Verdict, str]:
    return PASS, ports.ground.destroy(asset)


def _isolate(ports: ScratchPorts, *, first: bool) -> tuple[Verdict, str]:
    faults, told = ports.look_out(first=first)
    if faults:
        return Verdict(outcome="fail", because=tuple(f"the room is not isolated: {f}" for f in faults)), told
    return PASS, told


class _Watched:
    """Looks at a service in the room once the room was seen isolated with what was restored into it."""

    def __init__(self, plan: DrillPlan, ports: ScratchPorts, steps: Steps) -> None:
        self._ports, self._steps = ports, steps
        # The first service that asks it answers for a probe that several share.
        self._asks = {probe: s.name for s in reversed(plan.services) for probe in s.probes}
        self._seen: dict[str, Verdict] = {}
        self._locks = {name: threading.Lock() for name in self._asks.values()}

    def look(self, probe: Probe) -> Sighting:
        """Look once; raises ``LabError`` when the room is gone, so that nobody waits for it."""
        if self._ports.gone():
            raise LabError("the scratch room was taken down", next_step="start the drill again")
        service = self._asks[probe]
        with self._locks[service]:
            if service not in self._seen:
                look = partial(_isolate, self._ports, first=False)
                self._seen[service] = self._steps.take(service, "isolate", look).verdict
        verdict = self._seen[service]
        if verdict.outcome != "pass":
            return Sighting(healthy=False, detail="; ".join(verdict.because))
        return self._ports.prober.look(probe)
