"""One round: a command, a fault that befalls it, what came of it, the healing, and every invariant."""

import json
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field

from tests.soak.faults import invariants as must
from tests.soak.faults.compare import DATA_SETS, Comparer
from tests.soak.faults.leftovers import locks, look, look_here
from tests.soak.faults.way_back import WayBack

BOUND = {"backup": 300, "drill": 300, "check": 300, "status": 240, "host": 600}
STOPS_WITHIN, UNLOCKED_WITHIN = 30, 30
MOST_TRIES = 3
GOOD = {"backup": (0,), "drill": (3,), "check": (0,), "status": (0,), "host": (0,)}
DRILLS = ("drill", "host")


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


class Round:
    """Plays rounds on one lab, and remembers what must hold over all of them."""

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

    def settle(self):
        """Make the first recovery points and see what is there when nothing is amiss."""
        done = self._run("backup")
        assert done.code == 0, done.said()
        assert self._run("drill").code in GOOD["drill"]
        self.before = look(self.ground)

    def play(self, planned):
        """Play one round; what is broken is in the tally, by the round's own words."""
        fault = self.faults[planned.fault]
        fault.drawn(planned.draw)
        self.tally.faults[fault.kind] += 1
        began = time.time()
        rest = self.writers.paused() if fault.writers_rest else nullcontext()
        words = self._words(planned)
        with rest:
            if planned.command == "host":
                # What is lost with the host must all be in a copy: nothing is written before it is back.
                assert self._run("backup").code == 0
            command, lasted, hindered = self._befall(planned, fault, words)
            done = command.ended(BOUND[planned.command])
            self._note_end(planned.command, done)
            self.comparer.note(began)
            # What was broken off here may go on in a host, and come later.
            self.unended = float("inf") if done.code == 0 else began
            broken = self._judge(planned, fault, done, hindered=hindered and lasted)
            # Before it heals: what a drill proved must be true as it stands there.
            broken += self._proven(planned, done)
            if lasted:
                fault.heal()
            if planned.command == "host":
                broken += self._comes_back(words, done)
        if fault.harms:
            self.harmed[fault.harms] = time.time()
        broken += self._heals(planned, words, done)
        self.comparer.note(began)
        broken += self._compare_new() + self._restores()
        broken += self._evidence()
        self.tally.broken += [(str(planned), each) for each in broken]
        return broken

    def _words(self, planned):
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

    def _befall(self, planned, fault, words):
        """Start the command and do the fault; returns it, whether the fault lasts yet, and from before it."""
        if planned.moment is None:
            fault.begin(None)
        command = self.ground.start(*words)
        if planned.moment is not None:
            command.wait(planned.moment * self.lasts[planned.command])
            fault.begin(command)
        if planned.hold is None:
            return command, True, planned.moment is None and planned.command in fault.stops
        command.wait(planned.hold)
        if command.process.poll() is not None:
            return command, True, planned.moment is None and planned.command in fault.stops
        fault.heal()
        return command, False, False

    def _run(self, name):
        done = self.ground.start(*self._plain_words(name)).ended(BOUND[name])
        self._note_end(name, done)
        self.comparer.note(min(done.begun, self.unended))
        self._note_points(name, done)
        return done

    def _note_end(self, name, done):
        self.tally.commands[name] += 1
        self.texts.append((" ".join(done.words[:2]), done.out + done.err))
        if done.code in GOOD[name]:
            self.tally.succeeded += 1
            self.lasts[name] = done.ended - done.begun
        elif _cut_off(done):
            self.tally.killed += 1
        else:
            self.tally.fell_short += 1

    def _judge(self, planned, fault, done, *, hindered):
        words, said = " ".join(done.words[:2]), done.out + done.err
        broken = must.ended(words, done.code, BOUND[planned.command])
        broken += must.exit_is_designed(words, done.code, killed=fault.kills, stopped=fault.stops_it)
        broken += must.no_crash(words, said)
        zero = 0 if done.code in GOOD[planned.command] else done.code
        broken += must.zero_means_all(
            words, zero, hindered=hindered, unproven=_unproven(planned.command, done)
        )
        if hindered and done.code is not None and done.code > 0:
            broken += must.names_it(words, done.code, said, fault.names())
        if planned.command == "check" and done.code:
            broken += must.damage_is_told(*fault.told(_answer(done)))
        if fault.stops_it:
            broken += must.stops_in_time(words, done.ended - fault.asked, STOPS_WITHIN)
            broken += must.no_leftovers(self.before, look_here(self.ground))
        self._note_points(planned.command, done)
        return broken

    def _note_points(self, name, done):
        """Remember what a backup reported as made, good ones only."""
        answer = _answer(done)
        for each in answer.get("data_sets", ()) if name == "backup" and answer else ():
            good = [point for point in each["points"] if not point["suspect"]]
            self.tally.points += len(good)
            if good:
                copies = [must.Compared(point["repository"], point["snapshot"]) for point in good]
                self.reported.append(must.Reported(each["data_set"], done.begun, copies))

    def _proven(self, planned, done):
        """Hold what a drill says that it proved against the oracle, while the fault lasts."""
        answer = _answer(done) if planned.command in DRILLS and not _cut_off(done) else None
        if not answer:
            return []
        self.finished.append(answer["id"])
        proven = [
            (f"drill {answer['id']}: {each['name']}", each["repository"], each["snapshot"])
            for service in answer["services"]
            for each in service["data_sets"]
            if each["verdict"]["outcome"] == "pass"
        ]
        self.tally.drills_proven += len(proven)
        # A copy that cannot be read now could have been when it was proven: only another truth counts.
        seen = [(words, self.comparer.compare(copy, snapshot)) for words, copy, snapshot in proven]
        damaged = self.faults[planned.fault].kind == "corrupt repository"
        return must.proven_is_true([each for each in seen if damaged or not each[1].error])

    def _heals(self, planned, words, done):
        """The next backup, and a drill that was broken off, come through by themselves."""
        tries: list[int | None] = []
        with self.writers.files_rest():
            while len(tries) < MOST_TRIES and 0 not in tries:
                tries.append(self._run("backup").code)
        broken = must.healed(tries, MOST_TRIES)
        if broken:
            broken = [must.Broken(broken[0].invariant, f"{broken[0].seen}: {self.texts[-1][1][-700:]}")]
        broken += self._unlocked() + self._sound_again(self.faults[planned.fault])
        if planned.command == "drill" and done.code not in GOOD["drill"]:
            again = self.ground.start(*words).ended(BOUND["drill"])
            self._note_end("drill", again)
            answer = _answer(again)
            self.finished += [answer["id"]] if answer else []
            if _cut_off(done) and again.code not in GOOD["drill"]:
                broken.append(
                    must.Broken(must.NOTHING_LOST, f"a killed drill was not gone on with: {again.said()}")
                )
        return broken

    def _unlocked(self):
        """A backup came through: what dead processes locked is locked no longer."""
        here = {name: [] for name in locks(self.ground)}
        deadline = time.monotonic() + UNLOCKED_WITHIN
        # What a killed command asked a host for may go on there for a while.
        while (left := locks(self.ground)) != here and time.monotonic() < deadline:
            time.sleep(1)
        return must.no_leftovers(here, left)

    def _sound_again(self, fault):
        """A copy that was damaged and mended passes its check."""
        if not fault.harms:
            return []
        codes = [self._run("check").code]
        if codes != [0]:
            codes.append(self._run("check").code)
        return must.mended(codes)

    def _comes_back(self, words, done):
        """The host that was lost is brought back, gone on with until it is, and as it was."""
        codes = [done.code]
        while codes[-1] != 0 and len(codes) < MOST_TRIES:
            again = self.ground.start(*words).ended(BOUND["host"])
            self._note_end("host", again)
            if answer := _answer(again):
                self.finished.append(answer["id"])
            codes.append(again.code)
        self.ground.rebuilt(self.way_back.host)
        wrong = self.way_back.wrong() if codes[-1] == 0 else []
        self.tally.hosts_back += codes[-1] == 0 and not wrong
        return must.comes_back(" ".join(words[:3]), codes, MOST_TRIES, wrong)

    def _compare_new(self):
        """Read back what the newest backup made."""
        newest = self.reported[-len(DATA_SETS) :]
        for each in newest:
            self._compare(each)
        return must.nothing_lost(newest) + must.kept_unharmed(newest, self.harmed)

    def _compare(self, each):
        each.copies = [self.comparer.compare(c.copy, c.snapshot) for c in each.copies]
        self.tally.compared += len(each.copies)

    def _restores(self):
        """Have drplan itself restore one of the newest, and hold the result against the oracle."""
        each = self.reported[-1 - self.drills % len(DATA_SETS)]
        snapshot = each.copies[self.drills // 2 % len(each.copies)].snapshot
        place = self.ground.folder / "restored"
        words = (
            "restore",
            each.data_set,
            "--to",
            str(place),
            "--snapshot",
            snapshot,
            *self.ground.inventory(),
        )
        done = self.ground.start(*words, "--format", "json").ended(BOUND["drill"])
        self.texts.append(("restore", done.out + done.err))
        try:
            if done.code != 0:
                return [
                    must.Broken(must.NOTHING_LOST, f"a good recovery point is not restored: {done.said()}")
                ]
            window = self.comparer.windows[snapshot]
            wrong = self.comparer.differences(each.data_set, place, window)
            self.tally.restored += 1
            return [must.Broken(must.NO_FALSE_PASS, f"restore ended with 0: {line}") for line in wrong[:1]]
        finally:
            subprocess.run(("rm", "-rf", str(place)), check=True)

    def _evidence(self):
        done = self.ground.start("evidence", "verify", *self.ground.books()).ended(120)
        return must.evidence_holds(done.code, done.out + done.err)

    def end(self):
        """Look at all of it once more, with nothing amiss; returns what is broken."""
        with self.writers.files_rest():
            broken = must.healed([self._run("backup").code], 1)
        assert_drill = self._run("drill")
        broken += must.exit_is_designed("the last drill", assert_drill.code, killed=False)
        with ThreadPoolExecutor(4) as readers:
            list(readers.map(self._compare, self.reported))
        broken += must.nothing_lost(self.reported) + must.kept_unharmed(self.reported, self.harmed)
        broken += self._evidence()
        kept = [each.name for each in (self.ground.runbooks / "evidence").iterdir() if each.is_dir()]
        broken += must.drills_are_kept(self.finished, kept)
        broken += must.no_leftovers(self.before, look(self.ground))
        broken += must.no_secret(self.ground.secrets, [*self.texts, *self._logs()])
        self.tally.broken += [("the end", each) for each in broken]
        return broken

    def _logs(self):
        for host in self.ground.root("x").parent.parent.iterdir():
            if (host / "root").is_dir():
                yield (
                    f"the journal of {host.name}",
                    self.ground.on(host.name, "journalctl -q -o cat --no-pager"),
                )
        for folder in (self.ground.runbooks, self.ground.state / "deploy"):
            for path in folder.rglob("*"):
                if path.is_file():
                    yield str(path), path.read_text(errors="replace")


def _answer(done):
    """Return what a command printed as JSON, ``None`` when it did not come so far."""
    try:
        return json.loads(done.out)
    except ValueError:
        return None


def _cut_off(done):
    """Say whether a signal of ours ended it."""
    return done.code is not None and (done.code < 0 or done.code == must.INTERRUPTED)


def _unproven(name, done):
    """Return what an answer itself names as failed."""
    answer = _answer(done) or {}
    if name == "backup":
        sets = answer.get("data_sets", ())
        return [
            each["data_set"] for each in sets if each["error"] or each["failed"] or len(each["points"]) < 2
        ]
    if name in DRILLS:
        most = len(DATA_SETS) if name == "drill" else 1
        sets = [each for service in answer.get("services", ()) for each in service["data_sets"]]
        wrong = [each["name"] for each in sets if each["verdict"]["outcome"] != "pass"]
        return wrong or ([] if len(sets) == most or not answer else ["a data set is missing"])
    return []
