"""A scratch room as the drill sees it: made, entered, taken away, and never forgotten."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from drplan.adapters import access as here
from drplan.adapters.access import Access
from drplan.adapters.scratch import lease as leases
from drplan.adapters.scratch.lease import Lease
from drplan.adapters.scratch.passages import Passage
from drplan.declare import District
from drplan.errors import LabError, ToolMissing

_NETWORK = 0x40000000
_SECONDS = 1200


@dataclass(frozen=True)
class Standing:
    """A room that is up: how it is entered, the addresses that are its own, what can come back there."""

    access: Access
    prefix: str
    own: tuple[str, ...]
    holds: tuple[str, ...]


class ScratchRoom:
    """One room of this process. ``state`` is the machine's own folder; the room's lies below it."""

    def __init__(self, state: Path, district: District, lease: Lease, ways: Sequence[Passage]) -> None:
        self._state, self._district, self.lease, self.ways = state, district, lease, tuple(ways)
        self._gone = False

    @property
    def gone(self) -> bool:
        """Whether it was taken away, or is being."""
        return self._gone

    @property
    def folder(self) -> Path:
        """Where all of the room's files are."""
        return leases.folder_of(self._state, self.lease.name)

    def up(self) -> Standing:
        """Raise the room; raises ``ToolMissing`` or ``LabError``."""
        leases.write(self._state, self.lease)
        said = self._ask("raise", ways=[_plain(way) for way in self.ways])
        access = Access(**said["access"])
        return Standing(access, said["prefix"], tuple(said["own"]), tuple(said["holds"]))

    def blank(self, asset: str) -> str:
        """Put a blank machine there, wait for it, say what is there. Raises ``LabError``."""
        if self._gone:
            raise LabError("the scratch room is being taken down", next_step="start the drill again")
        return str(self._ask("blank", asset=asset, ways=[_plain(way) for way in self.ways]))

    def down(self) -> list[str]:
        """Take the room away, whole; returns a line for each kind of thing removed. Raises ``LabError``."""
        self._gone = True
        return take_down(self.lease.name, self.folder)

    def _ask(self, verb: str, **more: Any) -> Any:
        order = {
            "folder": str(self.folder),
            "cache": self.lease.cache,
            "site": self.lease.site,
            "district": self._district.model_dump(mode="json"),
        }
        return ask(self.lease.name, verb, order | more)


def take_down(name: str, folder: Path) -> list[str]:
    """Take away whatever carries a room's name, and its folder."""
    removed = list(ask(name, "down", {"folder": str(folder)}))
    with suppress(OSError):
        folder.parent.rmdir()
    return removed


def ask(name: str, verb: str, order: Mapping[str, Any]) -> Any:
    """Have a process of the room's own name do it; raises ``LabError`` or ``ToolMissing``."""
    environment = {**os.environ, "DRPLAN_LAB_NAME": name}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "drplan.adapters.scratch.inside", verb],
            input=json.dumps({**order, "asked_by": os.getpid()}),
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
            env=environment,
        )
        said = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise _failed(f"{verb} took more than {_SECONDS} s") from error
    except ValueError:
        last = done.stderr.strip().splitlines()
        raise _failed(last[-1] if last else f"exit code {done.returncode}") from None
    if "answer" in said:
        return said["answer"]
    kind = ToolMissing if said["error"] == "ToolMissing" else LabError
    raise kind(said["message"], next_step=said["next_step"].replace("drplan lab down", "drplan drill gc"))


@contextmanager
def inside(access: Access, unset: Sequence[str] = ()) -> Iterator[None]:
    """Have this thread, and those it starts, work in a room; come out again whatever happens.

    ``unset`` are variables of the environment that nothing in the room may see.
    """
    before, outside = dict(os.environ), os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        for name in unset:
            os.environ.pop(name, None)
        here.enter(access)
        yield
    finally:
        with suppress(OSError):
            ctypes.CDLL(None, use_errno=True).setns(outside, _NETWORK)
        os.close(outside)
        os.environ.clear()
        os.environ.update(before)


def _plain(way: Passage) -> dict[str, Any]:
    return {**asdict(way), "address": str(way.address)}


def _failed(why: str) -> LabError:
    return LabError(f"the scratch room failed: {why}", next_step="run: drplan drill gc; then drplan doctor")
