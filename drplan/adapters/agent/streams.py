"""Sources that are a program's output: pumped into every copy at once, kept only when all of it was proved.

The bytes go into a snapshot tagged ``drplan-stream``. Only when their source ended well is the small
snapshot made that counts as the recovery point: the manifest, with the stream's size and hash.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from . import commits, quota, restic, snapshot_read, snapshots
from .afterwards import Pending
from .draws import drawn
from .fault import Fault
from .judge import Doubts
from .judging import judging
from .listing import with_stream
from .manifest import Entry
from .manifest_seal import HOST_KEY
from .places import manifest_path
from .programs import CHUNK, Pieces
from .proven import proven
from .stream_copy import StreamCopy

Entries = dict[str, Entry]


@dataclass(frozen=True)
class Stream:
    """What is kept: the stream's ``name`` and its pieces, and who tells the truth of it at their end.

    ``truth`` returns the manifest's entries; what it raises, and what the pieces raise, leaves no copy.
    """

    name: str
    pieces: Pieces
    truth: Callable[[], Entries]


@dataclass(frozen=True)
class _Run:
    """One run: what holds a stream and its recovery points together, and when its source was asked."""

    word: str
    begun: str

    @property
    def tag(self) -> str:
        return f"{commits.RUN}{self.word}"

    @property
    def moment(self) -> str:
        return f"{commits.BEGUN}{self.begun}"


@dataclass(frozen=True)
class Passed:
    """What went by: ``size`` in bytes and ``sha256`` (hex)."""

    size: int
    sha256: str


class Watched:
    """Pieces that are hashed and counted while somebody else reads them."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces, self._digest, self._size = pieces, hashlib.sha256(), 0

    def pieces(self) -> Pieces:
        """Yield them."""
        with closing(self._pieces):
            for piece in self._pieces:
                self._digest.update(piece)
                self._size += len(piece)
                yield piece

    def passed(self) -> Passed:
        """Return what went by until now."""
        return Passed(self._size, self._digest.hexdigest())


def keep(request: Mapping[str, Any], stream: Stream) -> list[dict[str, Any]]:
    """Keep a stream in each of the request's copies; answers as :func:`snapshots.keep` does.

    A copy that faults, or takes nothing for too long, fails alone. A stream that breaks off is kept nowhere.
    What an earlier one of a killed process locked goes first.
    """
    data_set, run = request["data_set"], _Run(secrets.token_hex(8), datetime.now(UTC).isoformat())
    pending = Pending(request["scratch"], data_set)
    pending.heal(request["copies"])
    pending.begin(run.word, request["copies"])
    tags = (commits.STREAM, commits.stream_of(data_set), run.tag)
    copies = [StreamCopy(restic.target(each), stream.name, tags) for each in request["copies"]]
    try:
        passed = _pump(stream.pieces, copies)
        entries = stream.truth()
        for copy in copies:
            copy.end()
        manifest_file, doubts = _manifest(request, entries, {stream.name: vars(passed)})
        made = [_commit(copy, data_set, manifest_file, run, doubts) for copy in copies]
        kept = snapshots.answers(made)
        snapshots.accept(manifest_file, doubts)
        both = zip(request["copies"], kept, strict=True)
        pending.end(run.word, [copy["location"] for copy, answer in both if "error" not in answer])
        return kept
    finally:
        for copy in copies:
            copy.abandon()


def _manifest(
    request: Mapping[str, Any], entries: Entries, streams: Mapping[str, Entry]
) -> tuple[str, Doubts]:
    manifest_file = manifest_path(request["scratch"], request["data_set"])
    _, doubts = snapshots.write_manifest(
        manifest_file,
        request["data_set"],
        kind=request["verb"].removeprefix("protect-"),
        entries=entries,
        streams=streams,
        canaries=request.get("canaries", ()),
        judge=judging(request),
        signing_key=request.get("signing_key", HOST_KEY),
    )
    return manifest_file, doubts


def _commit(
    copy: StreamCopy, data_set: str, manifest_file: str, run: _Run, doubts: Doubts
) -> dict[str, Any] | Fault:
    """Make the recovery point of a stream that this copy took whole."""
    try:
        streamed = copy.kept()
        made = snapshots.commit(copy.place, data_set, manifest_file, (run.tag, run.moment), doubts)
    except Fault as fault:
        return fault
    quota.count(copy.place, streamed.added)
    sizes = {name: getattr(streamed, name) for name in ("files", "size", "added", "seconds")}
    sentences = [sentence for _, sentence in doubts]
    return {**with_stream(made, sizes), "taken_at": run.begun, "doubts": sentences}


def _pump(pieces: Pieces, copies: Sequence[StreamCopy]) -> Passed:
    """Hand every piece to every copy that lives; raises the first copy's fault when none does."""
    watched = Watched(pieces)
    with closing(watched.pieces()) as taken:
        for piece in taken:
            living = [copy for copy in copies if copy.fault is None]
            if not living:
                break
            for copy in living:
                copy.take(piece, alone=len(living) == 1)
    if all(copy.fault for copy in copies):
        raise next(copy.fault for copy in copies if copy.fault)
    passed = watched.passed()
    if not passed.size:
        raise Fault("source-empty", "the source wrote nothing at all")
    return passed


def recover(
    request: Mapping[str, Any],
    load: Callable[[Pieces], object],
    kept: snapshot_read.Kept,
    *,
    proven_first: bool = False,
) -> int:
    """Have ``load`` read the stream of the request's recovery point; return its size.

    The pieces are hashed on the way and raise ``Fault`` after the last one when they are not those that
    were kept: ``load`` must read to the end. ``proven_first``: a dump is a program for the server that loads
    it, so all of it is read once before ``load`` gets the first piece (:mod:`proven`). A snapshot's id is a
    hash over all that it holds: what comes the second time is what was proven, and is hashed again.
    """
    ((name, facts),) = kept.streams.items()
    draw = partial(_drawn, request, name, _snapshot_of(request, kept, name))
    check = partial(_as_kept, kept, name)
    size = int(facts["size"])
    once = proven(draw, check, request["scratch"], size) if proven_first else closing(check(draw()))
    with once as pieces:
        load(pieces)
        for _ in pieces:
            raise Fault("not-as-kept", f"{name} was not read to its end")
    return size


def drawn_from(request: Mapping[str, Any], kept: snapshot_read.Kept, name: str) -> Pieces:
    """Yield a stream of a recovery point as restic gives it; raises ``Fault`` unless that ends well."""
    yield from _drawn(request, name, _snapshot_of(request, kept, name))


def _snapshot_of(request: Mapping[str, Any], kept: snapshot_read.Kept, name: str) -> str:
    place = restic.target(request["repository"])
    return commits.stream_snapshot(place, request["data_set"], kept.run, name)


def _drawn(request: Mapping[str, Any], name: str, snapshot: str) -> Pieces:
    return drawn(restic.target(request["repository"]), snapshot, f"/{name}")


def _as_kept(kept: snapshot_read.Kept, name: str, pieces: Pieces) -> Pieces:
    """Yield pieces; raises ``Fault`` after the last one when they are not those that were kept."""
    watched = Watched(pieces)
    yield from watched.pieces()
    if vars(watched.passed()) != kept.streams[name]:
        raise Fault("not-as-kept", f"{name} differs from what its manifest says")


def restore_to(request: Mapping[str, Any], kept: snapshot_read.Kept) -> dict[str, Any]:
    """Write the streams below the folder ``to``, for their owner's eyes, and describe them from there."""
    found: Entries = {}
    os.makedirs(request["to"], mode=0o700, exist_ok=True)
    for name in kept.streams:
        path = os.path.join(request["to"], name)
        came = _drawn(request, name, _snapshot_of(request, kept, name))
        with closing(_as_kept(kept, name, came)) as pieces:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces)
                os.fsync(file.fileno())
        found[f"/{name}"] = {**vars(_reread(path))}
    expected = {f"/{name}": dict(facts) for name, facts in kept.streams.items()}
    return {
        "expected": expected,
        "found": found,
        "size": sum(int(f["size"]) for f in found.values()),
        "notes": kept.notes,
    }


def _reread(path: str) -> Passed:
    watched = Watched(content(path))
    for _ in watched.pieces():
        pass
    return watched.passed()


def content(path: str) -> Pieces:
    """Yield a file's content."""
    with open(path, "rb") as file:
        while piece := file.read(CHUNK):
            yield piece
