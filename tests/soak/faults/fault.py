"""What every fault says of itself, and the names that all of them have."""

import random


class Fault:
    """One thing that goes wrong. ``begin`` does it, ``heal`` ends it; both may be called on a busy lab.

    ``commands``: at which it may come. ``passes``: between how many seconds it may be healed while the
    command runs. ``stops``: commands that must not end with 0 when it lasts from before them to their end.
    ``kills``: the command itself is ended by it; ``stops_it``: it is asked to end.
    ``struck``: whether the last time there was something for it to befall.
    ``harms``: the copy that it takes away from what is kept there. ``names``: what an error must then name.
    """

    kind = ""
    commands = frozenset(("backup", "drill", "check", "status"))
    only_during = only_before = must_pass = kills = stops_it = writers_rest = False
    harms = ""
    struck = True
    passes: tuple[float, float] | None = None
    stops: frozenset[str] = frozenset()

    def __init__(self, ground):
        self.ground = ground
        self.draws = random.Random(0)

    def drawn(self, draw):
        """Take this round's own draws."""
        self.draws = random.Random(draw)

    def begin(self, running):
        """Do it. ``running``: the command, ``None`` before it has started."""
        raise NotImplementedError

    def heal(self):
        """End it. By default it is over by itself."""

    def told(self, answer):
        """Return the names that a check must tell as damaged, and those it told; ``None``: not known."""
        return (), None

    def names(self):
        """Return the words of which an error must hold one, when it lasted all the time."""
        return ()
