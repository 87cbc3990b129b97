"""A data drill over the desk's one data set, as the command conducts it."""

from datetime import timedelta
from typing import Any

from drplan.act.account import drill_record
from drplan.act.drill import prepare
from drplan.act.drill_data import ONLY_DATA, DataPorts, Way, conduct_data
from drplan.adapters.agent.answer import answer
from drplan.adapters.agent.restic_results import moment
from drplan.adapters.agents import fault_of
from drplan.adapters.clock import SystemClock
from drplan.errors import DrplanError
from drplan.ports import Recovered, RecoveryPoint, Told
from tests.unit.act.conftest import ABOUT, district, service


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
        return [self._point(data_set.name, repository, each) for each in self.ask("points")]

    def all_points(self, repository):
        return [self._point(each["data_set"], repository, each) for each in self.ask("all-points")]

    def _point(self, data_set, repository, kept):
        return RecoveryPoint(
            data_set,
            repository.name,
            kept["snapshot"],
            moment(kept["taken_at"]),
            kept["files"],
            kept["size"],
            suspect=tuple(kept["suspect"]),
        )

    def manifest(self, data_set, point, repository):
        told = self.ask("manifest", snapshot=point.snapshot)
        return Told(told["entries"], tuple(told["notes"]), told["restless"])

    def prove(self, data_set, point, repository, *, into=None, sample=None):
        kind = self.desk.verb.removeprefix("protect-")
        came = self.ask(
            f"prove-{self.mode}",
            snapshot=point.snapshot,
            source={"kind": kind, **self.desk.wanted},
            canaries=self.desk.canaries,
            sample=vars(sample) if sample else None,
            into=str(into) if into else None,
        )
        whole = came["whole"]
        return Recovered(came["expected"], came["found"], came["size"], tuple(came["notes"]), whole)

    def stop(self):
        """Nothing of it runs for long."""


class Calm(SystemClock):
    """A clock, and somebody who hears nothing."""

    def say(self, subject, message):
        pass


def drill(desk, mode="scratch", *, rpo=timedelta(days=1)):
    """Conduct a data drill of the desk's one data set; returns its record.

    Raises as the drill does, when there is nothing to prove.
    """
    told = service("files", "host-a")
    (data_set,) = told.data_sets
    data_set = data_set.model_copy(update={"name": desk.data_set, "canaries": tuple(desk.canaries)})
    objectives = told.objectives.model_copy(update={"rpo": rpo})
    whole = district(told.model_copy(update={"data_sets": (data_set,), "objectives": objectives}))
    calm: Any = Calm()
    vault: Any = DeskVault(desk, mode)
    ports = DataPorts(whole, calm, {}, vault, calm, calm, calm, prover=vault)
    way = Way(None if mode == "stream" else desk.folder / "scratch-disk")
    (found,) = drill_record(conduct_data(prepare(whole.sites[0], ports), ports, way), ABOUT).services
    return found


def outcome_of(desk, mode):
    """Return the verdict that a drill has, or ``error``, and all that it says."""
    try:
        found = drill(desk, mode)
    except DrplanError as error:
        return "error", error.message
    passed = [line for d in found.data_sets for p in d.walked_back for line in p.because]
    shown = [d.verdict.outcome for d in found.data_sets]
    outcome = "pass" if shown == ["pass"] and found.verdict == ONLY_DATA else found.verdict.outcome
    return outcome, "; ".join((*found.verdict.because, *passed))
