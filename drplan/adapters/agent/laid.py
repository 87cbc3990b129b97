"""Where a snapshot holds what: a data set's paths, and its manifest and signature beside them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import commits, restic
from .fault import Fault
from .places import MANIFEST


@dataclass(frozen=True)
class Laid:
    """``paths`` of the data set, ``own`` of its manifest and the signature; ``run`` leads to its streams.

    In a snapshot that several data sets ``shared``, ``paths`` are those of all of them.
    """

    paths: tuple[str, ...]
    own: tuple[str, str]
    run: str
    shared: bool = False


def laid_out(request: Mapping[str, Any]) -> Laid:
    """Say it of the request's snapshot; raises ``Fault`` when it holds no manifest of the data set.

    The machine that made it may have kept its manifest elsewhere. A path that leads anywhere but down is
    refused.
    """
    paths, run = _shown(request)
    if not all(map(_plain, paths)):
        raise Fault(
            "not-as-kept", f"snapshot {request['snapshot'][:8]} was forged: it is of a path that is none"
        )
    ours = _manifests_among(paths, request)
    if len(ours) != 1:
        raise Fault(
            "source", f"snapshot {request['snapshot'][:8]} holds no manifest of {request['data_set']}"
        )
    own = (ours[0], f"{ours[0]}.sig")
    beside = f"{os.path.dirname(ours[0])}/"
    others = [path for path in paths if path.startswith(beside) and path not in own]
    held = tuple(path for path in paths if path not in own and path not in others)
    return Laid(held, own, run, shared=any(path.endswith(MANIFEST) for path in others))


def paths_of(request: Mapping[str, Any]) -> list[str]:
    """Return the paths of a snapshot but for its manifest; raises ``Fault`` when it does not tell."""
    paths, _ = _shown(request)
    own = {name for each in _manifests_among(paths, request) for name in (each, f"{each}.sig")}
    return [path for path in paths if path not in own]


def _shown(request: Mapping[str, Any]) -> tuple[Sequence[str], str]:
    """Return a snapshot's paths and run: as a listing told them, else as restic shows them."""
    if request.get("paths"):
        return request["paths"], request["run"]
    (shown,) = restic.read(restic.target(request["repository"]), "cat", "snapshot", request["snapshot"])
    return shown["paths"], commits.told(shown.get("tags") or (), commits.RUN)


def _plain(path: str) -> bool:
    """Say whether a path that a snapshot claims names each folder by its own name, from the root on."""
    return path.startswith("/") and not path.startswith("//") and os.path.normpath(path) == path


def _manifests_among(paths: Sequence[str], request: Mapping[str, Any]) -> list[str]:
    return [path for path in paths if path.endswith(f"/manifests/{request['data_set']}.jsonl")]
