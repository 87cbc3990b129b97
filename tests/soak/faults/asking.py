"""Asking drplan for something, and keeping what came of it for the judging and for the table at the end."""

from collections import Counter
from dataclasses import dataclass, field

from tests.soak.faults import invariants as must
from tests.soak.faults.answers import GOOD, answer_of, cut_off
from tests.soak.faults.compare import Comparer
from tests.soak.faults.way_back import WayBack

BOUND = {"backup": 300, "drill": 300, "check": 300, "status": 240, "host": 600}


@dataclass
class Tally:
    """What the table at the end counts."""

    faults: Counter[str] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)
    succeeded: int = 0
    fell_short: int = 0
    killed: int = 0
    points: int = 0
    compared: int = 0
    restored: int = 0
    drills_proven: int = 0
    hosts_back: int = 0
    broken: list[tuple[str, must.Broken]] = field(default_factory=list)


class Asking:
    """The commands that are run on one lab, one after another, and what they reported."""

    def __init__(self, ground, writers, faults):
        self.ground, self.writers, self.faults = ground, writers, faults
        self.comparer = Comparer(ground, writers)
        self.way_back = WayBack(ground, writers)
        self.tally = Tally()
        self.reported: list[must.Reported] = []
        self.finished: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.lasts = {"backup": 6.0, "drill": 4.0, "check": 8.0, "status": 2.0, "host": 40.0}
        self.drills = 0
        self.before: dict[str, list[str]] = {}
        self.harmed: dict[str, float] = {}
        self.unended = float("inf")

    def words(self, planned):
        if planned.command == "host":
            return self.way_back.words(planned.draw)
        return self._plain_words(planned.command)

    def _plain_words(self, name):
        ground, sites = self.ground, ("--site", "hs")
        if name == "backup":
            return ("backup", "run", *ground.inventory(), *sites, "--format", "json")
        if name == "status":
            return ("backup", "status", *ground.inventory(), *sites, "--format", "json")
        signed = (*ground.inventory(), *sites, *ground.books(), "--role", "admin", "--format", "json")
        if name == "check":
            return ("backup", "check", "--all", *signed)
        self.drills += 1
        return ("drill", "run", "--data-only", "--id", f"soak-{self.drills}", *signed)

    def run(self, name):
        done = self.ground.start(*self._plain_words(name)).ended(BOUND[name])
        self.note_end(name, done)
        self.comparer.note(min(done.begun, self.unended))
        self.note_points(name, done)
        return done

    def note_end(self, name, done):
        self.tally.commands[name] += 1
        self.texts.append((" ".join(done.words[:2]), done.out + done.err))
        if name == "backup":
            self.writers.renew()
        if done.code in GOOD[name]:
            self.tally.succeeded += 1
            self.lasts[name] = done.ended - done.begun
        elif cut_off(done):
            self.tally.killed += 1
        else:
            self.tally.fell_short += 1

    def note_points(self, name, done):
        """Remember what a backup reported as made, good ones only."""
        answer = answer_of(done)
        for each in answer.get("data_sets", ()) if name == "backup" and answer else ():
            good = [point for point in each["points"] if not point["suspect"]]
            self.tally.points += len(good)
            if good:
                copies = [must.Compared(point["repository"], point["snapshot"]) for point in good]
                self.reported.append(must.Reported(each["data_set"], done.begun, copies))
