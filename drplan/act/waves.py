"""Looking at many services at once, and bringing them back wave by wave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from drplan.act.drill_ports import Patience
from drplan.act.recover import Back, Recovery, tell_back
from drplan.act.steps import Steps
from drplan.declare.services import Service
from drplan.events import Event, tell
from drplan.measure.verdict import Verdict
from drplan.plan.drill import DrillPlan

Look = Callable[[Service], tuple[Verdict, str]]


@dataclass(frozen=True)
class Limits:
    """``at_once``: services recovered side by side; ``patience``: how long probes are asked again."""

    at_once: int = 2
    patience: Patience = field(default_factory=Patience)


def see_all(
    services: Sequence[Service],
    action: Literal["see-healthy", "see-broken"],
    look: Look,
    steps: Steps,
    at_once: int,
) -> dict[str, Verdict]:
    """Look at every service, each a step of its own; returns the verdicts by name."""

    def one(service: Service) -> Verdict:
        return steps.take(service.name, action, partial(look, service)).verdict

    with ThreadPoolExecutor(at_once) as pool:
        return dict(zip((s.name for s in services), pool.map(one, services), strict=True))


def in_waves(
    plan: DrillPlan, recovery: Recovery, excused: Mapping[str, str], at_once: int
) -> dict[str, Back]:
    """Recover the services; what depends on one that did not come back is not tried, and says so."""
    backs: dict[str, Back] = {}
    for number, wave in enumerate(plan.waves, start=1):
        tell(recovery.ports.progress, Event("wave", wave=number))
        reasons = {
            service.name: _reason_to_skip(service, plan.needs_of(service), backs, excused) for service in wave
        }
        going = [service for service in wave if reasons[service.name] is None]
        with ThreadPoolExecutor(at_once) as pool:
            came = dict(zip((s.name for s in going), pool.map(recovery.service, going), strict=True))
        untried = {name: _untried(why) for name, why in reasons.items() if why}
        for name, back in untried.items():
            tell_back(name, back, recovery.ports)
        backs |= came | untried
    return backs


def with_shown(back: Back, shown: Sequence[Verdict]) -> Back:
    """Put what was seen before a recovery to what it showed.

    Where nothing was seen, healthy or lost, no recovery time can stand for it.
    """
    seconds = None if any(each.outcome == "no-evidence" for each in shown) else back.seconds
    return Back(seconds, back.data_sets, (*shown, *back.verdicts))


def _reason_to_skip(
    service: Service, needs: Sequence[str], backs: Mapping[str, Back], excused: Mapping[str, str]
) -> str | None:
    if service.name in excused:
        return excused[service.name]
    failed = [n for n in needs if n in backs and n not in excused and backs[n].seconds is None]
    return f"skipped: it depends on {failed[0]}, which did not come back" if failed else None


def _untried(why: str) -> Back:
    return Back(None, (), (Verdict(outcome="no-evidence", because=(why,)),))
