"""Readers of what other programs export: rosters, courses, cloud tenants. One file of one is spoilt."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from drplan.adapters.agent.content import Content, read_content
from tests import moodle_files, roster_files, tenant_files
from tests.unit.fuzz.readers_backups import in_agent
from tests.unit.fuzz.reading import Reader
from tests.unit.fuzz.spoiling import spoilt_bytes, spoilt_json, spoilt_lines

_FORMS: dict[str, Callable[[Path], Path]] = {
    "oneroster": lambda folder: roster_files.lay_down(folder, roster_files.roster("1.2")),
    "oneroster 1.1": lambda folder: roster_files.lay_down(folder, roster_files.roster("1.1")),
    "moodle": lambda folder: moodle_files.lay_down(folder, 12, 13),
    "tenant-export-gyb": tenant_files.mailbox,
    "tenant-export-takeout": tenant_files.takeout,
    "tenant-export-gam-csv": tenant_files.gam,
    "tenant-export-graph-json": tenant_files.graph,
    "tenant-export-pst": tenant_files.pst,
}


@cache
def _laid(form: str) -> dict[str, bytes]:
    """Return the files of a whole export by their names in its folder."""
    with tempfile.TemporaryDirectory(prefix="drplan-fuzz-") as folder:
        root = _FORMS[form](Path(folder, "export"))
        return {
            str(each.relative_to(root)): each.read_bytes()
            for each in sorted(root.rglob("*"))
            if each.is_file()
        }


def _reading(form: str, name: str) -> Callable[[bytes], Any]:
    """Return a reader of an export of which one file is given, as the agent reads it."""

    def reading(data: bytes) -> Any:
        with tempfile.TemporaryDirectory(prefix="drplan-fuzz-") as folder:
            for each, content in {**_laid(form), name: data}.items():
                path = Path(folder, each)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            return in_agent(lambda _: _plain(read_content(form.partition(" ")[0], folder, {})))

    return reading


def _plain(content: Content) -> dict[str, Any]:
    for _, sentence in content.doubts:
        assert sentence.isprintable(), ascii(sentence)
        assert "Secretname" not in sentence
    return {"entries": content.entries, "doubts": content.doubts}


def _one(form: str, name: str) -> Reader:
    spoil = (
        spoilt_json if name.endswith(".json") else spoilt_lines if name.endswith(".jsonl") else spoilt_bytes
    )
    return Reader(f"export: {form} {name}", lambda: [_laid(form)[name]], _reading(form, name), spoil)


_SPOILT = {
    "oneroster": ("manifest.csv", "users.csv", "enrollments.csv"),
    "oneroster 1.1": ("users.csv",),
    "tenant-export-gyb": ("msg-db.sqlite",),
    "tenant-export-takeout": ("takeout-20261101T000000Z-001.zip", "takeout-20261101T000000Z-002.tgz"),
    "tenant-export-gam-csv": ("users.csv",),
    "tenant-export-graph-json": ("users.jsonl", "policies.json"),
    "tenant-export-pst": ("one.pst", "two.pst"),
}


def _courses() -> Sequence[str]:
    return [name for name in _laid("moodle") if name.endswith(".mbz")][:2]


def _part(name: str) -> Reader:
    """Spoil one file inside a course's archive, whose own form then holds."""

    def reading(data: bytes) -> Any:
        with tempfile.TemporaryDirectory(prefix="drplan-fuzz-") as folder:
            files = {**moodle_files.course(12, made=1_700_000_000), name: data}
            Path(folder, "a.mbz").write_bytes(moodle_files.as_tar(files))
            return in_agent(lambda _: _plain(read_content("moodle", folder, {})))

    return Reader(
        f"export: moodle {name}", lambda: [moodle_files.course(12, made=1_700_000_000)[name]], reading
    )


READERS = (
    *(_one(form, name) for form, names in _SPOILT.items() for name in names),
    *(_one("moodle", name) for name in _courses()),
    *map(_part, ("moodle_backup.xml", "files.xml")),
)
