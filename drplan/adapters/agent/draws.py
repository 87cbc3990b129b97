"""A file of a snapshot, piece by piece: what ``restic dump`` writes."""

from __future__ import annotations

import os

from . import restic
from .programs import CHUNK, Pieces
from .restic_call import Manner, read_words, start
from .restic_process import MOVING

AT_LENGTH = Manner(seconds=MOVING.whole)
"""For what takes as long as data takes, and says nothing on the way."""


def drawn(place: restic.Target, snapshot: str, path: str) -> Pieces:
    """Yield a file's content; raises ``Fault`` after the last piece unless restic ended well."""
    with start(place, read_words("dump", snapshot, path), AT_LENGTH) as running:
        handle = running.stdout.fileno()
        while piece := os.read(handle, CHUNK):
            yield piece
        ended = running.ended()
    if ended.outcome is not restic.Outcome.DONE:
        raise restic.fault(ended)
