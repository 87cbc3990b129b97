"""What befalls the lab, and when: drawn by a seed alone, so that the same seed brings the same again."""

import random
from dataclasses import dataclass

COMMANDS = ("backup", "backup", "backup", "drill", "drill", "check", "status", "host")


@dataclass(frozen=True)
class Planned:
    """One round: which fault, at which command, before it starts or so far (0 to 1) through it.

    ``hold`` is how many seconds the fault lasts, ``None``: until the command has ended.
    """

    number: int
    fault: str
    command: str
    moment: float | None
    hold: float | None
    draw: int

    def __str__(self):
        when = "before" if self.moment is None else f"{self.moment:.0%} through"
        lasts = "to its end" if self.hold is None else f"{self.hold:.0f} s"
        return f"{self.number}: {self.fault}, {when} {self.command}, {lasts}"


def schedule(seed, faults):
    """Yield rounds for ever. ``faults``: every fault's name to its ``Kind``; each comes once in a shuffle."""
    draws = random.Random(seed)
    number = 0
    while True:
        # A kind of each first: in ten minutes every kind comes, whatever the seed.
        deck = _one_of_each_kind(draws, faults) + draws.sample(sorted(faults), len(faults))
        for name in deck:
            number += 1
            yield _drawn(number, name, faults[name], draws)


def _one_of_each_kind(draws, faults):
    kinds = sorted({each.kind for each in faults.values()})
    first = [draws.choice(sorted(n for n, each in faults.items() if each.kind == kind)) for kind in kinds]
    draws.shuffle(first)
    return first


def _drawn(number, name, fault, draws):
    command = draws.choice([each for each in COMMANDS if each in fault.commands])
    share, late, held = draws.random(), draws.random() < 0.6, draws.random() < 0.5
    moment = share if fault.only_during or (late and not fault.only_before) else None
    hold = None if held or not fault.passes else draws.uniform(*fault.passes)
    if fault.must_pass and hold is None:
        hold = draws.uniform(*fault.passes)
    return Planned(number, name, command, moment, hold, draws.randrange(1 << 30))
