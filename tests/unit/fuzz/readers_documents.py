"""Readers of files that somebody hands over: results of scanners, imports, answers, what tools left."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from drplan.adapters.desk import WrittenDesk
from drplan.adapters.imports.readers import read_import
from drplan.adapters.journal import JournalFile
from drplan.adapters.last_told import LastToldFile
from drplan.adapters.told import ToldFile
from drplan.cli.init_questions import QUESTIONS, answers
from drplan.posture.reading import read_results
from tests.unit.fuzz.reading import Reader, nothing_good
from tests.unit.fuzz.spoiling import spoilt_bytes, spoilt_json, spoilt_lines

CASES = Path(__file__).parents[2] / "cases"


def of(*names: str) -> Callable[[], Sequence[bytes]]:
    """Return samples from ``tests/cases``."""
    return lambda: [(CASES / name).read_bytes() for name in names]


def in_file(name: str, read: Callable[[Path], Any]) -> Callable[[bytes], Any]:
    """Return a reader of bytes out of a reader of a file."""

    def reading(data: bytes) -> Any:
        with tempfile.TemporaryDirectory(prefix="drplan-fuzz-") as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            return read(path)

    return reading


def _passed(found: Any) -> frozenset[str]:
    """Count what passed: nobody signs these files, so another name on a result is another result."""
    passed = sum(each.result == "pass" for each in found.seen)
    return frozenset(f"{number} passed" for number in range(1, passed + 1))


def _posture(tool: str) -> Reader:
    # A finding of Prowler's that is given another check's name is one of that check: nothing else tells them.
    good = nothing_good if tool == "prowler" else _passed
    return Reader(f"posture: {tool}", of(f"posture/{tool}.json"), read_results, spoilt_json, good=good)


def _import(tool: str, name: str) -> Reader:
    sample = CASES / "imports" / name
    spoil = spoilt_json if sample.suffix == ".json" else spoilt_bytes
    return Reader(
        f"import: {tool} {sample.name}",
        of(f"imports/{name}"),
        in_file(sample.name, lambda path: read_import(tool, path)),
        spoil,
    )


_ANSWERS = {"schema": "drplan/exercise-answers/1", "answers": {"start": "now", "role-1": "yes"}}
_JOURNAL = (
    b'{"kind":"begin","day":"2026-11-22","at":"2026-11-22T09:00:00+00:00"}\n'
    b'{"kind":"answer","id":"a","said":"x"}\n'
)
_SINCE = {"state": "well", "since": "2026-11-22T09:00:00Z"}
_TOLD = {"schema": "drplan/status-told/1", "told": {"board": {"sis": {"onsite": _SINCE}}}}
_LAST = {"schema": "drplan/configurations-told/1", "told": {"board": "abcdef0123456789"}}
_INIT = "".join(f"{each.option},said\n" for each in QUESTIONS).encode()


def _json(value: Any) -> Callable[[], Sequence[bytes]]:
    return lambda: [json.dumps(value).encode()]


READERS = (
    *map(_posture, ("scubagear", "scubagoggles", "prowler")),
    _import("netbox", "netbox_fixture/netbox.json"),
    _import("ansible", "ansible/hosts.ini"),
    _import("ansible", "ansible_yaml.yml"),
    _import("oxidized", "oxidized/router.db"),
    _import("csv", "csv/register.csv"),
    _import("nornir", "nornir/hosts.yaml"),
    Reader("exercise: answers", _json(_ANSWERS), in_file("answers.json", WrittenDesk), spoilt_json),
    Reader(
        "exercise: journal",
        lambda: [_JOURNAL],
        in_file("x.jsonl", lambda path: JournalFile(path).entries()),
        spoilt_lines,
    ),
    Reader("init: answers", lambda: [_INIT], in_file("a.csv", lambda path: answers({}, path, lambda *_: ""))),
    Reader(
        "state: told",
        _json(_TOLD),
        in_file("told.json", lambda path: ToldFile(path).told("board")),
        spoilt_json,
    ),
    Reader(
        "state: last told",
        _json(_LAST),
        in_file("last.json", lambda path: LastToldFile(path).last("board")),
        spoilt_json,
    ),
)
