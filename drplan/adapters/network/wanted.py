"""What a device's baselines want of it, read from ``deploys/network/PLATFORM``."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from drplan.declare import District, NetworkDevice
from drplan.errors import DeclarationError
from drplan.gear import Feature, Held
from drplan.gear.placeholder import references
from drplan.ports import SecretReader


def features_of(held: Held, deploys: Path) -> tuple[Feature, ...]:
    """Return the features that the device's baselines hold, in order.

    A pure function of the declaration and those files. Raises ``DeclarationError`` when a baseline has no
    file, or two features have one name: what stands for both would be held by neither.
    """
    found: dict[str, Feature] = {}
    for name in held.device.baselines:
        for feature in _read(held, deploys, name):
            if feature.name in found:
                raise DeclarationError(
                    f"{held.device.name}: its baselines have two features called {feature.name}",
                    next_step=f"rename one in deploys/network/{held.device.platform}",
                )
            found[feature.name] = feature
    return tuple(found.values())


def _read(held: Held, deploys: Path, name: str) -> tuple[Feature, ...]:
    baseline = deploys / f"network/{held.device.platform}/{name}.py"
    if not baseline.is_file():
        raise DeclarationError(
            f"{held.device.name}: no baseline file {baseline}",
            next_step="write it, or correct the device's baselines",
        )
    with _ONE_AT_A_TIME:
        program = _program(baseline.absolute(), baseline.stat().st_mtime_ns)
    return tuple(program(held))


_ONE_AT_A_TIME = Lock()
"""Running a file as a program changes what the whole process shares, and devices are worked on in threads."""


@cache
def _program(baseline: Path, _changed: int) -> Callable[[Held], Sequence[Feature]]:
    """Run a baseline's file once; it may import ``deploys.network.shared``, wherever drplan was started."""
    root = str(baseline.parents[3])
    sys.path.insert(0, root)
    try:
        found: Callable[[Held], Sequence[Feature]] = runpy.run_path(str(baseline))["features"]
    finally:
        sys.path.remove(root)
    return found


@dataclass(frozen=True)
class Wanted:
    """What a district wants of its devices, and the secrets that takes."""

    district: District
    deploys: Path
    secrets: SecretReader

    def features(self, device: NetworkDevice) -> tuple[Feature, ...]:
        """Return a device's features: see :func:`features_of`."""
        sites = self.district.sites
        site = next(each for each in sites if device.name in {one.name for one in each.assets})
        held = Held(device, site, self.district)
        return features_of(held, self.deploys)

    def values(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return the secrets of those names that are declared; raises ``SecretMissing`` naming it."""
        management = self.district.management
        known = {} if management is None or not names else references(management)
        return {name: self.secrets.read(known[name]) for name in dict.fromkeys(names) if name in known}
