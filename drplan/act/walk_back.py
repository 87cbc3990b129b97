"""From a recovery point that is found wanting to the next older one, until one is clean or none is left.

Each attempt is a step of its own. A content that ransomware may have been at is looked for in manifests
first, which costs no restore: only a point whose manifest is clean is brought back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from drplan.act.backup import copies_of
from drplan.act.drill_ports import RecoveryPorts
from drplan.act.journal import read_point, told_point
from drplan.act.screening import Subject, screened
from drplan.act.steps import PASS, Brought, Steps
from drplan.declare.data import DataSet
from drplan.errors import DrplanError
from drplan.measure.verdict import Verdict, worst
from drplan.plan.walk import next_to_try
from drplan.ports import RecoveryPoint
from drplan.record.drill import DataSetRecord, PassedOver, StepRecord

MOST_TRIES = 5
"""So many recovery points are brought back: a repository with five damaged ones is judged by then."""
MOST_LOOKS = 60
"""So many manifests are looked into: two months of nights."""

Attempt = Callable[[RecoveryPoint], tuple[StepRecord, DataSetRecord | None]]
"""Brings a data set back from a point, proves it and screens it, as one step. The step's verdict tells all:
``not-applicable`` when only the content is doubted, ``fail`` or ``no-evidence`` when the copy is at fault."""


@dataclass(frozen=True)
class Walked:
    """How a data set came back. ``step`` is the last attempt's; ``seconds`` are those of all attempts.

    ``verdict`` is that of the last one, of what it brought, which may be whole and yet not be known to be
    clean, and of every damaged copy on the way: what a service is judged by.
    ``record`` is ``None`` when nothing came back at all.
    """

    step: StepRecord
    record: DataSetRecord | None
    verdict: Verdict
    seconds: float

    @property
    def came_back(self) -> bool:
        """Say whether the data is there, be it from an older point, and proved."""
        return self.step.verdict.outcome == "pass"


@dataclass
class _Way:
    """What was tried so far, and what was only looked into."""

    passed: list[PassedOver] = field(default_factory=list)
    faults: dict[str, Verdict] = field(default_factory=dict)
    seconds: float = 0.0

    def pass_over(self, point: RecoveryPoint, verdict: Verdict) -> None:
        damaged = verdict.outcome != "not-applicable"
        self.passed.append(_passed(point, verdict.because, damaged=damaged))
        if damaged:
            where = f"{point.repository}, {point.snapshot[:8]}"
            because = tuple(f"{where}: {line}" for line in verdict.because)
            self.faults[point.snapshot] = Verdict(outcome=verdict.outcome, because=because)


def once(step: StepRecord, record: DataSetRecord | None) -> Walked:
    """Return how a data set came back that was tried once and no more.

    Data that is there and whole by a manifest that is not to be trusted holds up no recovery, and is no pass.
    """
    return Walked(step, record, record.verdict if record else step.verdict, step.seconds)


def walk_back(
    data_set: DataSet, point: RecoveryPoint, attempt: Attempt, ports: RecoveryPorts, steps: Steps
) -> Walked:
    """Bring a data set back from this point or, when it is found wanting, from an older one."""
    way = _Way()
    tries = 0
    while True:
        step, record = attempt(point)
        way.seconds += step.seconds
        tries += 1
        if step.verdict.outcome == "pass":
            return _ended(point, step, record, way)
        way.pass_over(point, step.verdict)
        search, older = _look(data_set, point, way, ports, steps)
        way.seconds += search.seconds
        if older is None or tries == MOST_TRIES:
            return _ended(point, step, record, way)
        point = older


def _ended(point: RecoveryPoint, step: StepRecord, record: DataSetRecord | None, way: _Way) -> Walked:
    faults = (fault for snapshot, fault in way.faults.items() if snapshot != point.snapshot)
    shown = (record.verdict,) if record and step.verdict.outcome == "pass" else ()
    verdict = worst((*faults, step.verdict, *shown))
    if verdict.outcome == "not-applicable":
        tried = f"none of the {len(way.passed)} recovery points that were looked into is clean"
        verdict = Verdict(outcome="fail", because=(tried, *step.verdict.because))
    if record is None:
        return Walked(step, None, verdict, way.seconds)
    passed = tuple(each for each in way.passed if each.snapshot != point.snapshot)
    kept = record.model_copy(update={"walked_back": passed, "verdict": verdict})
    return Walked(step, kept, verdict, way.seconds)


def _look(
    data_set: DataSet, after: RecoveryPoint, way: _Way, ports: RecoveryPorts, steps: Steps
) -> tuple[StepRecord, RecoveryPoint | None]:
    """Find the next point to bring back; those whose manifests are doubted are passed over on the way."""
    before = tuple(way.passed)

    def look() -> Brought:
        found, passed = _next_clean(data_set, after, before, ports)
        told = {
            "point": told_point(found) if found else None,
            "passed": [p.model_dump(mode="json") for p in passed],
        }
        if found is None:
            return Verdict(outcome="fail", because=("no older good recovery point is left",)), "", told
        said = f"on to that of {found.taken_at:%Y-%m-%d %H:%M} UTC in {found.repository}"
        return PASS, f"{said}; {len(passed)} doubted on the way", told

    step, brought = steps.bring(data_set.name, "walk-back", look)
    if brought is None:
        return step, None
    way.passed += [PassedOver.model_validate(each) for each in brought["passed"]]
    return step, read_point(brought["point"]) if brought["point"] else None


def _next_clean(
    data_set: DataSet, after: RecoveryPoint, before: Sequence[PassedOver], ports: RecoveryPorts
) -> tuple[RecoveryPoint | None, list[PassedOver]]:
    repositories = {each.name: each for each in copies_of(ports.district, data_set)}
    points = _known(data_set, ports)
    tried, damaged, passed = {each.snapshot for each in before}, before[-1].damaged, list[PassedOver]()
    doubted = any(not each.damaged for each in before)
    for _ in range(MOST_LOOKS):
        found = next_to_try(points, after, copies=[*repositories], tried=tried, damaged=damaged)
        if found is None or not doubted:
            return found, passed
        try:
            told = ports.vault.manifest(data_set, found, repositories[found.repository])
            verdict = screened(Subject(data_set, found), told, ports).verdict
        except DrplanError:
            # It cannot be read: to try it says so in a step of its own.
            return found, passed
        if verdict.outcome != "not-applicable":
            return found, passed
        passed.append(_passed(found, verdict.because, damaged=False))
        tried.add(found.snapshot)
        after, damaged = found, False
    return None, passed


def _known(data_set: DataSet, ports: RecoveryPorts) -> list[RecoveryPoint]:
    """Return the points of every copy that answers."""
    points: list[RecoveryPoint] = []
    for each in copies_of(ports.district, data_set):
        try:
            points += ports.vault.points(data_set, each)
        except DrplanError as error:
            ports.progress.say(each.name, f"cannot be asked: {error.message}")
    return points


def _passed(point: RecoveryPoint, because: tuple[str, ...], *, damaged: bool) -> PassedOver:
    return PassedOver(
        repository=point.repository,
        snapshot=point.snapshot,
        taken_at=point.taken_at,
        damaged=damaged,
        because=because,
    )
