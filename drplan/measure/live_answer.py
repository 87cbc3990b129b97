"""Reading what ``adapters/templates/live.sh`` printed on a server: nothing in it is trusted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from drplan.measure.live import (
    POINTS,
    BackupState,
    BackupTimer,
    Certificate,
    LiveState,
    Mount,
    Point,
    Release,
    Updates,
)

_LONGEST = 65_536
_BEGIN, _END = "drplan-live=1", "end=drplan-live"
_NAMED_UNITS = 20
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOMENT = rf"({'|'.join(_MONTHS)}) +([0-9]{{1,2}}) [0-9:]{{8}} ([0-9]{{4}}) GMT"
_WORD = r"[a-z-]{1,30}"
_SINGLE = {
    "privilege": re.compile(r"root|user"),
    "os": re.compile(r"([a-z0-9._-]{1,40}) ([0-9][0-9.]{0,19})"),
    "kernel": re.compile(r"[0-9][!-~]{0,99}"),
    "uptime": re.compile(r"[0-9]{1,10}"),
    "updates": re.compile(r"([0-9]{1,6}) (?:([0-9]{1,6}) ([0-9]{1,10})|unlisted)"),
    "restart": re.compile(r"yes|no"),
    "certificates": re.compile(r"[0-9]{1,3}"),
    "backup": re.compile(r"(present|absent) ([0-9]{1,3})"),
    "units": re.compile(r"[0-9]{1,5}"),
}
_REPEATED = {
    "mount": re.compile(r"([0-9]{1,3}) (/[ -~]*)"),
    "certificate": re.compile(rf"(?:unreadable|notAfter={_MOMENT}) (/[ -~]*)"),
    "timer": re.compile(rf"([a-z0-9-]{{1,63}}) ({_WORD}) ({_WORD})"),
    "unit": re.compile(r"[!-~]{1,300}"),
    "unread": re.compile(rf"({'|'.join(POINTS)}) ([ -~]+)"),
}
_POINT_OF: Mapping[str, Point] = {
    **{point: point for point in POINTS},
    "mount": "disk",
    "certificate": "certificates",
    "timer": "backup",
    "unit": "units",
}


def parse_live(answer: bytes) -> LiveState:
    """Read what the script printed; raises ``ValueError`` when it is not an answer of that script.

    What a login greets with before the first line is skipped. The last line must be there: of an answer
    that was cut nothing is believed. A value that is not of the agreed form leaves its point unread.
    """
    said = _sorted(_lines(answer))
    one, many = said.single, said.repeated
    return LiveState(
        privileged=one.get("privilege", [""])[0] == "root",
        os=_release(one.get("os")),
        kernel=one["kernel"][0] if "kernel" in one else None,
        uptime=_number(one.get("uptime")),
        updates=_updates(one.get("updates")),
        restart=one["restart"][0] == "yes" if "restart" in one else None,
        mounts=tuple(Mount(place, int(used)) for _, used, place in many["mount"]),
        certificates=tuple(_certificate(*parts) for parts in many["certificate"]),
        backup=_backup(one.get("backup"), many["timer"]),
        failed=tuple(parts[0] for parts in many["unit"]),
        failed_count=_number(one.get("units")),
        unread=_unread(said),
    )


_Parts = list[str]


@dataclass(frozen=True)
class _Said:
    """Lines by key, each as its value and the groups of its form; ``misshapen`` points had another form."""

    single: dict[str, _Parts] = field(default_factory=dict)
    repeated: dict[str, list[_Parts]] = field(default_factory=lambda: {key: [] for key in _REPEATED})
    misshapen: set[Point] = field(default_factory=set)


def _lines(answer: bytes) -> list[str]:
    if len(answer) > _LONGEST:
        raise ValueError(f"it is longer than {_LONGEST} bytes")
    lines = answer.decode("ascii", errors="replace").replace("\r\n", "\n").split("\n")
    if _BEGIN not in lines:
        raise ValueError("its first line is missing")
    body = lines[lines.index(_BEGIN) + 1 :]
    if body[-2:] != [_END, ""]:
        raise ValueError("its last line is missing: it was cut")
    return body[:-2]


def _sorted(lines: list[str]) -> _Said:
    said = _Said()
    for number, line in enumerate(lines, 2):
        key, _, value = line.partition("=")
        form = _SINGLE.get(key) or _REPEATED.get(key)
        if form is None or key in said.single:
            raise ValueError(f"line {number} is unknown, or there twice")
        matched = form.fullmatch(value)
        parts = [value, *(group or "" for group in matched.groups())] if matched else []
        if parts and key in said.repeated:
            said.repeated[key].append(parts)
        elif parts:
            said.single[key] = parts
        elif key in _POINT_OF:
            said.misshapen.add(_POINT_OF[key])
        else:
            raise ValueError(f"line {number} is not of the agreed form")
    return said


def _unread(said: _Said) -> dict[Point, str]:
    reasons = {point: reason for _, point, reason in reversed(said.repeated["unread"])}
    given = {*said.single, *(("disk",) if any(place == "/" for *_, place in said.repeated["mount"]) else ())}
    unread: dict[Point, str] = {}
    for point in POINTS:
        if point in reasons:
            unread[point] = reasons[point]
        elif point in said.misshapen or _miscounted(point, said):
            unread[point] = "the server's answer is not of the agreed form"
        elif point not in given:
            unread[point] = "the server said nothing of it"
    return unread


def _miscounted(point: Point, said: _Said) -> bool:
    """Tell whether as many certificates, units or timers are named as are counted."""
    if point == "backup":
        return point in said.single and len(said.repeated["timer"]) != int(said.single[point][2])
    counted = int(said.single[point][0]) if point in ("certificates", "units") and point in said.single else 0
    if point == "units":
        return len(said.repeated["unit"]) != min(counted, _NAMED_UNITS)
    return point == "certificates" and len(said.repeated["certificate"]) != counted


def _release(parts: _Parts | None) -> Release | None:
    return Release(parts[1], parts[2]) if parts else None


def _number(parts: _Parts | None) -> int | None:
    return int(parts[0]) if parts else None


def _updates(parts: _Parts | None) -> Updates | None:
    if parts is None:
        return None
    _, total, security, listed = parts
    if not listed:
        return Updates(total=int(total), security=None, listed=None)
    return Updates(int(total), int(security), datetime.fromtimestamp(int(listed), UTC).date())


def _backup(parts: _Parts | None, timers: list[_Parts]) -> BackupState | None:
    if parts is None:
        return None
    known = tuple(BackupTimer(*each[1:]) for each in timers)
    states = sorted((each.timer for each in known), key=lambda word: word == "active")
    results = sorted((each.result for each in known), key=lambda word: word == "success")
    return BackupState([*states, "none"][0], [*results, "none"][0], parts[1] == "present", known)


def _certificate(_value: str, month: str, day: str, year: str, file: str) -> Certificate:
    if not month:
        return Certificate(file, None)
    return Certificate(file, date(int(year), _MONTHS.index(month) + 1, int(day)))
