"""The restic verbs that take away: recovery points, room, keys. No part of the agent, so on no host.

They want a credential that may delete; those that write backups may not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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

    @property
    def freed(self) -> int:
        """Return how many pack files fewer there are."""
        return self.before - self.after


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

    def add_key(self, password: str, *, user: str = "", host: str = "") -> str:
        """Let a second password open the repository; returns the new key's id."""
        known = {each.id for each in self.key_list()}
        named = [word for flag, name in (("--user", user), ("--host", host)) if name for word in (flag, name)]
        with _in_memory(password) as handle:
            file = f"/dev/fd/{handle}"
            self._do("key", "add", "--new-password-file", file, *named, pass_fds=(handle,))
        (new,) = {each.id for each in self.key_list()} - known
        return new

    def change_password(self, password: str) -> str:
        """Put a new key in the place of the one in use; returns its id. The old password opens no longer."""
        known = {each.id for each in self.key_list()}
        with _in_memory(password) as handle:
            self._do("key", "passwd", "--new-password-file", f"/dev/fd/{handle}", pass_fds=(handle,))
        renewed = {**self.place.environment, "RESTIC_PASSWORD": password}
        with_new = Upkeep(type(self.place)(**{**vars(self.place), "environment": renewed}), self.manner)
        (new,) = {each.id for each in with_new.key_list() if each.current} - known
        return new

    def remove_key(self, key: str) -> None:
        """Let a key open the repository no longer; restic refuses the one in use."""
        self._do("key", "remove", key)

    def _do(self, *words: str, pass_fds: tuple[int, ...] = ()) -> None:
        manner = Manner(
            cached=True,
            pass_fds=pass_fds,
            seconds=MOVING.whole,
            waits=self.manner.waits,
            sleep=self.manner.sleep,
        )
        ask(self.place, *words, manner=manner)


@contextmanager
def _in_memory(secret: str) -> Iterator[int]:
    """Yield a descriptor of a file in memory that holds the secret: it is in no argument and on no disk.

    Unlike a pipe it can be read again, when the call is repeated.
    """
    handle = os.memfd_create("drplan", 0)
    try:
        os.write(handle, secret.encode())
        yield handle
    finally:
        os.close(handle)
