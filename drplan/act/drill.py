"""The drill: see the service healthy, lose it, see it broken, bring it back, see it healthy, measure.

Nothing is judged here; :mod:`drplan.measure` does that, and :mod:`drplan.act.account` writes it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from drplan.act.drill_ports import DrillPorts, RecoveryPorts
from drplan.act.look import see, see_lost
from drplan.act.prepare import prepare_scope
from drplan.act.rebuild import Assets
from drplan.act.recover import Back, Recovery
from drplan.act.steps import PASS, Steps
from drplan.act.turns import turns_of
from drplan.act.vaults import MadeUntil
from drplan.act.watched import tell_begun
from drplan.act.waves import Limits, in_waves, see_all, with_shown
from drplan.declare.lookup import asset_named, assets
from drplan.declare.sites import Site
from drplan.errors import UsageError
from drplan.events import Event, tell
from drplan.measure.verdict import Verdict
from drplan.plan.drill import DrillPlan
from drplan.plan.scope import of_site
from drplan.ports import AnyAsset
from drplan.record.drill import Interruption, StepRecord, Where


@dataclass(frozen=True)
class Conducted:
    """Everything a drill, or a recovery in earnest, saw, unjudged.

    ``where`` says which of the two: nothing is rehearsed in production. ``asset_seconds`` and ``backs`` hold
    what came back. ``id`` is the drill's when it was decided at its beginning; ``interrupted`` holds the
    pieces of time in which no runner worked on it. ``data_only``: nothing was lost, only data was proven.
    """

    plan: DrillPlan
    where: Where
    steps: tuple[StepRecord, ...]
    started: datetime
    disrupted: datetime
    ended: datetime
    asset_seconds: Mapping[str, float]
    backs: Mapping[str, Back]
    id: str = ""
    interrupted: tuple[Interruption, ...] = ()
    data_only: bool = False


def prepare(site: Site, ports: RecoveryPorts, *, copy: str | None = None) -> DrillPlan:
    """Plan the loss of a whole site, as :func:`drplan.act.prepare.prepare_scope` does."""
    return prepare_scope(of_site(site), ports, copy=copy).plan


def conduct(plan: DrillPlan, ports: DrillPorts, limits: Limits) -> Conducted:
    """Lose the site, or one host of it, and bring it back, wave by wave.

    Raises ``UsageError`` before anything is lost.
    """
    excused = excuses(plan, ports)
    refuse_without_points(plan, excused)
    steps = Steps(ports.clock, ports.progress, ports.journal)
    started = steps.moment("start")
    tell_begun(plan, ports, started)
    services = [service for service in plan.services if service.name not in excused]
    patience = limits.patience
    healthy = partial(see, ports=ports, limit=patience.steady, healthy=True, between=patience.between)
    before = see_all(services, "see-healthy", healthy, steps, limits.at_once)
    disrupted = steps.moment("disruption")
    tell(ports.progress, Event("lost", disrupted))
    stood_on = {name for service in services for name in plan.ground_of(service)}
    lost = _destroy((asset for asset in plan.assets if asset.name in stood_on), ports, steps)
    broken = partial(see_lost, plan=plan, ports=ports, limit=patience.broken, between=patience.between)
    after = see_all(services, "see-broken", broken, steps, limits.at_once)
    rebuilt = Assets(ports, steps, ports.ground.blank)
    turns = turns_of(plan, ports.district, ports.clock.now())
    known = MadeUntil(ports.vault, plan.terms.rule.until(disrupted))
    recovery = Recovery(replace(ports, vault=known), steps, patience, rebuilt, plan, turns=turns)
    backs = in_waves(plan, recovery, excused, limits.at_once)
    for service in services:
        ground = (lost[name] for name in plan.ground_of(service))
        shown = (before[service.name], *ground, after[service.name])
        backs[service.name] = with_shown(backs[service.name], shown)
    ended, where = steps.moment("end"), ports.ground.where
    tell(ports.progress, Event("ended", ended))
    return Conducted(plan, where, steps.kept(), started, disrupted, ended, rebuilt.seconds(), backs)


def excuses(plan: DrillPlan, ports: DrillPorts) -> dict[str, str]:
    """Return, for each service that cannot be rehearsed on this ground, why not."""
    by_name = {asset.name: asset for asset in assets(ports.district)}
    found: dict[str, str] = {}
    for service in plan.services:
        needed = (by_name.get(name) or asset_named(ports.district, name) for name in plan.needed_by(service))
        grounds = (ports.ground.excuse(asset) for asset in needed)
        why = plan.excused.get(service.name) or next((reason for reason in grounds if reason), None)
        found |= {service.name: f"not tried: {why}"} if why else {}
    return found


def refuse_without_points(plan: DrillPlan, excused: Mapping[str, str], next_step: str = "") -> None:
    """Raise ``UsageError`` when a data set that is, or will be, lost has nothing to come back from."""
    services = [service for service in plan.services if service.name not in excused]
    wanted = {data_set.name for service in services for data_set in plan.data_of(service)}
    missing = [f"{n}: {c.because}" for n, c in plan.choices.items() if n in wanted and not c.point]
    if missing:
        where = f" --site {plan.site.code}" if plan.site else ""
        make = f"make recovery points: drplan backup run{where}"
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
