"""The drill: see the service healthy, lose it, see it broken, bring it back, see it healthy, measure.

Nothing is judged here; :mod:`drplan.measure` does that, and :mod:`drplan.act.account` writes it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from drplan.act.backup import copies_of
from drplan.act.drill_ports import DrillPorts, Patience
from drplan.act.look import see
from drplan.act.recover import Assets, Back, Recovery
from drplan.act.steps import PASS, Steps
from drplan.declare.services import Service
from drplan.declare.sites import Site
from drplan.errors import UsageError
from drplan.measure.verdict import Verdict
from drplan.plan.drill import DrillPlan, data_sets_of, plan_drill
from drplan.plan.points import Choice, choose_point
from drplan.ports import AnyAsset
from drplan.record.drill import StepRecord


@dataclass(frozen=True)
class Limits:
    """``at_once``: services recovered side by side; ``patience``: how long probes are asked again."""

    at_once: int = 2
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True)
class Conducted:
    """Everything a drill saw, unjudged. ``asset_seconds`` and ``backs`` hold what came back."""

    plan: DrillPlan
    steps: tuple[StepRecord, ...]
    started: datetime
    disrupted: datetime
    ended: datetime
    asset_seconds: Mapping[str, float]
    backs: Mapping[str, Back]


def prepare(site: Site, ports: DrillPorts, *, copy: str | None = None) -> DrillPlan:
    """Choose recovery points and order the waves; touches nothing.

    ``copy`` names the repository to come back from; by default the nearest. Raises ``RepositoryError`` or
    ``Unreachable`` when a repository cannot be asked.
    """
    now = ports.clock.now()
    choices: dict[str, Choice] = {}
    for data_set in data_sets_of(site):
        copies = [c for c in copies_of(ports.district, data_set) if copy in (None, c.name)]
        points = [point for c in copies for point in ports.vault.points(data_set, c)]
        choices[data_set.name] = choose_point(points, before=now, copies=[c.name for c in copies])
    return plan_drill(ports.district, site, choices)


def conduct(plan: DrillPlan, ports: DrillPorts, limits: Limits) -> Conducted:
    """Lose the site and bring it back, wave by wave. Raises ``UsageError`` before anything is lost."""
    excused = excuses(plan, ports)
    refuse_without_points(plan, excused)
    steps, started = Steps(ports.clock, ports.progress), ports.clock.now()
    services = [service for service in plan.services if service.name not in excused]
    before = _see_all(services, ports, steps, limits, healthy=True)
    disrupted = ports.clock.now()
    lost = _destroy(plan.assets, ports, steps)
    after = _see_all(services, ports, steps, limits, healthy=False)
    rebuilt = Assets(ports, steps)
    points = {name: choice.point for name, choice in plan.choices.items() if choice.point}
    recovery = Recovery(ports, steps, limits.patience, rebuilt, points)
    backs = _in_waves(plan, recovery, excused, limits)
    for service in services:
        shown = (before[service.name], *(lost[name] for name in service.runs_on), after[service.name])
        backs[service.name] = _with(backs[service.name], shown)
    return Conducted(plan, steps.kept(), started, disrupted, ports.clock.now(), rebuilt.seconds(), backs)


def excuses(plan: DrillPlan, ports: DrillPorts) -> dict[str, str]:
    """Return, for each service that cannot be rehearsed on this ground, why not."""
    reasons = {asset.name: ports.ground.excuse(asset) for asset in plan.assets}
    found: dict[str, str] = {}
    for service in plan.services:
        why = next((reason for name in service.runs_on if (reason := reasons[name])), None)
        found |= {service.name: f"not tried: {why}"} if why else {}
    return found


def refuse_without_points(plan: DrillPlan, excused: Mapping[str, str]) -> None:
    """Raise ``UsageError`` when a data set that will be lost has nothing to come back from."""
    services = [service for service in plan.services if service.name not in excused]
    wanted = {data_set.name for service in services for data_set in service.data_sets}
    missing = [f"{n}: {c.because}" for n, c in plan.choices.items() if n in wanted and not c.point]
    if missing:
        raise UsageError(
            f"nothing to come back from: {'; '.join(missing)}",
            next_step=f"make recovery points: drplan backup run --site {plan.site.code}",
        )


def _see_all(
    services: Sequence[Service], ports: DrillPorts, steps: Steps, limits: Limits, *, healthy: bool
) -> dict[str, Verdict]:
    action = "see-healthy" if healthy else "see-broken"
    patience = limits.patience
    wait = patience.steady if healthy else patience.broken

    def look(service: Service) -> Verdict:
        seen = partial(see, service, ports, wait, healthy=healthy, between=patience.between)
        return steps.take(service.name, action, seen).verdict

    with ThreadPoolExecutor(limits.at_once) as pool:
        return dict(zip((s.name for s in services), pool.map(look, services), strict=True))


def _destroy(assets: Iterable[AnyAsset], ports: DrillPorts, steps: Steps) -> dict[str, Verdict]:
    """Lose all assets: accounts first, by a thief who still has the network."""
    order = {"aws": 0, "server": 1, "network": 2}
    chosen = sorted(assets, key=lambda asset: order[asset.kind])
    return {
        asset.name: steps.take(asset.name, "destroy", partial(_destroy_one, asset, ports)).verdict
        for asset in chosen
        if not ports.ground.excuse(asset)
    }


def _destroy_one(asset: AnyAsset, ports: DrillPorts) -> tuple[Verdict, str]:
    return PASS, ports.ground.destroy(asset)


def _in_waves(
    plan: DrillPlan, recovery: Recovery, excused: Mapping[str, str], limits: Limits
) -> dict[str, Back]:
    backs: dict[str, Back] = {}
    for wave in plan.waves:
        reasons = {service.name: _reason_to_skip(service, backs, excused) for service in wave}
        going = [service for service in wave if reasons[service.name] is None]
        with ThreadPoolExecutor(limits.at_once) as pool:
            came = dict(zip((s.name for s in going), pool.map(recovery.service, going), strict=True))
        backs |= came | {name: _untried(why) for name, why in reasons.items() if why}
    return backs


def _reason_to_skip(service: Service, backs: Mapping[str, Back], excused: Mapping[str, str]) -> str | None:
    if service.name in excused:
        return excused[service.name]
    failed = [n for n in service.depends_on if n in backs and n not in excused and backs[n].seconds is None]
    return f"skipped: it depends on {failed[0]}, which did not come back" if failed else None


def _untried(why: str) -> Back:
    return Back(None, (), (Verdict(outcome="no-evidence", because=(why,)),))


def _with(back: Back, shown: Iterable[Verdict]) -> Back:
    return Back(back.seconds, back.data_sets, (*shown, *back.verdicts))
