"""One pass over folders: the manifest is written while restic opens the first repository.

restic takes a third of a second to derive its key, take its lock and read its index, and reads the file of
``--exclude-file`` only after that, before it looks at any folder: that file is a pipe here, which stays open
until the manifest lies in its place. A restic that reads it at another moment waits just the same. What
writes the manifest is loaded meanwhile too, for a host compiles the agent anew each time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import commits, restic
from .afterwards import PASS, SUSPECT, Pending
from .fault import Fault
from .manifest_walk import Tree
from .places import manifest_path
from .restic_call import Heard, Manner, hear, limits_of
from .restic_outcome import Outcome, fault
from .restic_process import Running
from .restic_reach import reach, version

if TYPE_CHECKING:
    from .manifest_tree import Written

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
    made, copies = os.urandom(8).hex(), request["copies"]
    manifest_file = manifest_path(request["scratch"], tree.data_set)
    pending.begin(made, copies)
    tags = [commits.TAG, commits.tag_of(tree.data_set), f"{PASS}{made}"]
    own = (manifest_file, f"{manifest_file}.sig")
    said = [*(word for tag in tags for word in ("--tag", tag)), *words, *sorted({*tree.roots, *own})]
    _be_there(own)
    first = _Gate(restic.target(copies[0]), said)
    written = first.open_after(lambda: _write(request, tree, manifest_file))
    said = [*_more_words(written), *said]

    from . import quota, snapshots

    def keep_in(place: restic.Target) -> dict[str, Any]:
        answer = _answer(first.heard(place) or _keep_in(place, said), written, own)
        quota.count(place, answer["added"])
        return answer

    return Pass(made, written, snapshots.in_each(copies, keep_in))


def _write(request: Mapping[str, Any], tree: Tree, manifest_file: str) -> Written:
    from .judging import judging
    from .manifest_seal import HOST_KEY, seal
    from .manifest_tree import write_tree

    written = write_tree(tree, manifest_file, judging(request))
    seal(manifest_file, request.get("signing_key", HOST_KEY))
    return written


def _be_there(own: Sequence[str]) -> None:
    """See that our own files are there when restic starts: it forgets names that are not, and ends with 0."""
    for path in own:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _more_words(written: Written) -> list[str]:
    """Return what restic must be told that only the manifest shows."""
    tags = [f"{SUSPECT}{word}" for word, _ in written.doubts]
    return [*(word for tag in tags for word in ("--tag", tag)), *(["--force"] if written.silent else [])]


def _keep_in(place: restic.Target, words: Sequence[str]) -> Heard:
    from . import quota

    quota.see_room(place, words)
    return hear(place, "backup", *words, manner=Manner(cached=True))


def _answer(heard: Heard, written: Written, own: Sequence[str]) -> dict[str, Any]:
    """Return a copy's answer; a snapshot of less, or of more, than the manifest says is a partial one."""
    if heard.ended.outcome not in (Outcome.DONE, Outcome.PARTIAL):
        raise fault(heard.ended)
    from . import snapshots

    answer = snapshots.summary_of(heard.said)
    suspect = [word for word, _ in written.doubts]
    sizes = (answer["files"], answer["size"])
    expected = (written.files + len(own), written.size + sum(os.path.getsize(path) for path in own))
    agrees = sizes[0] == expected[0] and (written.loose or sizes == expected)
    if (heard.ended.outcome is Outcome.PARTIAL or not agrees) and "partial" not in suspect:
        suspect.append("partial")
    return {**answer, "suspect": suspect, "doubts": [sentence for _, sentence in written.doubts]}


class _Gate:
    """restic on its way to the first copy, held until the manifest is written."""

    def __init__(self, place: restic.Target, words: Sequence[str]) -> None:
        self._place, self._words = place, words
        self._heard: Heard | None = None

    def open_after(self, write: Callable[[], Written]) -> Written:
        """Write the manifest while restic gets ready, then let it work, if it has been told all it must."""
        # Whether there is room can only be asked with the manifest beside the folders.
        if self._place.quota:
            return write()
        try:
            reach(self._place.location)
        except Fault:
            return write()
        reading, writing = os.pipe()
        try:
            words = ("backup", f"--exclude-file=/dev/fd/{reading}", *self._words)
            command = restic.argv(self._place, *words, cached=True)
            limits = limits_of("backup")
            with Running(self._place, command, "backup", limits=limits, pass_fds=(reading,)) as running:
                written = write()
                if not _more_words(written) and _is_new_enough(self._place):
                    os.close(writing)
                    writing = -1
                    self._heard = _hear_out(running)
            return written
        finally:
            os.close(reading)
            if writing >= 0:
                os.close(writing)

    def heard(self, place: restic.Target) -> Heard | None:
        """Return what restic did there already, once; nothing for another place."""
        heard, self._heard = (self._heard, None) if place == self._place else (None, self._heard)
        return heard


def _is_new_enough(place: restic.Target) -> bool:
    """Ask while it opens the repository; the call that follows a refusal says why."""
    try:
        return bool(version(place.program))
    except Fault:
        return False


def _hear_out(running: Running) -> Heard | None:
    """Return what it said and how it ended; nothing where asking again can help."""
    said = [dict(each) for each in running.messages()]
    heard = Heard(said, running.ended())
    return None if heard.ended.outcome in _AGAIN else heard
