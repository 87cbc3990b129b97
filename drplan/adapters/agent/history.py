"""The figures of a data set's last good recovery points, as its host remembers them.

``SCRATCH/past/NAME.history`` is JSON lines: first ``{"accepted": [ids], "since": N}``, the doubted snapshots
of which this host knows that somebody accepted them, then ``{"figures": {…}}`` a good point, oldest first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from .figures import Figures
from .manifest_past import beside
from .places import open_private

MOST = 60
"""So many are remembered: two months of nights."""
_LAST = 1 << 20
"""A manifest's last line is far shorter: it names what carries the data, not what it holds."""


@dataclass(frozen=True)
class History:
    """What is remembered: ``figures``, oldest first, and the ids in ``accepted`` that were heeded.

    ``since`` is the place in ``figures`` of the last one that was accepted, from which on sizes are usual.
    """

    figures: tuple[Figures, ...] = ()
    accepted: frozenset[str] = frozenset()
    since: int = 0

    def with_good(self, figures: Figures) -> History:
        """Return it with one more good point."""
        return History((*self.figures, figures), self.accepted, self.since)

    def with_accepted(self, figures: Figures, ids: frozenset[str]) -> History:
        """Return it with a point that was accepted."""
        return History((*self.figures, figures), self.accepted | ids, len(self.figures))


def read(manifest_file: str) -> History:
    """Return what is remembered; nothing when it was lost, or is not to be read."""
    try:
        with open(_path(manifest_file), encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        figures = tuple(Figures(**line["figures"]) for line in lines[1:])
        return History(figures, frozenset(lines[0]["accepted"]), int(lines[0]["since"]))
    except (FileNotFoundError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
        return History()


def write(manifest_file: str, history: History) -> None:
    """Remember it, whole or not at all."""
    dropped = max(len(history.figures) - MOST, 0)
    since = max(history.since - dropped, 0)
    lines: list[dict[str, Any]] = [{"accepted": sorted(history.accepted), "since": since}]
    lines += [{"figures": asdict(each)} for each in history.figures[dropped:]]
    path = _path(manifest_file)
    with open_private(f"{path}.new") as file:
        file.writelines(json.dumps(line).encode() + b"\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.new", path)


def note(manifest_file: str) -> None:
    """Remember the figures of a manifest that was kept and not doubted."""
    figures = figures_of(manifest_file)
    if figures is not None:
        write(manifest_file, read(manifest_file).with_good(figures))


def figures_of(path: str) -> Figures | None:
    """Return the figures in a manifest's last line; ``None`` when it has no such end."""
    with open(path, "rb") as file:
        file.seek(max(os.fstat(file.fileno()).st_size - _LAST, 0))
        last = file.read().rstrip(b"\n").rpartition(b"\n")[2]
    try:
        return Figures(**json.loads(last)["figures"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def heeded(history: History, accepted: Iterable[str]) -> bool:
    """Say whether all that was accepted is known already."""
    return {*accepted} <= history.accepted


def _path(manifest_file: str) -> str:
    return beside(manifest_file, ".history")
