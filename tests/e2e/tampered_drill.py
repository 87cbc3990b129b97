"""A drill over the desk's one data set: choose a point, bring it beside production, judge it, walk back."""

import shutil
from datetime import UTC, datetime, timedelta

from drplan import DataSet
from drplan.act.drill_ports import RecoveryPorts
from drplan.act.screening import Subject, judged
from drplan.act.steps import Steps
from drplan.act.walk_back import Walked, once, walk_back
from drplan.adapters.agent.answer import answer
from drplan.adapters.agent.restic_results import moment
from drplan.adapters.agents import fault_of
from drplan.measure.compare import manifest_digest
from drplan.measure.verdict import Verdict
from drplan.plan.points import choose_point
from drplan.ports import Recovered, RecoveryPoint, Told
from drplan.record.drill import DataSetRecord, StepRecord
from tests.unit.act.conftest import district, service


class DeskVault:
    """What of a vault a drill beside production needs, asked of the agent in this process."""

    def __init__(self, desk, mode):
        self.desk, self.mode = desk, mode

    def ask(self, verb, **words):
        desk = self.desk
        said = answer(
            {
                "verb": verb,
                "data_set": desk.data_set,
                "scratch": str(desk.scratch),
                "repository": desk.copy,
                "signers": desk.signers,
                "source": desk.wanted,
                **words,
            }
        )
        if "answer" in said:
            return said["answer"]
        raise fault_of(said["error"], "")

    def points(self, data_set, repository):
        return [
            RecoveryPoint(
                data_set.name,
                repository.name,
                each["snapshot"],
                moment(each["taken_at"]),
                each["files"],
                each["size"],
                suspect=tuple(each["suspect"]),
            )
            for each in self.ask("points")
        ]

    def manifest(self, data_set, point, repository):
        told = self.ask("manifest", snapshot=point.snapshot)
        return Told(told["entries"], tuple(told["notes"]), told["restless"])

    def prove(self, point):
        into = self.desk.folder / "scratch-disk"
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir()
        kind = self.desk.verb.removeprefix("protect-")
        came = self.ask(
            f"prove-{self.mode}",
            snapshot=point.snapshot,
            source={"kind": kind, **self.desk.wanted},
            canaries=self.desk.canaries,
            **({"into": str(into)} if self.mode == "scratch" else {}),
        )
        whole = came["whole"]
        return Recovered(came["expected"], came["found"], came["size"], tuple(came["notes"]), whole)


class Calm:
    """A clock and somebody who listens."""

    def now(self):
        return datetime.now(UTC)

    def monotonic(self):
        return 0.0

    def say(self, subject, message):
        pass


def drill(desk, mode="scratch", *, before=None, **declared):
    """Rehearse the recovery of the desk's data set and return how it went."""
    told = service("files", "host-a")
    (data_set,) = told.data_sets
    declared = {"name": desk.data_set, "canaries": tuple(desk.canaries), **declared}
    data_set = DataSet(**{**dict(data_set), **declared})
    whole = district(told.model_copy(update={"data_sets": (data_set,)}))
    calm, vault = Calm(), DeskVault(desk, mode)
    ports = RecoveryPorts(
        district=whole, clock=calm, enforcers={}, vault=vault, prober=None, programs=None, progress=calm
    )
    steps = Steps(calm, calm)

    def prove(point):
        came = vault.prove(point)
        found, verdict = judged(Subject(data_set, point), came, ports)
        record = DataSetRecord(
            name=data_set.name,
            repository=point.repository,
            snapshot=point.snapshot,
            taken_at=point.taken_at,
            entries=found.entries,
            matched=found.matched,
            size=came.size,
            manifest_sha256=manifest_digest(came.expected),
            verdict=found.verdict,
        )
        return verdict, "; ".join(came.notes), record.model_dump(mode="json")

    def attempt(point) -> tuple[StepRecord, DataSetRecord | None]:
        step, brought = steps.bring(data_set.name, "restore", lambda: prove(point))
        return step, DataSetRecord.model_validate(brought) if brought else None

    def choose():
        points = vault.points(data_set, whole.repositories[0])
        choice = choose_point(points, before=before or datetime.now(UTC), copies=["onsite"])
        point = choice.point
        verdict = Verdict(outcome="pass" if point else "fail", because=(choice.because,))
        return verdict, "", vars(point) if point else None

    step, chosen = steps.bring(data_set.name, "restore", choose)
    if chosen is None:
        return once(step, None)
    return walk_back(data_set, RecoveryPoint(**chosen), attempt, ports, steps)


def says(walked: Walked):
    """Return all that the verdict and the points passed over say."""
    passed = walked.record.walked_back if walked.record else ()
    return "; ".join((*walked.verdict.because, *(line for each in passed for line in each.because)))


def age(walked):
    """Return how old the recovered data is."""
    return datetime.now(UTC) - walked.record.taken_at if walked.record else timedelta.max
