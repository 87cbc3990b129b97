"""A file of a snapshot, piece by piece: what ``restic dump`` writes."""

from __future__ import annotations

import os

from . import restic
from .programs import CHUNK, Pieces
from .restic_call import read_words, start


def drawn(place: restic.Target, snapshot: str, path: str) -> Pieces:
    """Yield a file's content; raises ``Fault`` after the last piece unless restic ended well."""
    with start(place, read_words("dump", snapshot, path)) as running:
        handle = running.stdout.fileno()
        while piece := os.read(handle, CHUNK):
            yield piece
        ended = running.ended()
    if ended.outcome is not restic.Outcome.DONE:
        raise restic.fault(ended)
