"""The data drill: every data set is proven against its manifest; nothing is lost, and nothing is started.

It needs the repositories and nothing else: no lab, no root, no host. Services are ``no-evidence`` at best.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from drplan.act.backup import copies_of
from drplan.act.drill import Conducted
from drplan.act.drill_ports import RecoveryPorts
from drplan.act.recover import Back, as_of_export, data_set_record
from drplan.act.scratch_folder import Room, fits_into, free_below, room_for, scratch_below, sweep
from drplan.act.screening import Subject, judged
from drplan.act.steps import Brought, Steps
from drplan.act.turns import jobs_of_data, side_by_side
from drplan.act.vaults import MadeUntil
from drplan.act.walk_back import walk_back
from drplan.act.watched import tell_begun
from drplan.declare.data import DataSet
from drplan.declare.services import Service
from drplan.errors import UsageError
from drplan.events import Event, tell
from drplan.measure.compare import Comparison, manifest_digest
from drplan.measure.verdict import Verdict
from drplan.plan.drill import DrillPlan
from drplan.plan.restorable import kept, read_alone, what_it_is
from drplan.plan.schedule import Limits
from drplan.ports import DataProver, Entries, Recovered, RecoveryPoint, Sample
from drplan.record.drill import DataSetRecord, SampleRecord, StepRecord

_SHOWN = 3
Proof = Literal["scratch", "stream"]
ONLY_DATA = Verdict(outcome="no-evidence", because=("only its data was rehearsed",))


@dataclass(frozen=True)
class DataPorts(RecoveryPorts):
    """The world as a data drill sees it: beside it, what proves recovery points without their hosts."""

    prover: DataProver


@dataclass(frozen=True)
class Way:
    """How data is proven: below the scratch folder ``below``, or streamed where that is ``None``.

    ``memory`` is a file system in memory that is taken instead of ``below`` where the data fits well: it is
    faster, and students' records reach no disk. ``at_once`` so many data sets side by side.
    """

    below: Path | None
    at_once: int = 2
    memory: Path | None = None


@dataclass(frozen=True)
class _Shown:
    """What became of one data set."""

    verdict: Verdict
    record: DataSetRecord | None = None


def conduct_data(plan: DrillPlan, ports: DataPorts, way: Way) -> Conducted:
    """Prove every data set of the plan that has a recovery point, the largest first, some side by side.

    Raises ``UsageError`` before anything is read: when none has a recovery point, or the scratch folder's
    file system has too little room for those that are restored at once.
    """
    chosen = _longest_first(plan)
    if not chosen:
        raise UsageError(
            f"no data set has a recovery point to prove{_why(plan)}",
            next_step="make recovery points: drplan backup run",
        )
    steps = Steps(ports.clock, ports.progress, ports.journal)
    started = steps.moment("start")
    tell_begun(plan, ports, started)
    ports = replace(ports, vault=MadeUntil(ports.vault, plan.terms.rule.until(started)))
    with ExitStack() as held:
        room = None
        if way.below is not None:
            below = _place(way.below, way.memory, [plan.points[each.name] for each in chosen[: way.at_once]])
            room = Room(held.enter_context(scratch_below(below)))
        shown = _prove_all(chosen, _Proving(plan, ports, way, steps, room))
    backs = {service.name: _back(service, plan, ports, shown) for service in plan.services}
    ended = steps.moment("end")
    tell(ports.progress, Event("ended", ended))
    return Conducted(plan, "scratch", steps.kept(), started, started, ended, {}, backs, data_only=True)


def _why(plan: DrillPlan) -> str:
    reasons = [f"{name}: {choice.because}" for name, choice in plan.choices.items()]
    return f" ({'; '.join(reasons[:_SHOWN])})" if reasons else ""


@dataclass(frozen=True)
class _Proving:
    """What proving every data set shares."""

    plan: DrillPlan
    ports: DataPorts
    way: Way
    steps: Steps
    room: Room | None

    def one(self, data_set: DataSet) -> _Shown:
        """Prove one data set, each attempt a step of its own; go back to an older point if need be."""
        action = "verify" if self.room is None else "restore"

        def attempt(point: RecoveryPoint) -> tuple[StepRecord, DataSetRecord | None]:
            step, brought = self.steps.bring(data_set.name, action, partial(self._prove, data_set, point))
            return step, (DataSetRecord.model_validate(brought) if brought else None)

        walked = walk_back(data_set, self.plan.points[data_set.name], attempt, self.ports, self.steps)
        return _Shown(walked.verdict, walked.record)

    def _prove(self, data_set: DataSet, point: RecoveryPoint) -> Brought:
        copies = copies_of(self.ports.district, data_set)
        repository = next(each for each in copies if each.name == point.repository)
        sample = self.plan.sample_of(data_set)
        ask = partial(self.ports.prover.prove, data_set, point, repository, sample=sample)
        if self.room is None:
            came = ask(into=None)
        else:
            with self.room.for_point(point) as into:
                came = ask(into=into)
        found, seen = judged(Subject(data_set, point), came, self.ports)
        told = f"{found.matched} of {found.entries} entries, {came.size} bytes"
        tell(self.ports.progress, Event("data-back", subject=data_set.name, size=came.size))
        proof: Proof = "stream" if self.room is None else "scratch"
        kept = _record(point, came, found, proof, sample)
        record = as_of_export(kept, data_set, came.expected if came.whole is None else came.whole)
        notes = (told, *([seen.note] if seen.note else []), *came.notes)
        return seen.verdict, "; ".join(notes), record.model_dump(mode="json")


def _prove_all(chosen: list[DataSet], proving: _Proving) -> Mapping[str, _Shown]:
    """Prove them side by side, the largest first, as far as their repositories are declared to bear."""
    found, drills = {each.name: each for each in chosen}, proving.ports.district.drills
    limits = Limits(
        proving.way.at_once,
        dict.fromkeys((point.repository for point in proving.plan.points.values()), drills.per_repository),
    )
    jobs = jobs_of_data(chosen, proving.plan)
    return side_by_side(
        jobs, limits, lambda job: proving.one(found[job.name]), stop=proving.ports.prover.stop
    )


def _record(
    point: RecoveryPoint, came: Recovered, found: Comparison, proof: Proof, sample: Sample | None
) -> DataSetRecord:
    whole = came.whole if came.whole is not None else came.expected
    kept = data_set_record(point, found, came.size, manifest_digest(whole))
    return kept.model_copy(update={"proof": proof, "sample": _sample(sample, whole, point)})


def _sample(sample: Sample | None, whole: Entries, point: RecoveryPoint) -> SampleRecord | None:
    if sample is None:
        return None
    return SampleRecord(
        part=sample.part, parts=sample.parts, entries_in_all=len(whole), size_in_all=point.size
    )


def _back(service: Service, plan: DrillPlan, ports: DataPorts, shown: Mapping[str, _Shown]) -> Back:
    """Say what is known of a service: its data, and that nothing else of it was rehearsed."""
    verdicts, records = [ONLY_DATA], []
    for data_set in plan.data_of(service):
        one = shown.get(data_set.name) or _Shown(_without_point(data_set, plan, ports))
        verdicts.append(_named(data_set, one.verdict))
        records += [one.record] if one.record else []
    return Back(None, tuple(records), tuple(verdicts))


def _without_point(data_set: DataSet, plan: DrillPlan, ports: DataPorts) -> Verdict:
    if not kept(data_set.source, ports.district):
        what = what_it_is(data_set.source, ports.district)
        return Verdict(outcome="no-evidence", because=(f"drplan does not keep this ({what})",))
    if not read_alone(data_set):
        return Verdict(outcome="no-evidence", because=("its bytes are in AWS alone: rehearse its restore",))
    return Verdict(outcome="fail", because=(plan.choices[data_set.name].because,))


def _named(data_set: DataSet, verdict: Verdict) -> Verdict:
    return Verdict(outcome=verdict.outcome, because=tuple(f"{data_set.name}: {b}" for b in verdict.because))


def _longest_first(plan: DrillPlan) -> list[DataSet]:
    """Return the data sets with a recovery point, the largest first: the last to end decides the end."""
    found = {each.name: each for service in plan.services for each in plan.data_of(service)}
    chosen = [each for name, each in found.items() if name in plan.points and read_alone(each)]
    return sorted(chosen, key=lambda each: -plan.points[each.name].size)


def _place(below: Path, memory: Path | None, at_once: list[RecoveryPoint]) -> Path:
    """Return where to restore to; raises ``UsageError`` when there is too little room.

    What a killed drill left in the other place goes, too.
    """
    wanted = sum(map(room_for, at_once))
    for each in (below, memory):
        if each is not None:
            sweep(each)
    if memory is not None and fits_into(memory, wanted):
        return memory
    free = free_below(_there(below))
    if free < wanted:
        raise UsageError(
            f"{below} has {free} bytes free, and up to {wanted} are restored there at once",
            next_step="name a larger --scratch-dir, or stream the data: --stream",
        )
    return below


def _there(folder: Path) -> Path:
    """Return the nearest folder above that is there: the same file system has it."""
    return next(each for each in (folder, *folder.parents) if each.exists())
