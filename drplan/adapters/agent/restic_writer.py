"""The verbs that add to a repository; none of them takes a recovery point away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import restic_results as results
from .fault import Fault
from .restic_call import Manner, ask, hear
from .restic_feed import Feed
from .restic_outcome import Outcome, fault
from .restic_process import OnProgress
from .restic_reader import Reader, summary_of


@dataclass(frozen=True)
class Writer(Reader):
    """One repository, to be added to. Every method raises ``Fault`` with restic's reason."""

    def init(self) -> results.Config:
        """Make the repository and return its settings; one that is there already faults."""
        ask(self.place, "init", manner=self._manner())
        return self.config()

    def backup(
        self, *words: str, tags: Sequence[str] = (), on_progress: OnProgress | None = None
    ) -> results.Backup:
        """Make one snapshot and return it. One that lacks what could not be read is returned with its errors.

        ``words`` are paths and options.
        """
        tagged = [word for tag in tags for word in ("--tag", tag)]
        heard = hear(self.place, "backup", *tagged, *words, manner=self._manner(on_progress))
        if heard.ended.outcome not in (Outcome.DONE, Outcome.PARTIAL):
            raise fault(heard.ended)
        summary = summary_of(heard.said)
        if not summary.get("snapshot_id"):
            raise Fault("repository", "restic backup ended well but named no snapshot")
        partial = heard.ended.outcome is Outcome.PARTIAL
        return results.backup(summary, heard.ended.errors, heard.ended.error_count, incomplete=partial)

    def feed(self, name: str, *, tags: Sequence[str] = (), on_progress: OnProgress | None = None) -> Feed:
        """Return a backup of bytes that the caller writes; see :class:`Feed`."""
        return Feed(self.place, name=name, tags=tags, on_progress=on_progress)

    def unlock(self) -> None:
        """Take away stale locks: of dead processes of this host, and those not renewed for 30 minutes."""
        ask(self.place, "unlock", manner=self._manner())

    def _manner(self, on_progress: OnProgress | None = None) -> Manner:
        return Manner(
            cached=True,
            on_progress=on_progress,
            waits=self.manner.waits,
            sleep=self.manner.sleep,
        )
