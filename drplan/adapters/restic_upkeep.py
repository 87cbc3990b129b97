"""The restic verbs that take away: recovery points and room. No part of the agent, so on no host.

They want a credential that may delete; those that write backups may not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.restic_call import Manner, ask
from drplan.adapters.agent.restic_process import MOVING
from drplan.adapters.agent.restic_writer import Writer

_WHOLE_ID = 64


@dataclass(frozen=True)
class Pruned:
    """Pack files before and after; prune itself has no JSON to say what it freed."""

    before: int
    after: int


@dataclass(frozen=True)
class Upkeep(Writer):
    """One repository, with a credential that may delete. Every method raises ``Fault``."""

    def forget(self, snapshots: Sequence[str]) -> tuple[str, ...]:
        """Forget exactly these snapshots, by their whole ids, and return them.

        restic 0.18 exits 0 where a server refused it: so it is looked whether they are gone.
        """
        if short := [each for each in snapshots if len(each) != _WHOLE_ID]:
            raise Fault("request", f"{short[0]} is no whole snapshot id")
        if not snapshots:
            return ()
        self._do("forget", *snapshots)
        left = {*snapshots} & {*self.files("snapshots")}
        if left:
            raise Fault("repository", f"the repository still holds {len(left)} snapshots it was to forget")
        return tuple(snapshots)

    def prune(self, *words: str) -> Pruned:
        """Free the room that no snapshot needs; counts pack files before and after."""
        before = len(self.files("packs"))
        self._do("prune", *words)
        return Pruned(before, len(self.files("packs")))

    def _do(self, *words: str) -> None:
        manner = Manner(cached=True, seconds=MOVING.whole, waits=self.manner.waits, sleep=self.manner.sleep)
        ask(self.place, *words, manner=manner)
