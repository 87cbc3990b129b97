"""One round: a command, a fault that befalls it, what came of it, the healing, and every invariant."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

from tests.soak.faults import invariants as must
from tests.soak.faults.aftermath import Aftermath
from tests.soak.faults.answers import DRILLS, GOOD, answer_of, cut_off, unproven
from tests.soak.faults.asking import BOUND
from tests.soak.faults.leftovers import look, look_here

STOPS_WITHIN = 30


class Round(Aftermath):
    """Plays rounds on one lab, and remembers what must hold over all of them."""

    def settle(self):
        """Make the first recovery points and see what is there when nothing is amiss."""
        done = self.run("backup")
        assert done.code == 0, done.said()
        assert self.run("drill").code in GOOD["drill"]
        self.before = look(self.ground)

    def play(self, planned):
        """Play one round; what is broken is in the tally, by the round's own words."""
        fault = self.faults[planned.fault]
        fault.drawn(planned.draw)
        self.tally.faults[fault.kind] += 1
        began = time.time()
        rest = self.writers.paused() if fault.writers_rest else nullcontext()
        words = self.words(planned)
        with rest:
            if planned.command == "host":
                # What is lost with the host must all be in a copy: nothing is written before it is back.
                assert self.run("backup").code == 0
            command, lasted, hindered = self._befall(planned, fault, words)
            done = command.ended(BOUND[planned.command])
            self.note_end(planned.command, done)
            self.comparer.note(began)
            # What was broken off here may go on in a host, and come later.
            self.unended = float("inf") if done.code == 0 else began
            broken = self._judge(planned, fault, done, hindered=hindered and lasted)
            # Before it heals: what a drill proved must be true as it stands there.
            broken += self._proven(planned, done)
            if lasted:
                fault.heal()
            if planned.command == "host":
                broken += self.comes_back(words, done)
        if fault.harms:
            self.harmed[fault.harms] = time.time()
        broken += self.heals(planned, words, done)
        self.comparer.note(began)
        broken += self.compare_new() + self.restores()
        broken += self.evidence()
        self.tally.broken += [(str(planned), each) for each in broken]
        return broken

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

    def _judge(self, planned, fault, done, *, hindered):
        words, said = " ".join(done.words[:2]), done.out + done.err
        broken = must.ended(words, done.code, BOUND[planned.command])
        broken += must.exit_is_designed(words, done.code, killed=fault.kills, stopped=fault.stops_it)
        broken += must.no_crash(words, said)
        zero = 0 if done.code in GOOD[planned.command] else done.code
        broken += must.zero_means_all(
            words, zero, hindered=hindered, unproven=unproven(planned.command, done)
        )
        if hindered and done.code is not None and done.code > 0:
            broken += must.names_it(words, done.code, said, fault.names())
        if planned.command == "check" and done.code:
            broken += must.damage_is_told(*fault.told(answer_of(done)))
        if fault.stops_it:
            broken += must.stops_in_time(words, done.ended - fault.asked, STOPS_WITHIN)
            broken += must.no_leftovers(self.before, look_here(self.ground))
        self.note_points(planned.command, done)
        return broken

    def _proven(self, planned, done):
        """Hold what a drill says that it proved against the oracle, while the fault lasts."""
        answer = answer_of(done) if planned.command in DRILLS and not cut_off(done) else None
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

    def end(self):
        """Look at all of it once more, with nothing amiss; returns what is broken."""
        with self.writers.files_rest():
            broken = must.healed([self.run("backup").code], 1)
        assert_drill = self.run("drill")
        broken += must.exit_is_designed("the last drill", assert_drill.code, killed=False)
        with ThreadPoolExecutor(4) as readers:
            list(readers.map(self.compare, self.reported))
        broken += must.nothing_lost(self.reported) + must.kept_unharmed(self.reported, self.harmed)
        broken += self.evidence()
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
