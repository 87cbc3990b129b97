"""What is done to a scratch room's kernel things: raised, given a blank machine, taken away.

Run as a program whose ``DRPLAN_LAB_NAME`` is the room's name: a process knows one lab, and that of the drill
itself may be production's. Its order comes on standard input, its answer goes to standard output, both JSON.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from drplan.adapters.lab import claim, remains
from drplan.adapters.lab.tools import PREFIX, run
from drplan.adapters.scratch.building import RoomBuilding
from drplan.adapters.scratch.passages import Passage
from drplan.declare import District, NetworkDevice, Server
from drplan.declare.lookup import asset_named, site_of
from drplan.errors import DrplanError, LabError

Order = Mapping[str, Any]

_PDEATHSIG = 1
"""PR_SET_PDEATHSIG: see prctl(2)."""


def _raise(order: Order) -> Any:
    building = _building(order)
    building.check_tools()
    claim.claim(Path(order["folder"]))
    access = building.raise_room(_say)
    return {
        "access": asdict(access),
        "own": building.own_addresses(),
        "holds": building.holds(),
        "prefix": PREFIX,
    }


def _blank(order: Order) -> Any:
    building = _building(order)
    asset = asset_named(building.district, order["asset"])
    if not isinstance(asset, Server | NetworkDevice):
        raise LabError(f"{asset.name} is no machine", next_step="ask for a server or a network device")
    return building.blank(asset)


def _down(order: Order) -> Any:
    folder = Path(order["folder"])
    with claim.working(folder):
        _end_visitors({order["asked_by"], os.getpid()})
        removed = remains.sweep()
        return removed + remains.remove_folder(folder)


def _end_visitors(spared: set[int]) -> None:
    """End what a drill had at work in the room's networks: with the hosts gone it might wait for ever."""
    for name in remains.namespaces():
        for pid in {int(word) for word in run(["ip", "netns", "pids", name]).split()} - spared:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _building(order: Order) -> RoomBuilding:
    district = District.model_validate(order["district"])
    ways = [Passage(**{**way, "address": IPv4Address(way["address"])}) for way in order["ways"]]
    folder, cache = Path(order["folder"]) / "lab", Path(order["cache"])
    return RoomBuilding(folder, cache, district, site_of(district, order["site"]), ways)


def _say(subject: str, message: str) -> None:
    sys.stderr.write(f"{subject}: {message}\n")


def _end_with(asker: int) -> None:
    """Have the kernel end this process when its asker ends: nothing may be raised in a room that is swept."""
    ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != asker:
        raise SystemExit(1)


VERBS: dict[str, Callable[[Order], Any]] = {"raise": _raise, "blank": _blank, "down": _down}


def main() -> None:
    """Do one verb and answer ``{"answer"}`` or ``{"error", "message", "next_step"}``."""
    order = json.load(sys.stdin)
    _end_with(order["asked_by"])
    try:
        said = {"answer": VERBS[sys.argv[1]](order)}
    except DrplanError as error:
        kind = type(error).__name__
        said = {"error": kind, "message": error.message, "next_step": error.next_step}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
