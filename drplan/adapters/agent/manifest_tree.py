"""Writing the manifest of folders in one walk and bounded memory; seeing whether they stayed as they were."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from .judge import Doubts
from .manifest_counts import Counts, Tally
from .manifest_file import Writer, tail_of
from .manifest_past import Past, Seen, Shelf, record_of, record_of_untold, seen_path
from .manifest_walk import Tree, walk
from .manifest_work import Before, Out, Work, is_volatile

_DAY = 86400
_NAMED = 20


@dataclass(frozen=True)
class Written:
    """What was written. ``files`` and ``size`` (bytes) are what restic must find in the folders.

    ``silent`` counts files whose content changed while size, times and inode did not: restic must read all.
    ``loose`` says that sizes may differ, since there are volatile files.
    """

    counts: Counts
    doubts: Doubts
    silent: int
    files: int
    size: int
    loose: bool


def write_tree(
    tree: Tree, path: str, judge: Callable[[Counts], Doubts], *, now: float | None = None
) -> Written:
    """Write the manifest of folders to ``path``, counted against the last good one and judged.

    Of a file whose size, times and inode are those of the manifest before, the hash is taken from there.
    """
    shelf = Shelf(path)
    good, digest = shelf.good()
    tally = Tally(tree.canaries, first=not good)
    against = Past(good, digest, tally.lost)
    recent = Past(path, shelf.digest) if tree.again else against
    day = int((time.time() if now is None else now) // _DAY)
    header = {"data_set": tree.data_set, "kind": "paths"}
    with Writer(shelf.new, header) as writer, Seen(seen_path(shelf.new)) as seen:
        work = Work(tree, tally, Out(writer.add, seen.add), Before(against, recent), day)
        work.run()
        doubts = judge(counts := tally.counts())
        writer.end(tail_of(counts.figures, [sentence for _, sentence in doubts]))
        seen.end(writer.digest, day, work.turn)
    shelf.take(writer.digest)
    return Written(counts, doubts, work.silent, work.files, work.size, work.loose)


def changed_since(tree: Tree, path: str) -> list[str]:
    """Return entries that are not as the newest manifest's walk saw them, the first of them by name."""
    past, rules = Past(path, Shelf(path).digest), tree.rules
    stayed = True
    for name, status, _ in walk(tree.roots, rules):
        if past.next_record() != record_of(name, status) and not is_volatile(rules, name, status):
            stayed = False
            break
    stayed = stayed and not past.next_record()
    past.close()
    return [] if stayed else _name_changed(tree, path)


def _name_changed(tree: Tree, path: str) -> list[str]:
    changed: list[str] = []
    past = Past(path, Shelf(path).digest, lambda name, _: changed.append(name))
    for name, status, _ in walk(tree.roots, tree.rules):
        found = past.find(name)
        if found is None or found[1] not in (record_of(name, status), record_of_untold(name, status)):
            changed.append(os.fsdecode(name))
            if len(changed) > _NAMED:
                break
    else:
        past.end()
    past.close()
    return changed[:_NAMED]
