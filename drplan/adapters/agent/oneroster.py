"""OneRoster exports (1EdTech OneRoster 1.1 and 1.2, CSV bindings): files that must agree with each other.

A file that ``manifest.csv`` promises and that is not there or cannot be read is no backup. Records that lead
nowhere, identifiers given twice, an implausible answer and an export that has stopped coming are kept, and
doubted.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .content import QUESTION, Content, stale
from .judge import Doubts
from .manifest import Entry
from .oneroster_csv import MANIFEST, Roster, read_roster
from .oneroster_links import LINKS
from .scratch_tables import implausible, scratch_tables

_DAYS = 4.0
"""Past a long week-end: an export whose newest file is older has stopped coming."""
_TABLES = tuple(f"table {name}.csv" for name in LINKS["1.2"])


def read(folder: str, source: Mapping[str, Any]) -> Content:
    """Read every file, count each in a scratch database, and ask it the declared questions."""
    questions = source.get("questions") or ()
    with scratch_tables() as scratch:
        roster = read_roster(folder, scratch.take)
        answers = scratch.ask(questions)
    newest = max(os.stat(os.path.join(folder, name)).st_mtime for name in _files(roster))
    said = [*doubts(roster), *implausible(answers, questions), *stale(newest, source, _DAYS)]
    asked = tuple(f"{QUESTION}{each['name']}" for each in questions)
    return Content({**tables(roster), **answers}, said, newest, watched=(*_TABLES, *asked))


def _files(roster: Roster) -> tuple[str, ...]:
    """Return what the export is made of: whatever else lies in the folder says nothing of its age."""
    return (MANIFEST, *(f"{name}.csv" for name in roster.sums))


def tables(roster: Roster) -> dict[str, Entry]:
    """Return rows and checksum of each file, by ``table NAME``."""
    return {
        f"table {name}.csv": {"rows": each.count, "checksum": each.checksum}
        for name, each in roster.sums.items()
    }


def doubts(roster: Roster) -> Doubts:
    """Say what speaks against an export: in counts, with nothing of what its records say."""
    return [
        *(
            ("partial", f"{count} records of {where} lead nowhere")
            for where, count in roster.dangling.items()
        ),
        *(
            ("partial", f"{count} records of {name} have no identifier, or that of another")
            for name, count in roster.twice.items()
        ),
        *(("partial", f"{name}.csv holds no record") for name in roster.empty),
        *(("partial", sentence) for sentence in roster.odd),
    ]
