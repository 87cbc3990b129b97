"""Holding network devices to their baselines."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.network.configuration import Change, additions, compare, deletions
from drplan.adapters.network.device import Device
from drplan.adapters.network.devices import open_device
from drplan.declare import NetworkDevice
from drplan.errors import DeclarationError, DrplanError
from drplan.ports import AnyAsset, AssetResult, OperationResult
from drplan.ports.device import Refusal

_AT_ONCE = 8


def wanted_configuration(device: NetworkDevice, deploys: Path) -> str:
    """Return what the device's baselines in ``deploys/network/PLATFORM`` want of it, together.

    A pure function of the declaration. Raises ``DeclarationError`` when a baseline has no file.
    """
    text = ""
    for name in device.baselines:
        baseline = deploys / f"network/{device.platform}/{name}.py"
        if not baseline.is_file():
            raise DeclarationError(
                f"{device.name}: no baseline file {baseline}",
                next_step="write it, or correct the device's baselines",
            )
        text += runpy.run_path(str(baseline))["configuration"](device)
    return text


def planned(device: Device, wanted: str) -> list[OperationResult]:
    """Say, section by section, what would change."""
    return [
        OperationResult(change.section, "ok" if change.nothing else "would-change", change.detail)
        for change in compare(device.running(), wanted)
    ]


def applied(device: Device, wanted: str) -> list[OperationResult]:
    """Change what differs, read it back, and save it.

    What lacks is brought first: most new values replace old ones, and a ``no`` sent first (or at all) could
    cut the session or take the new value with it. Only what is still too much afterwards is taken away.
    """
    before = compare(device.running(), wanted)
    refused = _send(device, before, additions)
    if any(change.drop for change in before):
        refused |= _send(device, compare(device.running(), wanted), deletions)
    after = before if all(change.nothing for change in before) else compare(device.running(), wanted)
    # Saved every time: a run that was cut off between change and save leaves nothing to see in a difference.
    device.save()
    return [_outcome(was, now, refused.get(was.section, [])) for was, now in zip(before, after, strict=True)]


def _send(
    device: Device, changes: Sequence[Change], commands: Callable[[Change], list[str]]
) -> dict[str, list[Refusal]]:
    refused = {}
    for change in changes:
        lines = [] if change.nothing else commands(change)
        answers = device.configure(lines) if lines else []
        if answers:
            refused[change.section] = answers
    return refused


def _outcome(was: Change, now: Change, refused: Sequence[Refusal]) -> OperationResult:
    said = "\n".join(f"{refusal.command}: {refusal.answer}" for refusal in refused)
    if was.nothing and now.nothing:
        return OperationResult(was.section, "ok")
    if now.nothing and not said:
        return OperationResult(was.section, "changed", was.detail)
    return OperationResult(
        was.section, "error", "\n".join(filter(None, (said, "still differs:", now.detail)))
    )


class NetworkEnforcer:
    """Holds network devices to the baselines in ``deploys/network``.

    Several devices are worked on at once; results come back in the order of the assets.
    """

    def __init__(self, deploys: Path, access: Access) -> None:
        self._deploys = deploys
        self._access = access

    def plan(self, assets: Sequence[AnyAsset]) -> list[AssetResult]:
        """Say what would change; change nothing. Assets must be network devices."""
        return self._each(assets, planned)

    def apply(self, assets: Sequence[AnyAsset]) -> list[AssetResult]:
        """Change what differs, read it back, save. A second call reports every operation ``ok``."""
        return self._each(assets, applied)

    def _each(
        self, assets: Sequence[AnyAsset], work: Callable[[Device, str], list[OperationResult]]
    ) -> list[AssetResult]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda asset: self._one(asset, work), assets))

    def _one(self, asset: AnyAsset, work: Callable[[Device, str], list[OperationResult]]) -> AssetResult:
        if not isinstance(asset, NetworkDevice):
            raise TypeError(f"{asset.name} is not a network device")
        try:
            wanted = wanted_configuration(asset, self._deploys)
            with open_device(asset, self._access) as device:
                return AssetResult(asset.name, tuple(work(device, wanted)))
        except DrplanError as error:
            return AssetResult(asset.name, error=f"{error.message}; next: {error.next_step}")
