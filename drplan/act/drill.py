"""The drill: see the service healthy, lose it, see it broken, bring it back, see it healthy, measure.

Nothing is judged here; :mod:`drplan.measure` does that, and :mod:`drplan.act.account` writes it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from drplan.act.backup import copies_of
from drplan.act.drill_ports import DrillPorts, RecoveryPorts
from drplan.act.look import see, see_lost
from drplan.act.recover import Assets, Back, Recovery
from drplan.act.steps import PASS, Steps
from drplan.act.waves import Limits, in_waves, see_all, with_shown
from drplan.declare.sites import Site
from drplan.errors import UsageError
from drplan.measure.verdict import Verdict
from drplan.plan.drill import DrillPlan, data_sets_of, plan_drill
from drplan.plan.points import Choice, choose_point
from drplan.ports import AnyAsset
from drplan.record.drill import StepRecord, Where


@dataclass(frozen=True)
class Conducted:
    """Everything a drill, or a recovery in earnest, saw, unjudged.

    ``where`` says which of the two: nothing is rehearsed in production. ``asset_seconds`` and ``backs`` hold
    what came back.
    """

    plan: DrillPlan
    where: Where
    steps: tuple[StepRecord, ...]
    started: datetime
    disrupted: datetime
    ended: datetime
    asset_seconds: Mapping[str, float]
    backs: Mapping[str, Back]


def prepare(site: Site, ports: RecoveryPorts, *, copy: str | None = None) -> DrillPlan:
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
    """Lose the site, or one host of it, and bring it back, wave by wave.

    Raises ``UsageError`` before anything is lost.
    """
    excused = excuses(plan, ports)
    refuse_without_points(plan, excused)
    steps, started = Steps(ports.clock, ports.progress), ports.clock.now()
    services = [service for service in plan.services if service.name not in excused]
    patience = limits.patience
    healthy = partial(see, ports=ports, limit=patience.steady, healthy=True, between=patience.between)
    before = see_all(services, "see-healthy", healthy, steps, limits.at_once)
    disrupted = ports.clock.now()
    lost = _destroy(plan.assets, ports, steps)
    broken = partial(see_lost, plan=plan, ports=ports, limit=patience.broken, between=patience.between)
    after = see_all(services, "see-broken", broken, steps, limits.at_once)
    rebuilt = Assets(ports, steps, ports.ground.blank)
    backs = in_waves(plan, Recovery(ports, steps, patience, rebuilt, plan), excused, limits.at_once)
    for service in services:
        ground = (lost[name] for name in plan.ground_of(service))
        shown = (before[service.name], *ground, after[service.name])
        backs[service.name] = with_shown(backs[service.name], shown)
    ended, where = ports.clock.now(), ports.ground.where
    return Conducted(plan, where, steps.kept(), started, disrupted, ended, rebuilt.seconds(), backs)


def excuses(plan: DrillPlan, ports: DrillPorts) -> dict[str, str]:
    """Return, for each service that cannot be rehearsed on this ground, why not."""
    reasons = {asset.name: ports.ground.excuse(asset) for asset in plan.assets}
    found: dict[str, str] = {}
    for service in plan.services:
        why = next((reason for name in plan.ground_of(service) if (reason := reasons[name])), None)
        found |= {service.name: f"not tried: {why}"} if why else {}
    return found


def refuse_without_points(plan: DrillPlan, excused: Mapping[str, str], next_step: str = "") -> None:
    """Raise ``UsageError`` when a data set that is, or will be, lost has nothing to come back from."""
    services = [service for service in plan.services if service.name not in excused]
    wanted = {data_set.name for service in services for data_set in plan.data_of(service)}
    missing = [f"{n}: {c.because}" for n, c in plan.choices.items() if n in wanted and not c.point]
    if missing:
        make = f"make recovery points: drplan backup run --site {plan.site.code}"
        raise UsageError(f"nothing to come back from: {'; '.join(missing)}", next_step=next_step or make)


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
