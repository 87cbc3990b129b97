"""Kills a drill's runner at any moment, has it go on, and looks at everything it must not have done."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

from drplan.adapters.engine.history import History
from drplan.adapters.engine.place import find_place
from drplan.adapters.evidence_folder import EvidenceFolder
from tests.e2e.backup_desk import running, wait
from tests.e2e.command import ROOT
from tests.e2e.disk_drill import rebuild

STEPS = 2 * 3 + 2 * 4
"""Assets destroyed, blanked, deployed; services seen healthy, broken, healthy; their data restored."""


class Killer:
    """One desk's drills, killed and gone on with. ``environment`` says where the journal lies."""

    def __init__(self, folder, seed, environment=None):
        self.folder = folder
        self.random = random.Random(seed)
        self.environment = {k: v for k, v in os.environ.items() if k != "DRPLAN_ENGINE_URL"}
        self.environment |= {"PYTHONPATH": str(ROOT), **(environment or {})}
        self.kills = 0
        self.struck: Counter[int] = Counter()
        """How many kills came when so many steps were finished."""
        self.lasts = 0.0
        """Seconds that the newest whole run took: moments keep up with what else the machine does."""
        self.url = ""

    def start(self, drill):
        return subprocess.Popen(
            (sys.executable, "-m", "tests.e2e.disk_drill", str(self.folder), drill),
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def work(self):
        """Start a worker, which takes over what dead ones left."""
        return self.start("--worker")

    def taken_over(self, drill, kills, between):
        """Have workers take a drill over from each other, each but the last killed at a random moment."""
        rebuild(self.folder)
        while not self.history().find(drill):
            self.kill_somewhere(drill)
        for _ in range(kills):
            before = self.finished_steps(drill)
            self.kill_after(self.work(), self.random.uniform(0, between), drill)
            self.see_none_repeated(before)
        before = self.finished_steps(drill)
        last = self.work()
        try:
            wait(lambda: self.history().find(drill).finished, 60)
        finally:
            last.kill()
            last.communicate()
        self.see_none_repeated(before)
        wait(lambda: not running(str(self.folder)), 10)
        self.see_finished(drill, self.kills)

    def finish(self, drill):
        """Let a runner bring the drill to its end; returns what it printed."""
        begun, whole = time.monotonic(), not self.history().find(drill)
        process = self.start(drill)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        self.lasts = time.monotonic() - begun if whole else self.lasts
        return json.loads(out)

    def kill_somewhere(self, drill):
        """Start a runner, kill it at a random moment, and see that nothing it started outlives it."""
        begun, whole, kills = time.monotonic(), not self.history().find(drill), self.kills
        self.kill_after(self.start(drill), self.random.uniform(0.0, self.lasts), drill)
        if whole and self.kills == kills:
            self.lasts = time.monotonic() - begun

    def kill_after(self, process, seconds, drill):
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            self.kills += 1
            self.struck[len(self.history().steps(drill))] += 1
        process.communicate()
        wait(lambda: not running(str(self.folder)), 10)
        self.see_no_verdict_without_evidence(drill)

    def finished_steps(self, drill):
        """Return how often each thing was done of which the journal says that it is finished."""
        kept = self.history().steps(drill) if self.history().find(drill) else []
        names = {f"{action} {subject}" for subject, action, _ in kept}
        return {name: count for name, count in self.done().items() if name in names}

    def done(self):
        path = self.folder / "done.txt"
        return Counter(path.read_text().splitlines()) if path.exists() else Counter()

    def ended(self, drill):
        """Say whether it came to its end before a kill: nothing is left to be killed."""
        found = self.history().find(drill)
        return found is not None and found.finished

    def history(self):
        return History(find_place(self.folder / "state"))

    def drill_killed(self, drill, kills):
        """Kill a drill at most ``kills`` times on its way, let it end, and judge all of it."""
        rebuild(self.folder)
        for _ in range(kills):
            before = self.finished_steps(drill)
            self.kill_somewhere(drill)
            self.see_none_repeated(before)
            if self.ended(drill):
                break
        before = self.finished_steps(drill)
        assert self.finish(drill) == {"verdict": "pass"}
        self.see_none_repeated(before)
        self.see_finished(drill, kills)

    def see_none_repeated(self, before):
        now = self.done()
        assert {name: now[name] for name in before} == before

    def see_no_verdict_without_evidence(self, drill):
        found = self.history().find(drill)
        assert not (found and found.finished) or drill in self.evidence().ids()

    def see_finished(self, drill, kills):
        record = self.evidence().record(drill)
        assert (record.id, record.verdict.outcome) == (drill, "pass")
        assert self.evidence().verify() == []
        assert len(record.steps) == STEPS, [(s.subject, s.action) for s in record.steps]
        assert len({(s.subject, s.action) for s in record.steps}) == STEPS
        assert len(record.interrupted) <= kills
        for each in record.interrupted:
            assert record.started <= each.started < each.ended <= record.ended
        assert all(d.matched == d.entries > 100 for s in record.services for d in s.data_sets)
        left = [*(self.folder / "tmp").iterdir(), *(self.folder / "evidence").glob(".staging*")]
        left += [
            *(self.folder / "repository" / "locks").iterdir(),
            *(self.folder / "scratch").glob("staging/*"),
        ]
        left += [*(self.folder / "state").rglob("*.tmp")]
        assert left == []

    def evidence(self):
        return EvidenceFolder(self.folder / "evidence")
