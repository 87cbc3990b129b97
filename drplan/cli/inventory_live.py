"""``drplan inventory list --live``: every declared server as it is now, and what is not well with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any, NoReturn

import click

from drplan import wiring
from drplan.cli.frame import Exit, finish
from drplan.cli.inventory_tables import Row, aligned
from drplan.declare import District, Server
from drplan.declare.lookup import site_of
from drplan.errors import UsageError
from drplan.explain.words import count, length
from drplan.measure.live import LiveState, Look
from drplan.measure.live_verdicts import Judged, judge_live

SCHEMA = "drplan/inventory-live/1"
_UNKNOWN = "?"
_DAY = 86_400
_LEGEND = (
    "  updates: security/all that wait; disk: the fullest; certificate: the first that ends; ?: not read"
)


@dataclass(frozen=True)
class Seen:
    """One server's look with the verdicts on it; none when there was no answer."""

    site: str
    look: Look
    judged: tuple[Judged, ...]

    def outcomes(self) -> set[str]:
        """Return every outcome of a check on it."""
        return {each.verdict.outcome for each in self.judged}


def live_list(district: District, site: str | None, form: str) -> NoReturn:
    """Ask the servers of a site, or of all, print what they said and how that is judged, and end.

    Raises ``UsageError`` when there is no server to ask.
    """
    sites = district.sites if site is None else (site_of(district, site),)
    servers = [(each.code, asset) for each in sites for asset in each.assets if isinstance(asset, Server)]
    if not servers:
        raise UsageError(f"no server is declared at {site or 'any site'}", next_step="drplan inventory list")
    if form == "text":
        click.echo(f"  asking {count(len(servers), 'server')} …", err=True)
    today = wiring.clock().now().date()
    looks = wiring.look_at([server for _, server in servers])
    seen = [
        Seen(code, look, judge_live(look.state, look.server, today) if look.state else ())
        for (code, _), look in zip(servers, looks, strict=True)
    ]
    click.echo(as_json(seen, today) if form == "json" else as_text(seen, today))
    finish(ending(seen))


def ending(seen: Sequence[Seen]) -> Exit:
    """Say how it went: 2 no server answered, 3 not everything could be seen, 1 something falls short, 0.

    What falls short is told with 1 even where something else could not be read on an answering server.
    """
    silent = sum(each.look.state is None for each in seen)
    if silent == len(seen):
        return Exit.NOT_DONE
    outcomes = {outcome for each in seen for outcome in each.outcomes()}
    if not silent and "fail" in outcomes:
        return Exit.FALLS_SHORT
    return Exit.IN_PART if silent or "no-evidence" in outcomes else Exit.WELL


def as_json(seen: Sequence[Seen], today: date) -> str:
    """Return the stable document ``drplan/inventory-live/1``."""
    report = {"schema": SCHEMA, "as_of": today.isoformat(), "servers": [_server(each) for each in seen]}
    return json.dumps(report, indent=2, ensure_ascii=False, default=str)


def _server(seen: Seen) -> dict[str, Any]:
    look = seen.look
    return {
        "site": seen.site,
        "server": look.server.name,
        "error": look.error or None,
        "next_step": look.next_step or None,
        "state": asdict(look.state) if look.state else None,
        "checks": [
            {
                "check": each.check,
                "outcome": each.verdict.outcome,
                "because": list(each.verdict.because),
                "next_step": each.next_step if each.verdict.outcome in ("fail", "no-evidence") else None,
            }
            for each in seen.judged
        ],
    }


def as_text(seen: Sequence[Seen], today: date) -> str:
    """Return a table of the servers that answered, what is not well under it, and a line that sums up."""
    rows = [_row(each.site, each.look.server.name, each.look.state) for each in seen if each.look.state]
    lines = [aligned(rows), _LEGEND, ""] if rows else []
    findings = list(_told(finding for each in seen for finding in _findings(each)))
    return "\n".join([*lines, *findings, *([""] if findings else []), _summary(seen, today)])


def _row(site: str, server: str, state: LiveState) -> Row:
    ends = [each.ends for each in state.certificates if each.ends]
    return {
        "site": site,
        "server": server,
        "runs": str(state.os or _UNKNOWN),
        "kernel": state.kernel or _UNKNOWN,
        "up": _up(state.uptime),
        "updates": _updates(state),
        "disk": f"{max(mount.used for mount in state.mounts)} %" if state.mounts else _UNKNOWN,
        "certificate": str(min(ends)) if ends else _UNKNOWN if "certificates" in state.unread else "none",
        "backup": state.backup.timer if state.backup else _UNKNOWN,
        "failed": _UNKNOWN if state.failed_count is None else str(state.failed_count),
    }


def _up(seconds: int | None) -> str:
    if seconds is None:
        return _UNKNOWN
    return length(seconds) if seconds < _DAY else f"{seconds // _DAY} d"


def _updates(state: LiveState) -> str:
    if state.updates is None:
        return _UNKNOWN
    security = _UNKNOWN if state.updates.security is None else state.updates.security
    return f"{security}/{state.updates.total}"


def _findings(seen: Seen) -> Iterator[tuple[str, str]]:
    """Return what to read and what to do next, for everything that is not well with one server."""
    if seen.look.state is None:
        yield _finding("not asked", seen.look.error), seen.look.next_step
    for each in seen.judged:
        if each.verdict.outcome in ("fail", "no-evidence"):
            about = f"{seen.look.server.name}  {each.check}: {'; '.join(each.verdict.because)}"
            yield _finding(each.verdict.outcome, about), each.next_step


def _finding(word: str, about: str) -> str:
    return f"  {word:11}  {about}"


def _told(findings: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Say a step once under all the lines in a row that it belongs to."""
    for step, group in groupby(findings, key=lambda finding: finding[1]):
        yield from (line for line, _ in group)
        yield f"{'':15}next: {step}"


def _summary(seen: Sequence[Seen], today: date) -> str:
    answered = sum(each.look.state is not None for each in seen)
    outcomes = Counter(check.verdict.outcome for each in seen for check in each.judged)
    said = (
        f"{answered} of {count(len(seen), 'server')} answered: {count(outcomes['fail'], 'finding')}, "
        f"{outcomes['no-evidence']} without evidence, {outcomes['pass']} passed"
    )
    return f"{said}; as of {today}"
