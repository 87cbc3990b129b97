"""How snapshots are told apart by their tags: recovery points, and the streams that some make count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import restic
from .fault import Fault

TAG = "drplan"
"""The tag of every recovery point."""
STREAM = "drplan-stream"
"""The tag of what is no recovery point by itself."""
RUN = "run:"
"""What the tag begins with that holds a stream and its recovery point together."""
BEGUN = "begun:"
"""What the tag begins with that says when the source's truth was taken: before the stream, not after it."""


def tag_of(data_set: str) -> str:
    """Return the tag that a data set's recovery points carry."""
    return f"data-set:{data_set}"


def stream_of(data_set: str) -> str:
    """Return the tag that a data set's streams carry."""
    return f"stream-of:{data_set}"


def told(tags: Sequence[str], prefix: str) -> str:
    """Return what the first tag with this beginning says, empty when there is none."""
    return next((tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix)), "")


def whole(found: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
    """Return recovery points, each with its stream's snapshot; one whose stream is gone is none.

    ``found`` are restic's snapshots of a data set, its streams among them.
    """
    streams = {
        told(each.get("tags") or (), RUN): each for each in found if STREAM in (each.get("tags") or ())
    }
    pairs = []
    for each in found:
        tags = each.get("tags") or ()
        run = told(tags, RUN)
        if STREAM in tags or (run and run not in streams):
            continue
        pairs.append((each, streams.get(run)))
    return pairs


def stream_snapshot(place: restic.Target, data_set: str, run: str, name: str) -> str:
    """Return the id of the snapshot that holds a run's stream; raises ``Fault`` unless there is one."""
    tags = f"{STREAM},{stream_of(data_set)},{RUN}{run}"
    found = restic.read(place, "snapshots", "--tag", tags) if run else []
    held = [each["id"] for each in found if f"/{name}" in each["paths"]]
    if len(held) != 1:
        raise Fault("not-as-kept", f"{len(held)} snapshots hold the stream {name} of this recovery point")
    return str(held[0])
