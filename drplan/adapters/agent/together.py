"""Many small data sets of one machine, kept together: a call of restic costs half a second for any size.

They share a snapshot, which names each of them by its tag and holds a manifest of each. One that is doubted
has a snapshot of its own, so that its doubt is nobody else's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from . import commits, kept, listing, snapshots
from .artefact import describe_staged, staged
from .fault import Fault
from .judge import Doubts
from .manifest_seal import seal_all
from .turns import alone

_NOTED_AT_ONCE = 8
_WAIT_SECONDS = 20.0
"""How long all wait for one of them that another run is at work on."""

Answer = dict[str, Any]


@dataclass(frozen=True)
class _Staged:
    """A data set that is ready to be kept."""

    told: Mapping[str, Any]
    folder: str
    manifest_file: str
    doubts: Doubts

    @property
    def name(self) -> str:
        return str(self.told["data_set"])


class Together:
    """Data sets that are laid ready one by one, and then kept in each copy by one call of restic.

    ``request`` holds what all share: ``scratch``, ``copies``, ``signing_key``, and ``begun``, the moment
    before the first was read. Close it whatever happens: what was laid ready goes, and with it the locks.
    """

    def __init__(self, request: Mapping[str, Any]) -> None:
        self._request = request
        self._shown = listing.Shown()
        self._held = ExitStack()
        self._ready: list[_Staged] = []
        self._answers: dict[str, Answer] = {}

    def add(self, request: Mapping[str, Any]) -> None:
        """Lay one ready: what ``protect-artefact`` asks for, but for what all share."""
        common = {name: self._request[name] for name in ("scratch", "copies")}
        told = {**request, **common, "verb": "protect-artefact"}
        try:
            self._held.enter_context(alone(told["scratch"], told["data_set"], seconds=_WAIT_SECONDS))
            folder = self._held.enter_context(staged(told))
            self._ready.append(_Staged(told, folder, *describe_staged(told, folder, self._shown.counting)))
        except (Fault, OSError) as fault:
            self._answers[told["data_set"]] = _refused(fault)

    def keep(self) -> dict[str, Answer]:
        """Keep all that is ready.

        Answers by data set: ``{"kept": [an answer a copy]}`` or ``{"error": {"kind": …, "message": …}}``.
        """
        seal_all([each.manifest_file for each in self._ready], self._request.get("signing_key"))
        groups = [[each for each in self._ready if not each.doubts]]
        groups += [[each] for each in self._ready if each.doubts]
        for group in groups:
            self._answers |= dict(_keep_group(group, self._request)) if group else {}
        return self._answers

    def close(self) -> None:
        """Take away what was laid ready, and let others at the data sets again."""
        self._held.close()


def _keep_group(group: Sequence[_Staged], request: Mapping[str, Any]) -> Iterator[tuple[str, Answer]]:
    tags = [*(commits.tag_of(each.name) for each in group), f"{commits.BEGUN}{request['begun']}"]
    doubts = [one for each in group for one in each.doubts]
    folders, manifest_files = [each.folder for each in group], [each.manifest_file for each in group]
    try:
        suspect = [word for word, _ in doubts]
        made = snapshots.keep_all(request["copies"], tags, folders, manifest_files, suspect=suspect)
    except (Fault, OSError) as fault:
        yield from ((each.name, _refused(fault)) for each in group)
        return
    shares = [one if "error" in one else _share(one, len(group), request["begun"]) for one in made]
    with ThreadPoolExecutor(_NOTED_AT_ONCE) as pool:
        yield from pool.map(partial(_noted, shares), group)


def _share(one: Answer, sharing: int, begun: str) -> Answer:
    return {**one, **listing.part_of(one, sharing), "taken_at": begun}


def _noted(shares: Sequence[Answer], each: _Staged) -> tuple[str, Answer]:
    """Count what follows against this one, which waits for the disk; returns its name and answer."""
    answers = [{**one, "doubts": [sentence for _, sentence in each.doubts]} for one in shares]
    snapshots.accept(each.manifest_file, each.doubts)
    kept.note(each.told, answers)
    return each.name, {"kept": answers}


def _refused(fault: Fault | OSError) -> Answer:
    kind = fault.kind if isinstance(fault, Fault) else "source"
    return {"error": {"kind": kind, "message": str(fault)}}
