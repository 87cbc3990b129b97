"""Where a snapshot holds what: a data set's paths, and its manifest and signature beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import commits, restic
from .fault import Fault


@dataclass(frozen=True)
class Laid:
    """``paths`` of the data set, ``own`` of its manifest and the signature; ``run`` leads to its streams."""

    paths: tuple[str, ...]
    own: tuple[str, str]
    run: str


def laid_out(request: Mapping[str, Any]) -> Laid:
    """Say it of the request's snapshot: as a listing told (``paths`` and ``run``), else as restic shows it.

    The machine that made it may have kept its manifest elsewhere. Raises ``Fault`` when it holds none.
    """
    if request.get("paths"):
        return _laid(request, request["paths"], request["run"])
    (shown,) = restic.read(restic.target(request["repository"]), "cat", "snapshot", request["snapshot"])
    return _laid(request, shown["paths"], commits.told(shown.get("tags") or (), commits.RUN))


def _laid(request: Mapping[str, Any], paths: Sequence[str], run: str) -> Laid:
    snapshot, data_set = request["snapshot"], request["data_set"]
    ours = [path for path in paths if path.endswith(f"/manifests/{data_set}.jsonl")]
    if len(ours) != 1:
        raise Fault("source", f"snapshot {snapshot[:8]} holds no manifest of {data_set}")
    own = (ours[0], f"{ours[0]}.sig")
    return Laid(tuple(path for path in paths if path not in own), own, run)
