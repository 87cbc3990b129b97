"""Readers of what lies in repositories and comes from hosts: manifests, restic's words, agents' answers."""

from __future__ import annotations

import io
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from unittest.mock import patch

from drplan.adapters.agent import prove_tar
from drplan.adapters.agent.cluster import listed, summed
from drplan.adapters.agent.figures import Figures
from drplan.adapters.agent.history import History
from drplan.adapters.agent.history import read as read_history
from drplan.adapters.agent.history import write as write_history
from drplan.adapters.agent.manifest_file import read_manifest
from drplan.adapters.agent.mariadb_dump import Counted
from drplan.adapters.agent.postgres_dump import Dump
from drplan.adapters.agent.prove_listing import Listing
from drplan.adapters.agent.restic_messages import error_words, in_lines, messages, progress
from drplan.adapters.agent.restic_results import backup, checked, config, node, restored, snapshot, stats
from drplan.adapters.agent.snapshots import write_manifest
from drplan.adapters.agents import ask_here, heard
from drplan.adapters.hosts.reply import read_reply
from drplan.adapters.hosts.said import Reply
from drplan.adapters.ssh import Ran
from drplan.adapters.vault import _recovered, point_of
from drplan.declare import Secret, Server
from drplan.declare.protection import Repository
from drplan.errors import DrplanError
from drplan.measure.compare import compare
from tests.unit.fuzz.readers_documents import of
from tests.unit.fuzz.reading import Reader
from tests.unit.fuzz.spoiling import spoilt_json, spoilt_lines

_ID = "ab" * 32
_FIGURES = {
    "entries": 2, "files": 1, "bytes": 5, "dense": 0, "dense_bytes": 0, "changed": 0, "new": 2, "vanished": 0,
}  # fmt: skip
_ENTRIES: dict[str, dict[str, str | int]] = {
    "/srv": {"type": "folder", "mode": "0o755", "uid": 0, "gid": 0, "mtime_ns": 1_700_000_000_000_000_000},
    "/srv/a": {
        "type": "file", "mode": "0o644", "uid": 0, "gid": 0, "mtime_ns": 1_700_000_000_000_000_000, "size": 5,
        "sha256": "cc" * 32, "dense": 1,
    },
}  # fmt: skip


def _manifest() -> bytes:
    with tempfile.TemporaryDirectory(prefix="drplan-fuzz-") as folder:
        path = Path(folder, "manifests", "files.jsonl")
        write_manifest(str(path), "files", kind="paths", entries=_ENTRIES, signing_key=None)
        return path.read_bytes()


def _manifest_good(read: Any) -> frozenset[str]:
    """A spoilt manifest must not make another truth pass for the one that was kept."""
    return (
        frozenset({"passes"})
        if compare(dict(read.entries), _ENTRIES).verdict.outcome == "pass"
        else frozenset()
    )


def _read_manifest(data: bytes) -> Any:
    read = read_manifest(io.BytesIO(data), "files")
    compare(read.entries, _ENTRIES)
    compare(_ENTRIES, read.entries)
    return read


_POINT = {
    "snapshot": _ID, "taken_at": "2026-11-22T09:00:00.123456789+01:00", "files": 1, "size": 5, "added": 5,
    "seconds": 0.5, "suspect": [], "paths": ["/srv"], "run": "",
}  # fmt: skip
_CAME = {"expected": _ENTRIES, "found": _ENTRIES, "size": 5, "notes": []}
_SERVER = Server(name="hs-db1", address=IPv4Address("10.0.0.1"), owner="n")
_COPY = Repository(name="onsite", location="/srv/copies", site="do", media="disk", password=Secret.env("X"))


def _protected(data: bytes) -> Any:
    kept = heard(Ran(0, data, ""), _SERVER, "protect-paths")
    return [point_of("files", _COPY, each) for each in kept if "error" not in each]


def _faulted(data: bytes) -> Any:
    """Hear a fault: it is raised, and that is well."""
    try:
        return _protected(data)
    except DrplanError:
        return None


def _came_back(data: bytes) -> Any:
    came = _recovered(heard(Ran(0, data, ""), _SERVER, "recover-paths"))
    return compare(came.expected, came.found)


def _passes(comparison: Any) -> frozenset[str]:
    return frozenset({"pass"} if comparison.verdict.outcome == "pass" else ())


_SNAPSHOTS = [
    {
        "id": _ID, "time": "2026-11-22T09:00:00.1+01:00", "tree": "cd" * 32,
        "paths": ["/srv", "/v/manifests/files.jsonl"],
        "tags": ["drplan", "data-set:files", "pass:aa"],
        "hostname": "hs-db1", "program_version": "restic 0.18.0",
        "summary": {
            "backup_start": "2026-11-22T09:00:00.2+01:00", "backup_end": "2026-11-22T09:00:09+01:00",
            "total_files_processed": 2, "total_bytes_processed": 5, "data_added_packed": 5,
        },
    },
    {
        "id": "ef" * 32, "time": "2026-11-22T09:00:00Z",
        "paths": ["/base.tar"], "tags": ["drplan-stream", "stream-of:files", "run:1"],
    },
]  # fmt: skip


def _shown(data: bytes) -> Any:
    """List what a repository shows, through the agent as the control machine asks it."""
    found = [*messages(data.decode(errors="replace"))]
    with (
        patch("drplan.adapters.agent.restic.read", return_value=found),
        patch("drplan.adapters.agent.restic.target"),
    ):
        shown = ask_here({"verb": "all-points", "repository": {}})
    return [point_of(each["data_set"], _COPY, each) for each in shown]


_WORDS: dict[str, tuple[Callable[[Mapping[str, Any]], Any], Any]] = {
    "snapshots": (snapshot, _SNAPSHOTS[0]),
    "backup": (
        backup,
        {"snapshot_id": _ID, "backup_start": "2026-11-22T09:00:00Z", "backup_end": "2026-11-22T09:00:00Z"},
    ),
    "restore": (restored, {"files_restored": 3}),
    "ls": (node, {"path": "/a", "type": "file"}),
    "stats": (stats, {"total_size": 3}),
    "check": (lambda said: checked(said, ()), {"num_errors": 0, "broken_packs": None}),
    "cat config": (config, {"id": _ID, "version": 2}),
}


def _restic_lines(data: bytes) -> Any:
    return [
        (error_words(each), progress(each)) for each in in_lines(data.decode(errors="replace").splitlines())
    ]


_LINES = (
    b'{"message_type":"status","percent_done":0.5,"total_bytes":9}\nunlocking\n'
    b'{"message_type":"error","error":{"message":"x"},"item":"/a"}\n'
)
_NODES = {
    "/srv/a": {"path": "/srv/a", "type": "file", "mtime": "2023-11-14T22:13:20.5Z", "mode": 420, "inode": 7},
    "/srv/p": {"path": "/srv/p", "type": "fifo", "mtime": "2023-11-14T22:13:20Z", "mode": 33554852},
}


def _nodes(data: bytes) -> Any:
    """Put a listing's times and owners beside what a tar showed, as the agent does."""

    def do(_: Mapping[str, Any]) -> Any:
        held = Listing(json.loads(data))
        found = {name: dict(facts) for name, facts in _ENTRIES.items()}
        expected: dict[str, dict[str, str | int]] = {**found, "/srv/p": {"type": "pipe"}}
        held.add_to(found, expected)
        held.add_unseen(found, expected)
        held.add_owners(found)
        return found

    return in_agent(do)


def in_agent(do: Any) -> Any:
    """Have the agent do something: what it raises is what the control machine hears."""
    with patch("drplan.adapters.agent.answer.do", do):
        return ask_here({"verb": "manifest"})


def _tar() -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in ("srv/a", "srv/é" + "x" * 120):
            told = tarfile.TarInfo(name)
            told.size, told.pax_headers = 5, {"SCHILY.acl.access": "user::rw-,group::r--,other::r--"}
            tar.addfile(told, io.BytesIO(b"hello"))
    return held.getvalue()


def _proved(data: bytes) -> Any:
    def do(_: Mapping[str, Any]) -> Any:
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            return [
                [os.fsdecode(name), facts]
                for name, facts in prove_tar.TarReader(file.fileno(), lambda _: True).entries()
            ]

    return in_agent(do)


def _sql(data: bytes) -> Any:
    counted = Counted()
    for _ in counted.watching(_pieces(data)):
        pass
    return counted.entries()


def _pieces(data: bytes) -> Any:
    yield from (data[at : at + 777] for at in range(0, len(data), 777))


def _pg(data: bytes) -> Any:
    for _ in Dump().watching(_pieces(data)):
        pass


_BASE = {"Files": [{"Path": "base/1", "Size": 8192, "Checksum-Algorithm": "SHA256", "Checksum": "aa" * 32}]}
_REPLY = (
    b'{"begun": 1}\n{"changing": "hs-db1"}\n'
    b'{"host": "hs-db1", "operations": [{"name": "x", "outcome": "changed", "detail": ""}], "error": null}\n'
    b'{"ended": [0]}\n'
)


def _replied(data: bytes) -> Any:
    lines = tuple(data.decode(errors="replace").splitlines())
    return read_reply(Reply(lines, "exit 0"), ["hs-db1", "hs-file1"], dry=False)


def _well(found: Any) -> frozenset[str]:
    return frozenset(name for name, each in found.items() if not each.error and not each.count("error"))


def _history() -> list[bytes]:
    with tempfile.TemporaryDirectory(prefix="drplan-fuzz-") as folder:
        kept = History((Figures(entries=3), Figures(entries=4)), frozenset({"ab"}), 1)
        return [_history_file(folder, kept).read_bytes()]


def _history_file(folder: str, kept: History) -> Path:
    Path(folder, "past").mkdir()
    write_history(f"{folder}/manifests/a.jsonl", kept)
    (made,) = Path(folder, "past").glob("*.history")
    return made


def _read_history(data: bytes) -> Any:
    with tempfile.TemporaryDirectory(prefix="drplan-fuzz-") as folder:
        _history_file(folder, History()).write_bytes(data)
        return read_history(f"{folder}/manifests/a.jsonl")


def _word(name: str) -> Reader:
    read, sample = _WORDS[name]
    return Reader(
        f"restic: {name}",
        lambda: [json.dumps(sample).encode()],
        lambda data: in_agent(lambda _: [read(each) for each in messages(data.decode(errors="replace"))]),
        spoilt_json,
    )


def _json(value: Any) -> Sequence[bytes]:
    return [json.dumps(value).encode()]


READERS = (
    Reader("repository: manifest", lambda: [_manifest()], _read_manifest, spoilt_lines, good=_manifest_good),
    Reader("repository: snapshots", lambda: _json(_SNAPSHOTS), _shown, spoilt_json),
    Reader("repository: listing", lambda: _json(_NODES), _nodes, spoilt_json),
    Reader("repository: tar", lambda: [_tar()], _proved),
    *map(_word, _WORDS),
    Reader(
        "restic: lines", lambda: [_LINES], lambda data: in_agent(lambda _: _restic_lines(data)), spoilt_lines
    ),
    Reader(
        "agent: recovery points",
        lambda: _json({"answer": [_POINT, {"error": {"kind": "quota", "message": "full"}}]}),
        _protected,
        spoilt_json,
    ),
    Reader("agent: what came back", lambda: _json({"answer": _CAME}), _came_back, spoilt_json, good=_passes),
    Reader(
        "agent: fault", lambda: _json({"error": {"kind": "source", "message": "x"}}), _faulted, spoilt_json
    ),
    Reader("agent: history", _history, _read_history, spoilt_lines),
    Reader("worker: reply", lambda: [_REPLY], _replied, spoilt_lines, good=_well),
    Reader("dump: MariaDB", of("dumps/school.sql"), _sql),
    Reader("dump: PostgreSQL", of("dumps/school-15.pgdump", "dumps/school-17.pgdump"), _pg),
    Reader("dump: backup_manifest", lambda: _json(_BASE), lambda data: summed(listed(data)), spoilt_json),
)
