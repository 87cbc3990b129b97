"""One pass over folders: the manifest is written while restic opens the first repository.

restic takes a third of a second to derive its key, take its lock and read its index, and reads the file of
``--exclude-file`` only after that, before it looks at any folder: that file is a pipe here, which stays open
until the manifest lies in its place. A restic that reads it at another moment waits just the same.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import restic, snapshots
from .afterwards import PASS, SUSPECT, Pending
from .fault import Fault
from .judge import judge
from .manifest_seal import HOST_KEY, seal
from .manifest_tree import Tree, Written, write_tree
from .restic_call import Heard, Manner, hear, start
from .restic_outcome import Outcome, fault

_AGAIN = (Outcome.LOCKED, Outcome.UNREACHABLE)


@dataclass(frozen=True)
class Pass:
    """What one pass made: the answer of each copy, the manifest, and by what tag its snapshots are found."""

    made: str
    written: Written
    answers: list[dict[str, Any]]


def keep_folders(request: Mapping[str, Any], tree: Tree, words: Sequence[str], pending: Pending) -> Pass:
    """Write the manifest and keep it with the folders in each copy; ``words`` tell restic what to leave out.

    Raises the first fault when no copy took anything.
    """
    made, copies = secrets.token_hex(8), request["copies"]
    manifest_file = snapshots.manifest_path(request["scratch"], tree.data_set)
    pending.begin(made, copies)
    tags = [snapshots.TAG, snapshots.tag_of(tree.data_set), f"{PASS}{made}"]
    own = (manifest_file, f"{manifest_file}.sig")
    said = [*(word for tag in tags for word in ("--tag", tag)), *words, *sorted({*tree.roots, *own})]

    def write() -> Written:
        written = write_tree(tree, manifest_file, judge)
        seal(manifest_file, request.get("signing_key", HOST_KEY))
        return written

    first = _Gate(restic.target(copies[0]), said)
    written = first.open_after(write)
    said = [*_more_words(written), *said]
    answers = snapshots.in_each(
        copies, lambda place: _answer(first.heard(place, said) or _hear(place, said), written)
    )
    return Pass(made, written, answers)


def _more_words(written: Written) -> list[str]:
    """Return what restic must be told that only the manifest shows."""
    tags = [f"{SUSPECT}{word}" for word, _ in written.doubts]
    return [*(word for tag in tags for word in ("--tag", tag)), *(["--force"] if written.silent else [])]


def _hear(place: restic.Target, words: Sequence[str]) -> Heard:
    return hear(place, "backup", *words, manner=Manner(cached=True))


def _answer(heard: Heard, written: Written) -> dict[str, Any]:
    """Return a copy's answer; a snapshot that restic calls partial is one, and says so."""
    if heard.ended.outcome not in (Outcome.DONE, Outcome.PARTIAL):
        raise fault(heard.ended)
    suspect = [word for word, _ in written.doubts]
    if heard.ended.outcome is Outcome.PARTIAL and "partial" not in suspect:
        suspect.append("partial")
    return {**snapshots.summary_of(heard.said), "suspect": suspect}


class _Gate:
    """restic on its way to the first copy, held until the manifest is written."""

    def __init__(self, place: restic.Target, words: Sequence[str]) -> None:
        self._place, self._words = place, tuple(words)
        self._heard: Heard | None = None

    def open_after(self, write: Callable[[], Written]) -> Written:
        """Write the manifest while restic gets ready, then let it work, if it has been told all it must."""
        reading, writing = os.pipe()
        try:
            words = ("backup", f"--exclude-file=/dev/fd/{reading}", *self._words)
            try:
                running = start(self._place, words, Manner(cached=True, pass_fds=(reading,)))
            except Fault:
                return write()
            with running:
                written = write()
                if not _more_words(written):
                    os.close(writing)
                    writing = -1
                    said = [dict(each) for each in running.messages()]
                    heard = Heard(said, running.ended())
                    self._heard = None if heard.ended.outcome in _AGAIN else heard
            return written
        finally:
            os.close(reading)
            if writing >= 0:
                os.close(writing)

    def heard(self, place: restic.Target, words: Sequence[str]) -> Heard | None:
        """Return what restic did there already, once; nothing for another place."""
        if place != self._place or not words:
            return None
        heard, self._heard = self._heard, None
        return heard
