"""What ``restic ls`` tells of a snapshot that its tar does not: pipes, devices, hard links, exact times."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from . import restic
from .draws import AT_LENGTH
from .manifest import Entry
from .restic_call import read_words, start

_KINDS = {"fifo": "pipe", "chardev": "character-device", "dev": "block-device"}
_UNLISTED = ("device", "xattrs")
_PERMISSIONS = 0o777
_SPECIAL = ((1 << 23, 0o4000), (1 << 22, 0o2000), (1 << 20, 0o1000))
"""Go's own bits for set-user-id, set-group-id and sticky (package io/fs), and the kernel's."""
_SECOND = 1_000_000_000


class Listing:
    """The nodes of a snapshot by path. A path that is not UTF-8 is not told apart from another such."""

    def __init__(self, nodes: Mapping[str, Mapping[str, Any]]) -> None:
        self._nodes = nodes

    def add_to(self, found: dict[str, Entry], expected: Mapping[str, Entry]) -> None:
        """Put exact times and hard links to what a tar showed."""
        for name, facts in found.items():
            node = self._nodes.get(_shown(name))
            if node is not None and facts["mtime_ns"] == rounded(nanoseconds(node["mtime"])):
                facts["mtime_ns"] = nanoseconds(node["mtime"])
            first = expected.get(name, {}).get("same_as")
            if first is not None and self._same(name, str(first)):
                facts["same_as"] = first

    def add_unseen(self, found: dict[str, Entry], expected: dict[str, Entry]) -> None:
        """Add pipes and devices; a device's number and attributes are not in here, and no longer expected."""
        for name, wanted in expected.items():
            node = self._nodes.get(_shown(name))
            if name not in found and node is not None and node["type"] in _KINDS:
                found[name] = _facts(node)
                expected[name] = {fact: each for fact, each in wanted.items() if fact not in _UNLISTED}

    def add_owners(self, found: Mapping[str, Entry]) -> None:
        """Put the owners that the snapshot says in place of whoever restored it."""
        for name, facts in found.items():
            if (node := self._nodes.get(_shown(name))) is not None:
                facts.update(uid=node.get("uid", 0), gid=node.get("gid", 0))

    def _same(self, name: str, first: str) -> bool:
        one, other = (self._nodes.get(_shown(each), {}).get("inode") for each in (name, first))
        return one is not None and one == other


def ask_listing(place: restic.Target, snapshot: str) -> Listing:
    """Read the listing; raises ``Fault`` when restic does not end well."""
    nodes: dict[str, Mapping[str, Any]] = {}
    with start(place, read_words("ls", snapshot), AT_LENGTH) as running:
        for message in running.messages():
            if message.get("message_type") == "node":
                nodes[message["path"]] = message
        ended = running.ended()
    if ended.outcome is not restic.Outcome.DONE:
        raise restic.fault(ended)
    return Listing(nodes)


def rounded(moment_ns: int) -> int:
    """Return a time as restic's tar has it: in nanoseconds, of the nearest whole second."""
    return (moment_ns + _SECOND // 2) // _SECOND * _SECOND


def nanoseconds(text: str) -> int:
    """Return a time of RFC 3339, with up to nine digits of a second, in nanoseconds since the epoch."""
    whole, zone = text[:19], text[19:].lstrip(".0123456789")
    digits = text[19 : len(text) - len(zone)].lstrip(".")
    return _seconds(whole + ("+00:00" if zone == "Z" else zone)) * _SECOND + int(digits.ljust(9, "0") or 0)


@lru_cache(1024)
def _seconds(text: str) -> int:
    span = datetime.fromisoformat(text).astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return span.days * 86400 + span.seconds


def _facts(node: Mapping[str, Any]) -> Entry:
    mode = node["mode"] & _PERMISSIONS | sum(ours for theirs, ours in _SPECIAL if node["mode"] & theirs)
    return {
        "type": _KINDS[node["type"]],
        "mode": oct(mode),
        "uid": node.get("uid", 0),
        "gid": node.get("gid", 0),
        "mtime_ns": nanoseconds(node["mtime"]),
    }


def _shown(name: str) -> str:
    """Return a name as restic's JSON has it: bytes that are not UTF-8 are not told apart there."""
    return os.fsencode(name).decode(errors="replace")
