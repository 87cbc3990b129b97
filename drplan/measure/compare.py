"""What came back beside what was kept: every entry, every fact."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from drplan.measure.verdict import Verdict
from drplan.ports import Entries, Facts

_SHOWN = 5


@dataclass(frozen=True)
class Comparison:
    """``entries`` counts what was expected, ``matched`` what came back equal in every fact."""

    entries: int
    matched: int
    verdict: Verdict


def compare(expected: Entries, found: Entries, *, canaries: tuple[str, ...] = ()) -> Comparison:
    """Judge restored entries against the manifest.

    Missing, unexpected and differing entries all fail; so does what could not be read at backup time, an
    empty manifest, and a canary that the manifest does not hold. A file declared as volatile need only be
    there. The first few differences are named, the rest counted.
    """
    differences = [*_differences(expected, found), *_silent_canaries(expected, canaries)]
    matched = sum(1 for name, facts in expected.items() if name in found and _as_kept(facts, found[name]))
    if not expected:
        differences.append("the manifest is empty")
    if not differences:
        return Comparison(len(expected), matched, _of_equals(expected))
    shown = differences[:_SHOWN]
    if len(differences) > _SHOWN:
        shown.append(f"and {len(differences) - _SHOWN} more differences")
    return Comparison(len(expected), matched, Verdict(outcome="fail", because=tuple(shown)))


def _of_equals(expected: Entries) -> Verdict:
    """Pass what differs in nothing, unless no content was compared.

    That is: there are folders and nothing in them, as on a new disk; every file is empty, or declared as
    volatile; or there are tables and not one row, as in a database that was set up and never filled.
    """
    facts = [*expected.values()]
    files = [each for each in facts if each.get("type") == "file"]
    tables = [each for each in facts if "rows" in each]
    if all(each.get("type") == "folder" for each in facts):
        return _nothing_compared(f"of {len(facts)} entries all are folders")
    if files and all("volatile" in each for each in files):
        return _nothing_compared(f"all {len(files)} files are declared as volatile")
    if files and all("volatile" in each or each.get("size") == 0 for each in files):
        return _nothing_compared(f"all {len(files)} files are empty, or declared as volatile")
    if tables and not files and not any(each["rows"] for each in tables):
        return _nothing_compared(f"all {len(tables)} tables are empty")
    return Verdict(outcome="pass")


def _nothing_compared(why: str) -> Verdict:
    return Verdict(outcome="no-evidence", because=(f"no content was compared: {why}",))


def _differences(expected: Entries, found: Entries) -> Iterator[str]:
    for name, facts in expected.items():
        if name not in found:
            unread = f" (it could not be read at backup time: {facts['unread']})" if "unread" in facts else ""
            yield f"{_shown(name)} is missing{unread}"
        elif "unread" in facts:
            yield f"{_shown(name)} could not be read at backup time ({facts['unread']})"
        elif not _as_kept(facts, found[name]):
            yield f"{_shown(name)} differs in {', '.join(_fields(facts, found[name]))}"
    for name in found:
        if name not in expected:
            yield f"{_shown(name)} was not there at backup time"


def _as_kept(facts: Facts, other: Facts) -> bool:
    if "volatile" in facts:
        return facts.get("type") == other.get("type")
    return facts == other and "unread" not in facts


def _fields(facts: Facts, other: Facts) -> list[str]:
    return sorted(field for field in {*facts, *other} if facts.get(field) != other.get(field))


def _silent_canaries(expected: Entries, canaries: tuple[str, ...]) -> Iterator[str]:
    return (f"canary {_shown(c)} is not in the manifest" for c in canaries if c not in expected)


def _shown(name: str) -> str:
    """Keep a hostile file name from breaking a line of a report."""
    return json.dumps(name) if not name.isprintable() else name


def manifest_digest(entries: Entries) -> str:
    """Return the SHA-256 (hex) of a manifest's body in canonical form."""
    body = json.dumps({name: dict(facts) for name, facts in entries.items()}, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()
