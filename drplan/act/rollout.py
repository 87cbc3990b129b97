"""Conducting a deploy wave by wave: see each wave through, count what failed, know when to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from drplan.act.deploy import apply_deploy
from drplan.declare.district import District
from drplan.plan.redundancy import RedundantSet
from drplan.plan.rollout import BY_HAND, Rollout, Wave, held_back, plan_rollout
from drplan.ports import AnyAsset, AssetResult, Enforcer, OperationResult, Progress


@dataclass(frozen=True)
class Limits:
    """How carefully a change spreads.

    ``canary`` assets of a kind first, then at most ``at_once`` together; stop once more than
    ``failure_budget`` assets failed. In a canary wave one failed operation is enough to stop.
    """

    canary: int = 1
    at_once: int = 20
    failure_budget: int = 1


def usual_budget(assets: Iterable[AnyAsset]) -> int:
    """Return how many may fail where nobody said: none with network devices, which others are reached by."""
    return 0 if any(asset.kind == "network" for asset in assets) else Limits.failure_budget


@dataclass(frozen=True)
class RolledOut:
    """One result an asset, in the order given, and the waves as taken, those left out at the end.

    ``broken`` ended the rollout in the midst of a wave; whoever has told of the results raises it then.
    """

    results: tuple[AssetResult, ...]
    rollout: Rollout
    broken: BaseException | None = None


def roll_out(
    district: District,
    assets: Sequence[AnyAsset],
    enforcers: Mapping[str, Enforcer],
    limits: Limits,
    progress: Progress,
    *,
    asked_to_stop: Callable[[], bool] = lambda: False,
) -> RolledOut:
    """Change what differs on each asset, wave by wave.

    A canary that could not be tried at all has proven nothing, and the next of its kind takes its place.
    What is not tried, because the rollout stopped or because a stand-in of it failed, says so as its error.
    After each wave ``asked_to_stop`` is asked. What was done is never lost: also where a wave is broken off,
    by an interrupt or by a fault of drplan's own, all results so far come back.
    """
    run = _Run(district, enforcers, limits, progress)
    waiting = _waves(district, assets, limits.canary, limits.at_once)
    while waiting:
        wave, *waiting = waiting
        try:
            run.take(wave, left=len(waiting))
        except BaseException as fault:  # noqa: BLE001 - it is raised again, after all is told and recorded
            run.break_off(wave, waiting, fault)
            break
        stopped = run.reason_to_stop(wave, asked=asked_to_stop())
        if stopped is not None:
            run.leave(waiting, stopped)
            break
        untried = [asset for asset in wave.assets if run.results[asset.name].error is not None]
        if wave.canary and untried:
            ahead = sum(len(later.placed) for later in waiting if later.canary)
            rest = [asset for later in waiting for asset in later.assets]
            waiting = _waves(district, rest, len(untried) + ahead, limits.at_once)
    results = tuple(run.results[asset.name] for asset in assets)
    return RolledOut(results, Rollout(tuple(run.taken)), run.broken)


def _waves(district: District, assets: Iterable[AnyAsset], canary: int, at_once: int) -> list[Wave]:
    return list(plan_rollout(district, assets, canary=canary, at_once=at_once).waves)


def failed(result: AssetResult) -> bool:
    """Say whether an asset counts against the failure budget."""
    return result.error is not None or result.count("error", "not-run") > 0


@dataclass
class _Run:
    district: District
    enforcers: Mapping[str, Enforcer]
    limits: Limits
    progress: Progress
    taken: list[Wave] = field(default_factory=list)
    results: dict[str, AssetResult] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    broken: BaseException | None = None

    def take(self, wave: Wave, *, left: int) -> None:
        """See one wave through; assets whose stand-in failed are held back from it."""
        self.taken.append(wave)
        held = held_back(self.district, wave, self.failures)
        going = [asset for asset in wave.assets if asset.name not in held]
        number = len(self.taken)
        where = f"wave {number} of {number + left}"
        names = ", ".join(asset.name for asset in going) or "nothing: all held back"
        self.progress.say(where, f"{'canary: ' if wave.canary else ''}{names} …")
        done = apply_deploy(going, self.enforcers)
        by_hand = {asset.name for asset in going if asset.kind in BY_HAND}
        fallen = [result.asset for result in done if failed(result) and result.asset not in by_hand]
        held_results = [self._held(name, whole) for name, whole in held.items()]
        self.results |= {result.asset: result for result in (*done, *held_results)}
        self.failures += fallen
        self.progress.say(
            where, f"{len(done) - len(fallen)} well, {len(fallen)} failed, {len(held)} held back"
        )

    def reason_to_stop(self, wave: Wave, *, asked: bool) -> str | None:
        """Say why no later wave may follow; ``None`` when one may. ``asked``: somebody asked to stop."""
        number = len(self.taken)
        broken = [a.name for a in wave.assets if self.results[a.name].count("error", "not-run")]
        if wave.canary and broken:
            return f"stopped after wave {number}: the canary {', '.join(broken)} failed"
        if len(self.failures) > self.limits.failure_budget:
            return (
                f"stopped after wave {number}: {', '.join(self.failures)} failed, "
                f"more than the failure budget of {self.limits.failure_budget}"
            )
        return f"stopped after wave {number}: asked to" if asked else None

    def break_off(self, wave: Wave, waiting: Sequence[Wave], fault: BaseException) -> None:
        """Say of this wave's assets that nobody knows how far they got, and leave the others alone."""
        number = len(self.taken)
        for asset in wave.assets:
            back = "; what could cut us off goes back by itself" if asset.kind == "network" else ""
            why = (
                f"broken off in wave {number} ({type(fault).__name__}), maybe in the midst of a change{back}"
                f" (next: drplan deploy drift --asset {asset.name})"
            )
            lost = OperationResult(why, "not-run")
            self.results[asset.name] = AssetResult(asset.name, (lost,))
        self.leave(waiting, f"broken off in wave {number}, before its turn")
        self.broken = fault

    def leave(self, waves: Sequence[Wave], why: str) -> None:
        """Say of all assets of these waves that they were left alone."""
        self.taken.extend(waves)
        self.results |= {
            asset.name: AssetResult(asset.name, error=why) for wave in waves for asset in wave.assets
        }
        if waves:
            self.progress.say("rollout", why)

    def _held(self, name: str, whole: RedundantSet) -> AssetResult:
        return AssetResult(
            name,
            error=f"held back: {', '.join(self.failures)} failed, and {whole.at_stake} "
            f"(next: mend what failed, or apply it alone: --asset {name})",
        )
