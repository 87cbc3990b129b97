"""Bringing one service and its data back, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from drplan.act.automatic import automatic_steps
from drplan.act.backup import copies_of
from drplan.act.drill_ports import DrillPorts, Patience, RecoveryPorts
from drplan.act.human import human_steps
from drplan.act.look import see
from drplan.act.rebuild import Assets
from drplan.act.screening import Screened, Subject, as_far_as_held, as_far_as_trusted, looked_into
from drplan.act.steps import PASS, Brought, Steps
from drplan.act.turns import Turns
from drplan.act.walk_back import Walked, once, walk_back
from drplan.declare.data import DataSet
from drplan.declare.services import Occasion, Service
from drplan.events import Event, tell
from drplan.measure.compare import Comparison, compare, manifest_digest
from drplan.measure.exported import newest_file
from drplan.measure.verdict import Verdict, worst
from drplan.plan.drill import DrillPlan
from drplan.plan.restorable import of_exports
from drplan.ports import Entries, RecoveryPoint
from drplan.record.drill import DataSetRecord, StepRecord


@dataclass(frozen=True)
class Back:
    """How one service came back: its own seconds (``None`` when it did not) and its data sets."""

    seconds: float | None
    data_sets: tuple[DataSetRecord, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Recovery:
    """What every service's recovery shares. ``leave_out``: steps of this occasion are not run.

    ``turns``: whom a restore waits for; by default for nobody.
    """

    ports: RecoveryPorts
    steps: Steps
    patience: Patience
    rebuilt: Assets
    plan: DrillPlan
    leave_out: Occasion = "real-only"
    turns: Turns = field(default_factory=Turns)

    def service(self, service: Service) -> Back:
        """Rebuild what the service runs on, bring its data back, prove it, and see the service healthy."""
        back = self._service(service)
        tell_back(service.name, back, self.ports)
        return back

    def _service(self, service: Service) -> Back:
        ground = [step for name in self.plan.ground_of(service) for step in self.rebuilt.rebuild(name)]
        verdicts = [step.verdict for step in ground]
        if any(verdict.outcome != "pass" for verdict in verdicts):
            return Back(None, (), tuple(verdicts))
        own: list[StepRecord] = []
        kept: list[DataSetRecord] = []
        waited = 0.0
        for data_set in self.plan.data_of(service):
            point = self.plan.points[data_set.name]
            with self.turns.taken(data_set.name):
                walked = recover_data_set(data_set, point, self.ports, self.steps)
            own.append(walked.step)
            verdicts.append(walked.verdict)
            waited += walked.seconds - walked.step.seconds
            kept += [walked.record] if walked.record else []
        if all(step.verdict.outcome == "pass" for step in own):
            own += automatic_steps(service, self.ports, self.steps, leave_out=self.leave_out)
        own.append(self.steps.take(service.name, "probe", lambda: self._see_healthy(service)))
        # Not in its seconds: what people took stands beside what they declared.
        signed = human_steps(service, own, self.ports, self.steps, leave_out=self.leave_out)
        verdicts += [step.verdict for step in (*own, *signed)]
        came_back = all(step.verdict.outcome == "pass" for step in (*own, *signed))
        seconds = sum(step.seconds for step in own) + waited if came_back else None
        return Back(seconds, tuple(kept), tuple(verdicts))

    def _see_healthy(self, service: Service) -> tuple[Verdict, str]:
        wait, between = self.patience.healthy, self.patience.between
        return see(service, self.ports, wait, healthy=True, between=between)


def tell_back(name: str, back: Back, ports: RecoveryPorts) -> None:
    """Say how a service came back, or why it did not."""
    found = worst(back.verdicts)
    tell(ports.progress, Event("service-back", None, name, outcome=found.outcome, because=found.because))


def recover_data_set(data_set: DataSet, point: RecoveryPoint, ports: RecoveryPorts, steps: Steps) -> Walked:
    """Bring one data set back, compare every entry with its manifest; a drill goes back to an older point.

    In earnest there is one attempt: to give up newer data is for people to decide.
    """
    repositories = {each.name: each for each in copies_of(ports.district, data_set)}
    rehearsed = isinstance(ports, DrillPorts)
    before: list[RecoveryPoint] = []

    def restore_and_verify(point: RecoveryPoint) -> Brought:
        repository = repositories[point.repository]
        seen = looked_into(Subject(data_set, point), ports) if rehearsed else Screened(PASS)
        if seen.verdict.outcome != "pass":
            return seen.verdict, "looked into its manifest, not restored", None
        came = ports.vault.recover(data_set, point, repository, instead_of=tuple(before))
        found = compare(came.expected, came.found, canaries=data_set.canaries)
        tell(ports.progress, Event("data-back", subject=data_set.name, size=came.size))
        judged = as_far_as_held(as_far_as_trusted(found, came.notes), seen)
        kept = data_set_record(point, judged, came.size, manifest_digest(came.expected))
        record = as_of_export(kept, data_set, came.expected)
        told = f"{found.matched} of {found.entries} entries, {came.size} bytes"
        notes = (told, *([seen.note] if seen.note else []), *came.notes)
        # In earnest what is equal and holds nothing keeps nobody from going on; it is no pass all the same.
        goes_on = not rehearsed and found.verdict.outcome == "no-evidence"
        said = PASS if goes_on else found.verdict
        return said, "; ".join(notes), record.model_dump(mode="json")

    def attempt(point: RecoveryPoint) -> tuple[StepRecord, DataSetRecord | None]:
        step, brought = steps.bring(data_set.name, "restore", partial(restore_and_verify, point))
        before.append(point)
        return step, (DataSetRecord.model_validate(brought) if brought else None)

    return walk_back(data_set, point, attempt, ports, steps) if rehearsed else once(*attempt(point))


def data_set_record(point: RecoveryPoint, found: Comparison, size: int, digest: str) -> DataSetRecord:
    """Write down what came of a recovery point: ``size`` in bytes, ``digest`` of its whole manifest."""
    return DataSetRecord(
        name=point.data_set,
        repository=point.repository,
        snapshot=point.snapshot,
        taken_at=point.taken_at,
        entries=found.entries,
        matched=found.matched,
        size=size,
        manifest_sha256=digest,
        verdict=found.verdict,
    )


def as_of_export(record: DataSetRecord, data_set: DataSet, entries: Entries) -> DataSetRecord:
    """Add to the record of an export when its newest file was written, as its whole manifest tells."""
    if not of_exports(data_set.source):
        return record
    return record.model_copy(update={"as_of": newest_file(entries)})
