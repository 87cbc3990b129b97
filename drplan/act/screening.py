"""Judging what came back: is it what was kept, is its manifest to be trusted, has ransomware been at it."""

from __future__ import annotations

from dataclasses import dataclass

from drplan.act.backup import copies_of
from drplan.act.drill_ports import RecoveryPorts
from drplan.declare.data import DataSet
from drplan.errors import DrplanError
from drplan.measure.compare import Comparison
from drplan.measure.screen import Past, screen
from drplan.measure.verdict import Verdict
from drplan.plan.walk import past_of
from drplan.ports import Recovered, RecoveryPoint, Sample, Told


@dataclass(frozen=True)
class Subject:
    """One recovery point of one data set, of which perhaps only a sample is looked at."""

    data_set: DataSet
    point: RecoveryPoint
    sample: Sample | None = None


def judged(subject: Subject, came: Recovered, found: Comparison, ports: RecoveryPorts) -> Verdict:
    """Judge one attempt of a drill, worst first.

    ``fail``: it is not what was kept. ``no-evidence``: its manifest is not signed by the machine that read the
    data, though that machine's key is known. ``not-applicable``: it is what was kept, and that looks as if
    ransomware had been at it, or was doubted when it was made.
    """
    if found.verdict.outcome != "pass":
        return found.verdict
    told = Told(came.found, came.notes)
    if told.untrusted:
        return Verdict(outcome="no-evidence", because=told.untrusted)
    return screened(subject, told, ports)


def screened(subject: Subject, told: Told, ports: RecoveryPorts) -> Verdict:
    """Hold content against an older recovery point; ``not-applicable`` says why it is passed over.

    What somebody looked into and accepted is not doubted again.
    """
    data_set, point = subject.data_set, subject.point
    if any(each.covers(point.snapshot) for each in data_set.accepted):
        return Verdict(outcome="pass")
    doubts = [*told.doubts, *screen(told.entries, _past(subject, ports), data_set.canaries)]
    if doubts:
        return Verdict(outcome="not-applicable", because=tuple(f"passed over: {each}" for each in doubts))
    return Verdict(outcome="pass")


def _past(subject: Subject, ports: RecoveryPorts) -> Past | None:
    """Return the older point's manifest; ``None`` when there is none that can be read and trusted."""
    data_set, point, sample = subject.data_set, subject.point, subject.sample
    repository = next(r for r in copies_of(ports.district, data_set) if r.name == point.repository)
    try:
        older = past_of(ports.vault.points(data_set, repository), point)
        told = ports.vault.manifest(data_set, older, repository) if older else None
    except DrplanError as error:
        ports.progress.say(data_set.name, f"no older recovery point to hold it against: {error.message}")
        return None
    if older is None or told is None or told.untrusted:
        return None
    entries = told.entries
    if sample:
        entries = {n: f for n, f in entries.items() if sample.holds(n, data_set.canaries)}
    return Past(entries, older.taken_at, told.restless)
