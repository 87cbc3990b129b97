"""After a fault: what must come through by itself, be whole again, and be read back as it was."""

import subprocess
import time

from tests.soak.faults import invariants as must
from tests.soak.faults.answers import GOOD, answer_of, cut_off
from tests.soak.faults.asking import BOUND, Asking
from tests.soak.faults.compare import DATA_SETS
from tests.soak.faults.leftovers import locks

UNLOCKED_WITHIN = 30
MOST_TRIES = 3


class Aftermath(Asking):
    """What follows each round, whatever befell it; each method returns what is broken."""

    def heals(self, planned, words, done):
        """The next backup, and a drill that was broken off, come through by themselves."""
        tries: list[int | None] = []
        with self.writers.files_rest():
            while len(tries) < MOST_TRIES and 0 not in tries:
                tries.append(self.run("backup").code)
        broken = must.healed(tries, MOST_TRIES)
        if broken:
            broken = [must.Broken(broken[0].invariant, f"{broken[0].seen}: {self.texts[-1][1][-700:]}")]
        broken += self._unlocked() + self._sound_again(self.faults[planned.fault])
        if planned.command == "drill" and done.code not in GOOD["drill"]:
            again = self.ground.start(*words).ended(BOUND["drill"])
            self.note_end("drill", again)
            answer = answer_of(again)
            self.finished += [answer["id"]] if answer else []
            if cut_off(done) and again.code not in GOOD["drill"]:
                broken.append(
                    must.Broken(must.NOTHING_LOST, f"a killed drill was not gone on with: {again.said()}")
                )
        return broken

    def _unlocked(self):
        """A backup came through: what dead processes locked is locked no longer."""
        here: dict[str, list[str]] = {name: [] for name in locks(self.ground)}
        deadline = time.monotonic() + UNLOCKED_WITHIN
        # What a killed command asked a host for may go on there for a while.
        while (left := locks(self.ground)) != here and time.monotonic() < deadline:
            time.sleep(1)
        return must.no_leftovers(here, left)

    def _sound_again(self, fault):
        """A copy that was damaged and mended passes its check."""
        if not fault.harms:
            return []
        codes = [self.run("check").code]
        if codes != [0]:
            codes.append(self.run("check").code)
        return must.mended(codes)

    def comes_back(self, words, done):
        """The host that was lost is brought back, gone on with until it is, and as it was."""
        codes = [done.code]
        while codes[-1] != 0 and len(codes) < MOST_TRIES:
            again = self.ground.start(*words).ended(BOUND["host"])
            self.note_end("host", again)
            if answer := answer_of(again):
                self.finished.append(answer["id"])
            codes.append(again.code)
        self.ground.rebuilt(self.way_back.host)
        wrong = self.way_back.wrong() if codes[-1] == 0 else []
        self.tally.hosts_back += codes[-1] == 0 and not wrong
        return must.comes_back(" ".join(words[:3]), codes, MOST_TRIES, wrong)

    def compare_new(self):
        """Read back what the newest backup made."""
        newest = self.reported[-len(DATA_SETS) :]
        for each in newest:
            self.compare(each)
        return must.nothing_lost(newest) + must.kept_unharmed(newest, self.harmed)

    def compare(self, each):
        each.copies = [self.comparer.compare(c.copy, c.snapshot) for c in each.copies]
        self.tally.compared += len(each.copies)

    def restores(self):
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

    def evidence(self):
        done = self.ground.start("evidence", "verify", *self.ground.books()).ended(120)
        return must.evidence_holds(done.code, done.out + done.err)
