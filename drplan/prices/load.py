"""One data set as a policy keeps it, now, at the least, and some days on at the most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from drplan.declare.data import DataSet
from drplan.declare.protection import BackupPolicy, Retention
from drplan.prices.kept import Points, points


@dataclass(frozen=True)
class Load:
    """``size`` in bytes, and bytes a day: those a backup adds, and those of them that replace others.

    Nobody declares how much of a night's ``change`` is new and how much rewrites what was there: all of it,
    unless said otherwise, which takes the most room.
    """

    size: Fraction
    change: Fraction
    rewritten: Fraction
    cadence: timedelta
    retention: Retention

    def points(self, paid_days: int = 0) -> Points:
        """Return the kept points, all of the last ``paid_days`` among them."""
        return points(self.cadence, self.retention, paid_days)

    def kept(self, paid_days: int = 0) -> Fraction:
        """Return the bytes kept at the most."""
        return self.points(paid_days).bytes(self.size, self.rewritten)

    def at_least(self) -> Load:
        """Return the same if nothing is ever rewritten: older points then hold nothing of their own."""
        return replace(self, rewritten=Fraction(0))

    def ahead(self, by: int, paid_days: int = 0) -> Load:
        """Return the load so many days on that takes the most room, whatever share of the change is new.

        What is new makes the data set larger, what is rewritten makes its older points larger. The room
        taken is a concave function of the share, made of straight pieces: its top is at a corner.
        """
        shares = sorted(self._corners(by, paid_days))
        return max((self.grown(each, by) for each in shares), key=lambda load: load.kept(paid_days))

    def grown(self, share: Fraction, by: int) -> Load:
        """Return the load so many days on, if that share of the change is new and the rest is rewritten."""
        grown = self.size + share * self.change * by
        return replace(self, size=grown, rewritten=self.change * (1 - share))

    def _corners(self, by: int, paid_days: int) -> set[Fraction]:
        """Return the shares at which some older point begins to hold all of the data set, and both ends."""
        held = self.points(paid_days)
        found = {Fraction(0), Fraction(1)}
        for gap in {held.step, *held.gaps}:
            if self.change:
                found.add((self.change * gap - self.size) / (self.change * (gap + by)))
        return {each for each in found if 0 <= each <= 1}


def load_of(data: DataSet, policy: BackupPolicy) -> Load | str:
    """Return a data set's load, or a sentence that says what is not known of it."""
    if data.size is None:
        return f"{data.name} declares no size"
    if data.nightly_change is None:
        return f"{data.name} declares no nightly_change"
    if policy.retention is None:
        return f"{data.name} grows without end: {policy.name} declares no retention"
    change = Fraction(data.nightly_change)
    return Load(Fraction(data.size), change, change, policy.cadence, policy.retention)
