"""Putting a lost asset there again: blank, and then held to its baselines."""

from __future__ import annotations

import threading
from collections.abc import Callable

from drplan.act.drill_ports import RecoveryPorts
from drplan.act.steps import PASS, Steps
from drplan.declare.assets import NetworkDevice
from drplan.declare.lookup import asset_named
from drplan.measure.verdict import Verdict
from drplan.ports import AnyAsset, AssetResult, OperationOutcome
from drplan.record.drill import StepRecord

_WRONG: tuple[OperationOutcome, ...] = ("error", "not-run", "would-change")
"""What a redeploy was to do and did not."""


class Assets:
    """Rebuilds each lost asset once, whichever service asks first.

    ``blank`` puts a blank asset there, or sees that one is there, and says so in one line.
    """

    def __init__(self, ports: RecoveryPorts, steps: Steps, blank: Callable[[AnyAsset], str]) -> None:
        self._ports = ports
        self._steps = steps
        self._blank = blank
        self._locks: dict[str, threading.Lock] = {}
        self._done: dict[str, tuple[StepRecord, ...]] = {}
        self._guard = threading.Lock()

    def rebuild(self, name: str) -> tuple[StepRecord, ...]:
        """Have a blank asset there and hold it to its baselines; returns the steps it took."""
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            if name not in self._done:
                self._done[name] = tuple(self._rebuild(asset_named(self._ports.district, name)))
            return self._done[name]

    def seconds(self) -> dict[str, float]:
        """Return how long each asset took, for those that came back whole."""
        return {
            name: sum(step.seconds for step in steps)
            for name, steps in self._done.items()
            if all(step.verdict.outcome == "pass" for step in steps)
        }

    def _rebuild(self, asset: AnyAsset) -> list[StepRecord]:
        blank = self._steps.take(asset.name, "blank", lambda: (PASS, self._blank(asset)))
        if blank.verdict.outcome != "pass":
            return [blank]
        if isinstance(asset, NetworkDevice) and not asset.baselines:
            # Kept by other means: what it held is all that brings it back.
            return [blank]
        # A router too: the copy its own configuration comes back from may lie on the far side of it.
        return [blank, deploy_step(asset, self._ports, self._steps)]


def deploy_step(asset: AnyAsset, ports: RecoveryPorts, steps: Steps) -> StepRecord:
    """Hold one asset to its baselines."""

    def apply() -> tuple[Verdict, str]:
        (result,) = ports.enforcers[asset.kind].apply([asset])
        told = f"{result.count('changed')} changed, {result.count('ok')} ok"
        return _deployed(result), "; ".join((told, *_not_applicable(result)))

    return steps.take(asset.name, "deploy", apply)


def _not_applicable(result: AssetResult) -> list[str]:
    left = [each for each in result.operations if each.outcome == "not-applicable" and each.detail]
    return [f"not-applicable: {each.name}: {each.detail}" for each in left]


def _deployed(result: AssetResult) -> Verdict:
    """Judge a redeploy. What cannot be held there, or is excepted, shows nothing of what was lost."""
    if result.error:
        return Verdict(outcome="fail", because=(result.error,))
    wrong = [f"{o.name}: {o.detail or o.outcome}" for o in result.operations if o.outcome in _WRONG]
    if wrong:
        return Verdict(outcome="fail", because=tuple(wrong[:3]))
    if not result.operations:
        return Verdict(outcome="no-evidence", because=("no operation was run",))
    if not result.count("ok", "changed"):
        why = f"{result.asset}: none of its {len(result.operations)} operations can be held here"
        return Verdict(outcome="no-evidence", because=(f"{why}: nothing was rebuilt",))
    return PASS
