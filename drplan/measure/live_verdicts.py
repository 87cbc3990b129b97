"""Judging what a server said of itself: against what is declared of it, and against good keeping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from drplan.declare.assets import Server, Software
from drplan.measure.live import BackupTimer, LiveState, Point, Release
from drplan.measure.releases import supported_until
from drplan.measure.verdict import Verdict, worst

OLDEST_LISTS = timedelta(days=7)
"""How old package lists may be: Debian's security archive says itself that its lists hold for 7 days."""

FULLEST = 90
"""How much of a file system may be used, in percent."""

BEFORE_END = timedelta(days=30)
"""How long before its end a certificate is to be renewed."""

_SHOWN = 5
_SILENT = "the server did not say"


@dataclass(frozen=True)
class Judged:
    """One check of one server; ``next_step`` says what to do when it did not pass."""

    check: str
    verdict: Verdict
    next_step: str


@dataclass(frozen=True)
class _Case:
    state: LiveState
    declared: Server
    today: date


def judge_live(state: LiveState, declared: Server, today: date) -> tuple[Judged, ...]:
    """Judge a server as on ``today``, one verdict a check; what was not read is ``no-evidence``."""
    case = _Case(state, declared, today)
    return tuple(Judged(name, _judge(case, point, check), step) for name, point, check, step in _CHECKS)


def _judge(case: _Case, point: Point, check: Callable[[_Case], Verdict]) -> Verdict:
    reason = case.state.unread.get(point)
    missing = [] if reason is None else [Verdict(outcome="no-evidence", because=(reason,))]
    # Certificates may have been read in part: what was seen of them counts all the same.
    seen = [check(case)] if reason is None or (point == "certificates" and case.state.certificates) else []
    return worst([*missing, *seen])


def _os(case: _Case) -> Verdict:
    software, runs = case.declared.software, case.state.os
    if runs is None:
        return _no_evidence(_SILENT)
    if software is None:
        return Verdict(outcome="not-applicable", because=("no software is declared to compare with",))
    if _is_release(software, runs):
        return Verdict(outcome="pass", because=(str(runs),))
    declared = f"{software.name} {software.version}"
    return Verdict(outcome="fail", because=(f"runs {runs}, declared is {declared}",))


def _is_release(software: Software, runs: Release) -> bool:
    """Compare Debian 12.8 with 12, and Ubuntu Server 24.04 LTS with 24.04."""
    declared = software.version.split()[0]
    same = declared == runs.version or declared.startswith(f"{runs.version}.")
    return same and runs.name in software.name.casefold().split()


def _release(case: _Case) -> Verdict:
    software, runs = case.declared.software, case.state.os
    if runs is None:
        return _no_evidence(_SILENT)
    until = supported_until(runs.name, runs.version)
    if until is None and software is not None and _is_release(software, runs):
        until = software.support_until
    if until is None:
        return _no_evidence(f"until when {runs} is mended is not known")
    return _fail_if(until < case.today, f"{runs} is mended until {until}")


def _kernel(case: _Case) -> Verdict:
    return Verdict(outcome="pass", because=(f"runs {case.state.kernel}",))


def _uptime(case: _Case) -> Verdict:
    return Verdict(outcome="pass", because=(f"runs for {timedelta(seconds=case.state.uptime or 0)}",))


def _updates(case: _Case) -> Verdict:
    updates = case.state.updates
    if updates is None:
        return _no_evidence(_SILENT)
    if updates.listed is None:
        return _no_evidence("no package list of a security archive is there")
    if updates.security:
        which = f"{updates.security} of {updates.total} updates that wait are security updates"
        return Verdict(outcome="fail", because=(which,))
    if case.today - updates.listed > OLDEST_LISTS:
        return _no_evidence(f"the security archive's package list is of {updates.listed}")
    if updates.listed - case.today > timedelta(days=1):
        return _no_evidence(f"the security archive's package list is dated {updates.listed}, after today")
    return Verdict(outcome="pass", because=(f"{updates.total} other updates wait",))


def _restart(case: _Case) -> Verdict:
    return _fail_if(case.state.restart is not False, "a restart is due", "no restart is due")


def _disk(case: _Case) -> Verdict:
    full = tuple(f"{m.place} is {m.used} % full" for m in case.state.mounts if m.used > FULLEST)
    return Verdict(outcome="fail", because=full) if full else Verdict(outcome="pass")


def _certificates(case: _Case) -> Verdict:
    found = case.state.certificates
    if not found:
        where = "nginx, Apache, PostgreSQL, Postfix or Let's Encrypt"
        return Verdict(outcome="not-applicable", because=(f"no certificate of {where} is there",))
    return worst(_certificate(each.file, each.ends, case.today) for each in found)


def _certificate(file: str, ends: date | None, today: date) -> Verdict:
    if ends is None:
        return _no_evidence(f"{file} cannot be read")
    word = "ended" if ends < today else "ends"
    return _fail_if(ends - today < BEFORE_END, f"{file} {word} {ends}")


def _agent(case: _Case) -> Verdict:
    if "backup-client" not in case.declared.baselines:
        return Verdict(outcome="not-applicable", because=("the baseline backup-client is not declared",))
    there = case.state.backup is not None and case.state.backup.agent
    return _fail_if(not there, "the backup agent is not there", "the backup agent is there")


def _timer(case: _Case) -> Verdict:
    backup = case.state.backup
    if backup is None or not backup.timers:
        reason = "the server does not back itself up: drplan backup install has it do so"
        return Verdict(outcome="not-applicable", because=(reason,))
    return worst(_timer_of(each) for each in backup.timers)


def _timer_of(backup: BackupTimer) -> Verdict:
    if backup.result != "success":
        ended = f"the last backup of {backup.data_set} by the server itself ended with {backup.result}"
        return Verdict(outcome="fail", because=(ended,))
    return _fail_if(backup.timer != "active", f"the backup timer of {backup.data_set} is {backup.timer}")


def _units(case: _Case) -> Verdict:
    named, count = case.state.failed[:_SHOWN], case.state.failed_count or 0
    more = f" and {count - len(named)} more" if count > len(named) else ""
    return _fail_if(count > 0, f"failed: {', '.join(named)}{more}", "no unit failed")


def _fail_if(short: bool, reason: str, otherwise: str | None = None) -> Verdict:
    return Verdict(outcome="fail" if short else "pass", because=(reason if short else otherwise or reason,))


def _no_evidence(reason: str) -> Verdict:
    return Verdict(outcome="no-evidence", because=(reason,))


_UPDATE = "on the server: see apt's sources, apt-get update, then apt-get dist-upgrade"
_LOOK = "log in there, and see why it cannot be read"

_CHECKS: tuple[tuple[str, Point, Callable[[_Case], Verdict], str], ...] = (
    ("declared software", "os", _os, "declare what it runs, or bring it to what is declared"),
    ("supported release", "os", _release, "upgrade it to a release that gets security updates"),
    ("kernel", "kernel", _kernel, _LOOK),
    ("uptime", "uptime", _uptime, _LOOK),
    ("security updates", "updates", _updates, _UPDATE),
    ("restart", "restart", _restart, "restart it in its maintenance window"),
    ("disk", "disk", _disk, "make room, or give it a larger disk"),
    ("certificates", "certificates", _certificates, "renew it, and see why that did not happen by itself"),
    ("backup agent", "backup", _agent, "drplan deploy apply"),
    ("backup timer", "backup", _timer, "on the server: journalctl -u 'drplan-backup@*'"),
    ("failed units", "units", _units, "on the server: systemctl status UNIT"),
)
