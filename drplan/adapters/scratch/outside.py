"""Looking at production while the drill works in a scratch room: a process that stays where production is.

Run as a program it answers on standard output, a line for each line of standard input; it ends with whoever
asks, however that ends: its input is closed then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from threading import Lock

from pydantic import TypeAdapter

from drplan.adapters.access import Access, enter
from drplan.adapters.probes import Prober
from drplan.declare import District
from drplan.declare.probes import Probe
from drplan.ports import Sighting

_PROBE: TypeAdapter[Probe] = TypeAdapter(Probe)
_LEAVE_SECONDS = 5

Watcher = subprocess.Popen[str]


class OutsideProber:
    """Implements :class:`drplan.ports.Prober` for production, from within a scratch room's drill."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher, self._lock = watcher, Lock()

    def look(self, probe: Probe) -> Sighting:
        """Look once, one at a time; a watcher that has ended sees nothing."""
        with self._lock, suppress(OSError, ValueError):
            if self._watcher.stdin and self._watcher.stdout:
                self._watcher.stdin.write(probe.model_dump_json() + "\n")
                self._watcher.stdin.flush()
                return Sighting(**json.loads(self._watcher.stdout.readline()))
        return Sighting(healthy=False, detail="nobody looks at production: its watcher has ended")


@contextmanager
def watching(district: District, access: Access) -> Iterator[OutsideProber]:
    """Have a process look at production while the block runs. Call it before a room is entered."""
    watcher = subprocess.Popen(
        [sys.executable, "-m", "drplan.adapters.scratch.outside"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        if watcher.stdin:
            told = {"district": district.model_dump(mode="json"), "access": asdict(access)}
            watcher.stdin.write(json.dumps(told) + "\n")
            watcher.stdin.flush()
        yield OutsideProber(watcher)
    finally:
        # One that does not leave in time, as on a busy machine, is ended; the drill's own result stands.
        with suppress(OSError, subprocess.TimeoutExpired):
            watcher.communicate(timeout=_LEAVE_SECONDS)
        watcher.kill()
        watcher.wait()


def main() -> None:
    """Look until nobody asks any more."""
    told = json.loads(sys.stdin.readline())
    access = Access(**told["access"])
    enter(access)
    prober = Prober(District.model_validate(told["district"]), access)
    for line in sys.stdin:
        sighting = prober.look(_PROBE.validate_json(line))
        sys.stdout.write(json.dumps(asdict(sighting)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
