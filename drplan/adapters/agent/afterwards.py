"""Doubts that come after a snapshot was made: its tags can no longer say them, for nothing may be rewritten.

Each recovery point of folders carries ``pass:HEX``. Whoever finds afterwards that it is not what its
manifest says keeps a small snapshot more, tagged ``drplan-doubt`` and with the same pass: whoever lists
recovery points reads both. What was being made when a backup broke off is noted on the host, and doubted by
the next one.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from . import restic
from .fault import Fault
from .places import open_private

DOUBT = "drplan-doubt"
"""The tag of what is no recovery point, but says something of one."""
PASS = "pass:"  # noqa: S105 - a tag's beginning
SUSPECT = "suspect:"
"""What the tags begin with that say why a recovery point is doubted."""
_BROKEN_OFF = "the backup broke off before its source was looked at again"


def with_doubts(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the snapshots that are no doubts, with the words of the doubts about them among their tags."""
    told: dict[str, list[str]] = {}
    for each in found:
        tags = each.get("tags") or ()
        if DOUBT in tags:
            told.setdefault(_pass_of(tags), []).extend(tag for tag in tags if tag.startswith(SUSPECT))
    return [
        {**each, "tags": list(dict.fromkeys([*tags, *told.get(_pass_of(tags) or DOUBT, ())]))}
        for each in found
        if DOUBT not in (tags := each.get("tags") or ())
    ]


def _pass_of(tags: Sequence[str]) -> str:
    return next((tag for tag in tags if tag.startswith(PASS)), "")


class Pending:
    """What is being made now, noted on this host until it was looked at again."""

    def __init__(self, scratch: str, data_set: str) -> None:
        self._path, self._data_set = f"{scratch}/past/{data_set}.pending", data_set
        self._doubt = f"{scratch}/past/{data_set}.doubt"

    def heal(self, copies: Sequence[Mapping[str, Any]]) -> None:
        """Doubt what an earlier backup left unproved in these copies, and take its lock away.

        A copy out of reach waits longer. Only stale locks go: those of processes that are dead.
        """
        left = self._read()
        for made, locations in left.items():
            for copy in copies:
                place = restic.target(copy)
                if place.location in locations:
                    with contextlib.suppress(Fault):
                        restic.run(place, "unlock")
                        if restic.read(place, "snapshots", "--tag", f"{PASS}{made}"):
                            self.doubt(place, made, [_BROKEN_OFF])
                        locations.remove(place.location)
        self._write({made: locations for made, locations in left.items() if locations})

    def begin(self, made: str, copies: Sequence[Mapping[str, Any]]) -> None:
        """Note that a pass begins."""
        self._write({**self._read(), made: [copy["location"] for copy in copies]})

    def end(self, made: str, locations: Sequence[str]) -> None:
        """Note that what these copies took was proved, or doubted."""
        noted = self._read()
        left = [location for location in noted.pop(made, []) if location not in locations]
        self._write({**noted, **({made: left} if left else {})})

    def doubt(self, place: restic.Target, made: str, sentences: Sequence[str]) -> None:
        """Say in a copy that a pass is partial; raises ``Fault`` when that cannot be said there."""
        with open_private(self._doubt) as file:
            file.write(json.dumps({"pass": made, "suspect": [*sentences]}).encode())
        tags = (DOUBT, f"data-set:{self._data_set}", f"{PASS}{made}", f"{SUSPECT}partial")
        restic.run(place, "backup", *(word for tag in tags for word in ("--tag", tag)), self._doubt)

    def _read(self) -> dict[str, list[str]]:
        try:
            with open(self._path, encoding="utf-8") as file:
                return dict(json.load(file))
        except (FileNotFoundError, ValueError, TypeError, RecursionError):
            return {}

    def _write(self, noted: Mapping[str, Sequence[str]]) -> None:
        if not noted:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path)
            return
        with open_private(f"{self._path}.new") as file:
            file.write(json.dumps(noted).encode())
        os.replace(f"{self._path}.new", self._path)
