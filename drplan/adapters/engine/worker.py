"""Drills whose runner died, each brought to its end in a process of its own."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from drplan.adapters.engine.history import History, KeptDrill
from drplan.adapters.engine.place import Place
from drplan.adapters.engine.runner import leases
from drplan.adapters.engine.shifts import HUNG_SECONDS
from drplan.ports import Progress

_FIRST_WAIT, _LONGEST_WAIT = 30.0, 3600.0
_LOOK_SECONDS = 10.0
_DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")


@dataclass
class _Tried:
    """How often this worker's runners of one drill ended before the drill did, and when one may try again."""

    times: int = 0
    not_before: float = 0.0


@dataclass
class Worker:
    """Looks for drills that are neither finished nor worked on, and has one runner at a time go on with one.

    ``words`` are added to ``command ID``: where the inventory and the evidence lie here.
    """

    place: Place
    words: Sequence[str]
    progress: Progress
    command: Sequence[str] = (sys.executable, "-m", "drplan", "drill", "resume")
    _tried: dict[str, _Tried] = field(default_factory=dict)

    def watch(self, every: float) -> None:
        """Look again ``every`` so many seconds, for ever."""
        while True:
            self.look()
            time.sleep(every)

    def look(self) -> int:
        """Take over, one after the other, what nobody works on now; returns how many runners fell short."""
        found = (self._taken_over(each) for each in History(self.place).drills() if not each.finished)
        return sum(code is not None and code not in _ENDED for code in found)

    def _taken_over(self, drill: KeptDrill) -> int | None:
        if drill.held:
            self._free(drill.id)
            return None
        tried = self._tried.setdefault(drill.id, _Tried())
        if time.monotonic() < tried.not_before:
            return None
        last = drill.shifts[-1].runner if drill.shifts else "nobody"
        self.progress.say(drill.id, f"taken over from {last}")
        code = self._run(drill.id)
        if code not in _ENDED:
            wait = min(_FIRST_WAIT * 2**tried.times, _LONGEST_WAIT)
            tried.times, tried.not_before = tried.times + 1, time.monotonic() + wait
            self.progress.say(drill.id, f"its runner ended with {code}; not tried again for {wait:.0f} s")
        return code

    def _run(self, drill: str) -> int:
        """Have a process of its own go on with the drill; one that hangs is ended."""
        argv = (*_DIES_WITH_US, *self.command, drill, *self.words)
        with subprocess.Popen(argv, stdin=subprocess.DEVNULL) as runner:
            begun = datetime.now(UTC)
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return runner.wait(_LOOK_SECONDS)
                if self._hangs(drill, begun):
                    self.progress.say(drill, f"its runner gave no sign of life for {HUNG_SECONDS} s: ended")
                    runner.kill()

    def _hangs(self, drill: str, begun: datetime) -> bool:
        leased = leases(self.place)
        try:
            seen = max([begun, *(shift.seen for shift in leased.shifts(drill))])
        finally:
            leased.close()
        return (datetime.now(UTC) - seen).total_seconds() > HUNG_SECONDS

    def _free(self, drill: str) -> None:
        leased = leases(self.place)
        try:
            if said := leased.free_of_hung(drill):
                self.progress.say(drill, said)
        finally:
            leased.close()


_ENDED = (0, 1, 3)
"""How ``drplan drill resume`` ends when the drill has its verdict, whatever that is."""
