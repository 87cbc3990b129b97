"""Many small data sets of one machine, kept together: a call of restic costs half a second for any size.

They share a snapshot, which names each of them by its tag and holds a manifest of each. One that is doubted
has a snapshot of its own, so that its doubt is nobody else's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from . import commits, kept, listing, snapshots
from .artefact import describe_staged, staged
from .fault import Fault
from .judge import Doubts
from .manifest_seal import seal_all
from .turns import alone

_WAIT_SECONDS = 20.0
"""How long all wait for one of them that another run is at work on."""

_Answer = dict[str, Any]


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


def protect(request: Mapping[str, Any]) -> dict[str, _Answer]:
    """Keep the texts of ``each`` data set: what ``protect-artefact`` asks for, but for what all share.

    All share ``scratch``, ``copies``, ``signing_key`` and ``begun``, the moment before the first was read.
    The answer is by data set: ``{"kept": [an answer a copy]}`` or ``{"error": {"kind": …, "message": …}}``.
    """
    shown = listing.Shown()
    common = {name: request[name] for name in ("scratch", "copies")}
    answers: dict[str, _Answer] = {}
    with ExitStack() as held:
        ready = []
        for each in sorted(request["each"], key=lambda one: str(one["data_set"])):
            told = {**each, **common, "verb": "protect-artefact"}
            try:
                ready.append(_stage(told, shown, held))
            except (Fault, OSError) as fault:
                answers[told["data_set"]] = _refused(fault)
        seal_all([each.manifest_file for each in ready], request.get("signing_key"))
        answers |= _keep(ready, request)
    return answers


def _stage(told: Mapping[str, Any], shown: listing.Shown, held: ExitStack) -> _Staged:
    held.enter_context(alone(told["scratch"], told["data_set"], seconds=_WAIT_SECONDS))
    folder = held.enter_context(staged(told))
    return _Staged(told, folder, *describe_staged(told, folder, shown.counting))


def _keep(ready: Sequence[_Staged], request: Mapping[str, Any]) -> dict[str, _Answer]:
    groups = [[each for each in ready if not each.doubts], *([each] for each in ready if each.doubts)]
    return {name: answer for group in groups if group for name, answer in _keep_group(group, request)}


def _keep_group(group: Sequence[_Staged], request: Mapping[str, Any]) -> Iterator[tuple[str, _Answer]]:
    tags = [*(commits.tag_of(each.name) for each in group), f"{commits.BEGUN}{request['begun']}"]
    doubts = [one for each in group for one in each.doubts]
    folders, manifest_files = [each.folder for each in group], [each.manifest_file for each in group]
    try:
        suspect = [word for word, _ in doubts]
        made = snapshots.keep_all(request["copies"], tags, folders, manifest_files, suspect=suspect)
    except (Fault, OSError) as fault:
        yield from ((each.name, _refused(fault)) for each in group)
        return
    for each in group:
        answers = [{**one, **listing.part_of(one, len(group))} if "error" not in one else one for one in made]
        for answer in answers:
            answer["doubts"] = [sentence for _, sentence in each.doubts]
            if "error" not in answer:
                answer["taken_at"] = request["begun"]
        snapshots.accept(each.manifest_file, each.doubts)
        kept.note(each.told, answers)
        yield each.name, {"kept": answers}


def _refused(fault: Fault | OSError) -> _Answer:
    kind = fault.kind if isinstance(fault, Fault) else "source"
    return {"error": {"kind": kind, "message": str(fault)}}
