"""Asking devices what they hear at their ports."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from drplan.declare import NetworkDevice
from drplan.errors import DrplanError
from drplan.ports.device import Devices, Neighbour

_AT_ONCE = 16


@dataclass(frozen=True)
class Hearing:
    """What one device hears; or why it could not be asked, and what to do next."""

    device: str
    neighbours: tuple[Neighbour, ...] = ()
    error: str = ""
    next_step: str = ""


def hear(devices: Devices, asked: Sequence[NetworkDevice]) -> tuple[Hearing, ...]:
    """Ask devices, sixteen at a time, and answer in their order; one that cannot be asked says so."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return tuple(pool.map(partial(_one, devices), asked))


def _one(devices: Devices, device: NetworkDevice) -> Hearing:
    try:
        with devices.open(device) as session:
            return Hearing(device.name, session.neighbours())
    except DrplanError as error:
        return Hearing(device.name, error=error.message, next_step=error.next_step)
