"""The soak: raise the lab, play rounds until the time is over, look at everything, take the lab down."""

import contextlib
import shutil
import time

from tests.soak.faults.faults_copy import DAMAGE
from tests.soak.faults.faults_disk import DISKS
from tests.soak.faults.faults_host import WAYS_BACK
from tests.soak.faults.faults_network import NETWORKS
from tests.soak.faults.faults_process import PROCESSES
from tests.soak.faults.ground import Ground
from tests.soak.faults.invariants import NO_LEFTOVERS, Broken
from tests.soak.faults.report import table
from tests.soak.faults.rounds import Round
from tests.soak.faults.schedule import schedule
from tests.soak.faults.writers import Writers

FAULTS = {**PROCESSES, **DISKS, **NETWORKS, **DAMAGE, **WAYS_BACK}


def chosen(only):
    """Return the names of the faults that are played; ``only``: words by commas, of names or of kinds."""
    words = only.split(",")
    return [n for n, each in FAULTS.items() if any(word in n or word in each.kind for word in words)]


def soak(folder, told, say):
    """Run it all; returns the exit code. ``told`` has ``minutes``, ``seed`` and ``only``."""
    ground = Ground(folder)
    faults = {name: FAULTS[name](ground) for name in chosen(told.only)}
    writers = Writers(ground, told.seed)
    rounds = Round(ground, writers, faults)
    whole = False
    try:
        ground.up()
        writers.fill()
        rounds.settle()
        writers.begin()
        play(rounds, told, say)
        writers.end()
        for each in rounds.end():
            say(f"   BROKEN {each.invariant}: {each.seen}")
        whole = True
    finally:
        writers.end()
        left = ground.down()
        rounds.tally.broken += [("the end", Broken(NO_LEFTOVERS, each)) for each in left]
        if whole and not rounds.tally.broken:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            say(f"what each command said is kept in {folder}")
    for line in table(rounds.tally, told.seed, told.minutes, writers.told()):
        say(line)
    return 1 if rounds.tally.broken else 0


def play(rounds, told, say):
    """Play until the time is over; a round that has begun is played to its end."""
    deadline = time.monotonic() + told.minutes * 60
    for planned in schedule(told.seed, rounds.faults):
        if time.monotonic() > deadline:
            return
        begun = time.monotonic()
        fault = rounds.faults[planned.fault]
        try:
            broken = rounds.play(planned)
        except BaseException:
            # Broken off: what it froze or cut must not keep the lab from being taken down.
            say(f"{planned}: broken off")
            with contextlib.suppress(Exception):
                fault.heal()
            raise
        struck = "" if fault.struck else ", struck nothing"
        say(f"{planned}: {time.monotonic() - begun:.0f} s{struck}{'' if not broken else ', BROKEN'}")
        for each in broken:
            say(f"   {each.invariant}: {each.seen}")
