"""Holding network devices to their baselines: compare, guard, change under a timer, look, save."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from math import ceil

from drplan.act.network_change import USUAL_WITHIN, Change, Conduct, Ended
from drplan.act.network_results import not_made, not_sent, refusals, result, without
from drplan.act.network_told import account, operations
from drplan.declare import District, NetworkDevice
from drplan.errors import DrplanError, NoWayBack, Unreachable
from drplan.gear import Feature, Platform, spoken
from drplan.gear.placeholder import names, placed
from drplan.plan.network.change import WayIn
from drplan.plan.network.proposal import Proposal, propose, same, way_in
from drplan.ports import AnyAsset, AssetResult, Clock, OperationResult
from drplan.ports.device import Device, Devices

_AT_ONCE = 8
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Means:
    """What changing needs of the world.

    ``wanted`` returns a device's features; ``secrets`` the value behind each name that a feature asks for,
    and raises ``SecretMissing``. ``user`` is whom we log in as, where that is known, and ``own`` the address
    from which we come to a device, empty where it is not.
    """

    devices: Devices
    wanted: Callable[[NetworkDevice], tuple[Feature, ...]]
    secrets: Callable[[Sequence[str]], Mapping[str, str]]
    clock: Clock
    sleep: Callable[[float], None] = time.sleep
    user: str = ""
    own: Callable[[NetworkDevice], str] = lambda _device: ""


class NetworkEnforcer:
    """Implements :class:`drplan.ports.Enforcer` for network devices.

    A change that could cut us off goes back by itself ``within`` a time unless a fresh login comes; nothing
    is lost when drplan itself ends in between. ``margin`` is how much longer a device may take to be back.
    Several devices are worked on at once; results come back in the order of the assets.
    """

    def __init__(
        self,
        district: District,
        means: Means,
        *,
        within: timedelta = USUAL_WITHIN,
        margin: timedelta | None = None,
    ) -> None:
        self._district = district
        self.means = means
        self._within = within
        self._margin = margin

    def plan(self, assets: Sequence[AnyAsset]) -> list[AssetResult]:
        """Say what would change; change nothing. Assets must be network devices."""
        return self._each(assets, self._planned)

    def apply(self, assets: Sequence[AnyAsset]) -> list[AssetResult]:
        """Change what differs, read it back, save. A second call reports every operation ``ok``."""
        return self._each(assets, self._applied)

    def _each(self, assets: Sequence[AnyAsset], work: Callable[[_Task], AssetResult]) -> list[AssetResult]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda asset: self._one(asset, work), assets))

    def _one(self, asset: AnyAsset, work: Callable[[_Task], AssetResult]) -> AssetResult:
        if not isinstance(asset, NetworkDevice):
            raise TypeError(f"{asset.name} is not a network device")
        try:
            way = way_in(self._district, asset, user=self.means.user, own=self.means.own(asset))
            return work(_Task(asset, spoken(asset.platform), self.means.wanted(asset), way))
        except DrplanError as error:
            return AssetResult(asset.name, error=f"{error.message}; next: {error.next_step}")

    def _planned(self, task: _Task) -> AssetResult:
        with self.means.devices.open(task.device) as session:
            meant = task.propose(session.fetch())
        standing = account(meant, meant.comparison.features)
        return AssetResult(task.device.name, tuple(operations(meant, "would-change")), change=standing)

    def _applied(self, task: _Task) -> AssetResult:
        done = None
        try:
            with self.means.devices.open(task.device) as session:
                done = self._changed(task, session)
        except Unreachable:
            # What was done stands, also when the old session cannot be closed in an orderly way.
            if done is None:
                raise
        return done

    def _changed(self, task: _Task, session: Device) -> AssetResult:
        name, before = task.device.name, session.fetch()
        meant = task.propose(before)
        if meant.refused:
            return not_sent(name, meant)
        if meant.nothing:
            if not any(each.standing == "not-comparable" for each in meant.comparison.features):
                # Saved every time: a run that was cut off between change and save leaves no difference.
                session.save()
            return result(name, meant, meant, ())
        values = self.means.secrets(tuple(name for line in meant.commands for name in names(line)))
        commands = [placed(line, values) for line in meant.commands]
        change = Change(
            task.device, self.means.devices, self.means.clock, self.means.sleep, self._conduct(meant)
        )
        try:
            ended = change.make(session, before, commands)
        except NoWayBack as error:
            return not_sent(name, meant, f"{error.message}; next: {error.next_step}")
        # The session that made a change to the way in may be dead: another one saves it.
        return self._judged(task, meant, ended, values, None if meant.guarded.marked else session)

    def _conduct(self, meant: Proposal) -> Conduct:
        platform = meant.platform
        return Conduct(
            marked=bool(meant.guarded.marked),
            same=partial(same, platform),
            within=promised(platform, self._within),
            restarts=platform.confirm.restarts,
            margin=self._margin,
        )

    def _judged(
        self, task: _Task, meant: Proposal, ended: Ended, values: Mapping[str, str], session: Device | None
    ) -> AssetResult:
        name = task.device.name
        refused = without(refusals(ended.refused, task.platform), values)
        if ended.problem is not None:
            problem = "\n".join(filter(None, (ended.problem, refused)))
            now = task.propose(ended.running) if ended.running else meant
            return not_made(name, meant, now, without(problem, values))
        now = task.propose(ended.running)
        extra = [OperationResult("refused lines", "error", refused)] if refused else []
        if not refused and now.nothing:
            extra += self._saved(task, session)
        else:
            extra.append(OperationResult("save", "not-run", "a restart brings back what ran before"))
        return result(name, meant, now, extra)

    def _saved(self, task: _Task, session: Device | None) -> list[OperationResult]:
        """Make it outlast a restart; without a session that works, open one."""
        opened = nullcontext(session) if session else self.means.devices.open(task.device)
        try:
            with opened as device:
                device.save()
        except DrplanError as error:
            return [OperationResult("save", "error", f"{error.message}; next: {error.next_step}")]
        return []


@dataclass(frozen=True)
class _Task:
    """One device, and what is wanted of it."""

    device: NetworkDevice
    platform: Platform
    features: tuple[Feature, ...]
    way: WayIn

    def propose(self, running: str) -> Proposal:
        return propose(self.platform, running, self.features, self.way)


def promised(platform: Platform, within: timedelta) -> timedelta:
    """Return the time after which a device goes back when asked for ``within``: many take whole minutes."""
    if platform.confirm.exact:
        return within
    return max(ceil(within / _MINUTE), platform.confirm.least_minutes, 1) * _MINUTE
