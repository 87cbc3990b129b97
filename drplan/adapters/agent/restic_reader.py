"""The verbs that change nothing in a repository: all that a drill, a restore or a look may call.

All of them go without a lock, so that no backup waits for a look, and without a cache, so that what is read
is what the repository holds.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

from . import restic_results as results
from .fault import Fault
from .restic_call import PLAIN, Manner, ask, hear, read_words, start
from .restic_messages import Message
from .restic_outcome import Outcome, fault
from .restic_process import OnProgress
from .restic_reach import version
from .restic_words import Target

StatsMode = Literal["restore-size", "files-by-contents", "blobs-per-file", "raw-data"]
_CHUNK = 1 << 20
_REFUSED = re.compile(
    r"permission denied|access ?denied|\b401 Unauthorized|\b403 Forbidden|\(40[13]\)", re.IGNORECASE
)


@dataclass(frozen=True)
class Reader:
    """One repository, to be looked at. Every method raises ``Fault`` with restic's reason.

    ``manner`` says how waiting is done. Results are those of :mod:`restic_results`.
    """

    place: Target
    manner: Manner = PLAIN

    def version(self) -> tuple[int, ...]:
        """Return restic's version; one older than 0.18 raises."""
        return version(self.place.program)

    def config(self) -> results.Config:
        """Return the repository's own settings: the cheapest proof that it opens."""
        return results.config(self._one("cat", "config"))

    def snapshots(self, *ids: str, tags: Sequence[str] = ()) -> tuple[results.Snapshot, ...]:
        """Return its snapshots, those of these ids or bearing all these tags, oldest first."""
        chosen = ("--tag", ",".join(tags)) if tags else ()
        return tuple(results.snapshot(each) for each in self._ask("snapshots", *chosen, *ids))

    def files(self, kind: Literal["snapshots", "packs", "index", "locks", "keys"]) -> tuple[str, ...]:
        """Return the ids of the files of a kind that the storage lists, whether they can be read or not."""
        with start(self.place, read_words("list", kind), self.manner) as running:
            listed = running.stdout.read().decode(errors="replace").split()
            ended = running.ended()
        if ended.outcome is not Outcome.DONE:
            raise fault(ended)
        return tuple(sorted(listed))

    def ls(self, snapshot: str, *folders: str) -> Generator[results.Node]:
        """Yield the entries of a snapshot as they come: it holds one of them at a time."""
        with start(self.place, read_words("ls", snapshot, *folders), self.manner) as running:
            for message in running.messages():
                if message.get("message_type") == "node" or message.get("struct_type") == "node":
                    yield results.node(message)
            ended = running.ended()
        if ended.outcome is not Outcome.DONE:
            raise fault(ended)

    def stats(self, *snapshots: str, mode: StatsMode = "restore-size") -> results.Stats:
        """Count what these snapshots, or all, hold."""
        return results.stats(self._one("stats", "--mode", mode, *snapshots))

    def find(self, *patterns: str, snapshot: str = "") -> tuple[results.Found, ...]:
        """Return where names match the patterns, in one snapshot or all."""
        chosen = ("--snapshot", snapshot) if snapshot else ()
        return tuple(results.found(each) for each in self._ask("find", *chosen, *patterns))

    def dump(self, snapshot: str, path: str, sink: BinaryIO) -> int:
        """Write a file's content, or a folder as a tar, into ``sink`` as it comes; returns its bytes.

        What came before a fault has been written: throw it away.
        """
        size = 0
        with start(self.place, read_words("dump", snapshot, path), self.manner) as running:
            while chunk := running.stdout.read(_CHUNK):
                sink.write(chunk)
                size += len(chunk)
            ended = running.ended()
        if ended.outcome is not Outcome.DONE:
            raise fault(ended)
        return size

    def restore(
        self, snapshot: str, folder: str, *words: str, on_progress: OnProgress | None = None
    ) -> results.Restored:
        """Restore into ``folder``. Its counters prove nothing: compare with the manifest."""
        manner = Manner(on_progress=on_progress, waits=self.manner.waits, sleep=self.manner.sleep)
        said = ask(self.place, *read_words("restore", snapshot, "--target", folder, *words), manner=manner)
        return results.restored(summary_of(said))

    def check(self, *words: str, alone: bool = False) -> results.Checked:
        """Check the repository; damage is a result, not a fault. What kept it from checking is a fault.

        ``alone`` takes the lock that keeps all others out: without it, a prune at the same time looks like
        damage. ``words`` may be ``--read-data`` or ``--read-data-subset``.
        """
        asked = ("check", *words) if alone else read_words("check", *words)
        heard = hear(self.place, *asked, manner=self.manner)
        summary = next((m for m in heard.said if m.get("message_type") == "summary"), None)
        ended = heard.ended
        if ended.outcome is Outcome.DONE and summary is not None:
            return results.checked(summary, ended.errors)
        refused = any(_REFUSED.search(each) for each in (*ended.errors, *ended.words))
        if ended.outcome is not Outcome.FAILED or ended.code != 1 or refused:
            raise fault(ended)
        if summary is None or not ended.error_count:
            raise fault(ended)
        return results.checked(summary, ended.errors)

    def _ask(self, *words: str) -> Sequence[Message]:
        return ask(self.place, *read_words(*words), manner=self.manner)

    def _one(self, *words: str) -> Message:
        said = self._ask(*words)
        if len(said) != 1:
            raise Fault("repository", f"restic {words[0]} ended well and gave {len(said)} answers, not one")
        return said[0]


def summary_of(said: Sequence[Message]) -> Message:
    """Return the ``summary`` line; without one it did not end well, whatever its exit code."""
    for message in said:
        if message.get("message_type") == "summary":
            return message
    raise Fault("repository", "restic ended well but summed nothing up")
