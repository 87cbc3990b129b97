"""Judging what came back: is it what was kept, is its manifest to be trusted, has ransomware been at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drplan.act.backup import copies_of
from drplan.act.drill_ports import RecoveryPorts
from drplan.act.steps import PASS
from drplan.declare.data import DataSet
from drplan.declare.protection import Repository
from drplan.errors import DrplanError
from drplan.measure.compare import Comparison, compare
from drplan.measure.screen import Past, screen
from drplan.measure.verdict import Verdict, worst
from drplan.plan.restorable import of_archives
from drplan.plan.walk import pasts_of
from drplan.ports import Recovered, RecoveryPoint, Told


@dataclass(frozen=True)
class Subject:
    """One recovery point of one data set."""

    data_set: DataSet
    point: RecoveryPoint


@dataclass(frozen=True)
class Screened:
    """What a look into a manifest showed.

    ``verdict``: ``not-applicable`` says why its content is doubted, ``no-evidence`` why the manifest is not
    to be trusted; both are gone back from. ``held`` says whether there was something to hold it against:
    ``no-evidence`` where older recovery points are there and none of them can be read, so that what is not
    doubted is not known to be clean either. ``note`` tells of a look that was no more than at names.
    """

    verdict: Verdict
    held: Verdict = PASS
    note: str = ""


def judged(subject: Subject, came: Recovered, ports: RecoveryPorts) -> tuple[Comparison, Screened]:
    """Judge what was brought beside production: compare it with its manifest, and screen it.

    The verdict is ``fail`` when it is not what was kept, or else what the screen says. The comparison is no
    pass where nothing could be screened. Where only a part was read again, the whole manifest is screened:
    the part shows that it is true.
    """
    found = compare(came.expected, came.found)
    if found.verdict.outcome != "pass":
        return found, Screened(found.verdict)
    entries = came.found if came.whole is None else came.whole
    seen = screened(subject, Told(entries, came.notes), ports)
    return as_far_as_held(found, seen), seen


def as_far_as_trusted(found: Comparison, notes: Sequence[str]) -> Comparison:
    """Return a comparison that is no pass when its manifest is not signed by the machine that read the data.

    ``notes`` are those of what came back. What equals a manifest of somebody else is not known to be ours.
    """
    untrusted = Told({}, tuple(notes)).untrusted
    if not untrusted:
        return found
    doubt = Verdict(outcome="no-evidence", because=untrusted)
    return replace(found, verdict=worst([found.verdict, doubt]))


def as_far_as_held(found: Comparison, seen: Screened) -> Comparison:
    """Return a comparison that is no pass when nothing could be held against its content."""
    return replace(found, verdict=worst([found.verdict, seen.held]))


def screened(subject: Subject, told: Told, ports: RecoveryPorts) -> Screened:
    """Hold content against an older recovery point, before anything is restored or after.

    What is restored after that and equals the manifest needs no other screen. What somebody looked into and
    accepted is not doubted again.
    """
    data_set, point = subject.data_set, subject.point
    if told.untrusted:
        return Screened(Verdict(outcome="no-evidence", because=told.untrusted))
    if any(each.covers(point.snapshot) for each in data_set.accepted):
        return Screened(PASS)
    beside = _past(subject, ports)
    ignore = [each.word for each in data_set.tolerance.ignore]
    read = of_archives(data_set.source)
    found = screen(told.entries, beside.past, data_set.canaries, ignore=ignore, archives=read)
    doubts = [*told.doubts, *found]
    if doubts:
        because = tuple(f"passed over: {each}" for each in doubts)
        return Screened(Verdict(outcome="not-applicable", because=because))
    return Screened(PASS, beside.held, beside.note)


def looked_into(subject: Subject, ports: RecoveryPorts) -> Screened:
    """Judge a recovery point by its manifest alone, before anything is restored."""
    told = ports.vault.manifest(subject.data_set, subject.point, _repository(subject, ports))
    return screened(subject, told, ports)


@dataclass(frozen=True)
class _Beside:
    """What content is held against, ``None`` for nothing; the others are those of :class:`Screened`."""

    past: Past | None = None
    held: Verdict = PASS
    note: str = ""


def _past(subject: Subject, ports: RecoveryPorts) -> _Beside:
    """Return the first older manifest that can be read and is to be trusted."""
    data_set, repository = subject.data_set, _repository(subject, ports)
    unread: list[str] = []
    try:
        older = pasts_of(ports.vault.points(data_set, repository), subject.point)
    except DrplanError as error:
        return _unheld([f"the recovery points of {repository.name} cannot be listed: {error.message}"])
    for point in older:
        try:
            told = ports.vault.manifest(data_set, point, repository)
        except DrplanError as error:
            of = f"{point.snapshot[:8]} of {point.taken_at:%Y-%m-%d}"
            unread.append(f"{of} cannot be read: {error.message}")
            continue
        if not told.untrusted:
            return _Beside(Past(told.entries, point.taken_at, told.restless))
    if unread:
        return _unheld(unread)
    return _Beside(note="screened by names alone: no older recovery point to hold it against")


def _unheld(unread: Sequence[str]) -> _Beside:
    because = f"not screened for ransomware: nothing to hold it against, {'; '.join(unread)}"
    return _Beside(held=Verdict(outcome="no-evidence", because=(because,)))


def _repository(subject: Subject, ports: RecoveryPorts) -> Repository:
    copies = copies_of(ports.district, subject.data_set)
    return next(each for each in copies if each.name == subject.point.repository)
