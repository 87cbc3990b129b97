"""What a declared program writes, kept as it is; what reads it back, if anything does, is declared too."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from . import snapshot_read, streams
from .fault import Fault
from .manifest import Entry
from .programs import Pieces, load, output

NAME = "output"


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep the output of ``argv``; that it ended with 0 and, where declared, with these words proves it."""
    source = request["source"]
    seen = streams.Watched(ending(output(source["argv"]), source["ends_with"]))

    def truth() -> dict[str, Entry]:
        return {NAME: {**vars(seen.passed())}}

    return streams.keep(request, streams.Stream(NAME, seen.pieces(), truth))


def recover(request: Mapping[str, Any]) -> dict[str, Any]:
    """Feed the output to ``restore_argv``, and read ``argv`` again: it must write the same bytes."""
    source = request["source"]
    if not source["restore_argv"]:
        raise Fault("request", "no program is declared that reads this output back")
    kept = snapshot_read.look_into(request)
    size = streams.recover(
        request, lambda pieces: load(pieces, source["restore_argv"]), kept, proven_first=True
    )
    seen = streams.Watched(output(source["argv"]))
    for _ in seen.pieces():
        pass
    found = {NAME: {**vars(seen.passed())}}
    return {"expected": kept.entries, "found": found, "size": size, "notes": kept.notes}


def ending(pieces: Pieces, words: str | None) -> Pieces:
    """Yield the pieces; raises ``Fault`` after the last one unless they end with the words.

    White space after the words does not count.
    """
    wanted, last = (words or "").encode(), b""
    with closing(pieces):
        for piece in pieces:
            yield piece
            last = (last + piece)[-len(wanted) - _BLANKS :]
    if not last.rstrip().endswith(wanted.rstrip()):
        raise Fault("source-not-whole", f"the output does not end with {words!r}")


_BLANKS = 64
"""How much white space may follow the last words."""
