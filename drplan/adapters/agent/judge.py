"""Judging a manifest before its snapshot is made, so that doubts are among the snapshot's tags."""

from __future__ import annotations

import json

from .manifest_counts import Counts

Doubts = list[tuple[str, str]]
"""Words that become ``suspect:`` tags, each with a sentence for people."""


def judge(counts: Counts) -> Doubts:
    """Return what speaks against a manifest: here, that it is not of everything."""
    if not counts.unread_in_all:
        return []
    shown = ", ".join(name if name.isprintable() else json.dumps(name) for name in counts.unread[:3])
    return [("partial", f"{counts.unread_in_all} entries could not be read, such as {shown}")]
