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
from drplan.plan.walk import past_of
from drplan.ports import Recovered, RecoveryPoint, Told


@dataclass(frozen=True)
class Subject:
    """One recovery point of one data set."""

    data_set: DataSet
    point: RecoveryPoint


def judged(subject: Subject, came: Recovered, ports: RecoveryPorts) -> tuple[Comparison, Verdict]:
    """Judge what was brought beside production: compare it with its manifest, and screen it.

    ``fail``: it is not what was kept. ``no-evidence``: its manifest is not signed by the machine that read
    the data, though that machine's key is known. ``not-applicable``: it is what was kept, and that looks as
    if ransomware had been at it, or was doubted when it was made. Where only a part was read again, the whole
    manifest is screened: the part shows that it is true.
    """
    found = compare(came.expected, came.found)
    if found.verdict.outcome != "pass":
        return found, found.verdict
    entries = came.found if came.whole is None else came.whole
    return found, screened(subject, Told(entries, came.notes), ports)


def as_far_as_trusted(found: Comparison, notes: Sequence[str]) -> Comparison:
    """Return a comparison that is no pass when its manifest is not signed by the machine that read the data.

    ``notes`` are those of what came back. What equals a manifest of somebody else is not known to be ours.
    """
    untrusted = Told({}, tuple(notes)).untrusted
    if not untrusted:
        return found
    doubt = Verdict(outcome="no-evidence", because=untrusted)
    return replace(found, verdict=worst([found.verdict, doubt]))


def looked_into(subject: Subject, ports: RecoveryPorts) -> Verdict | None:
    """Judge a recovery point by its manifest alone, before anything is restored; ``None`` when it is clean.

    What is restored after that and equals the manifest needs no other screen.
    """
    told = ports.vault.manifest(subject.data_set, subject.point, _repository(subject, ports))
    verdict = screened(subject, told, ports)
    return None if verdict.outcome == "pass" else verdict


def screened(subject: Subject, told: Told, ports: RecoveryPorts) -> Verdict:
    """Hold content against an older recovery point; ``not-applicable`` says why it is passed over.

    What somebody looked into and accepted is not doubted again.
    """
    data_set, point = subject.data_set, subject.point
    if told.untrusted:
        return Verdict(outcome="no-evidence", because=told.untrusted)
    if any(each.covers(point.snapshot) for each in data_set.accepted):
        return PASS
    ignore = [each.word for each in data_set.tolerance.ignore]
    past = _past(subject, ports)
    read = of_archives(data_set.source)
    found = screen(told.entries, past, data_set.canaries, ignore=ignore, archives=read)
    doubts = [*told.doubts, *found]
    if doubts:
        return Verdict(outcome="not-applicable", because=tuple(f"passed over: {each}" for each in doubts))
    return PASS


def _past(subject: Subject, ports: RecoveryPorts) -> Past | None:
    """Return the older point's manifest; ``None`` when there is none that can be read and trusted."""
    data_set, point = subject.data_set, subject.point
    repository = _repository(subject, ports)
    try:
        older = past_of(ports.vault.points(data_set, repository), point)
        told = ports.vault.manifest(data_set, older, repository) if older else None
    except DrplanError as error:
        ports.progress.say(data_set.name, f"no older recovery point to hold it against: {error.message}")
        return None
    if older is None or told is None or told.untrusted:
        return None
    return Past(told.entries, older.taken_at, told.restless)


def _repository(subject: Subject, ports: RecoveryPorts) -> Repository:
    copies = copies_of(ports.district, subject.data_set)
    return next(each for each in copies if each.name == subject.point.repository)
