"""Recovery points in restic repositories, for every kind of source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.agent.restic_process import stop_all
from drplan.adapters.agent.restic_results import moment
from drplan.adapters.agents import ask_here, ask_on, fault_of
from drplan.adapters.captured import ControlSource
from drplan.adapters.held_against import held_against
from drplan.adapters.host_requests import on_host, protect_on_host
from drplan.adapters.repositories import HOST_RESTIC, HOST_SCRATCH, target
from drplan.adapters.seal_keys import SealKeys
from drplan.adapters.sources import control_source
from drplan.declare.data import DataSet, Source
from drplan.declare.district import District
from drplan.declare.lookup import data_sets, repository_named, server_named
from drplan.declare.protection import Repository
from drplan.declare.sanity import Accepted
from drplan.errors import UsageError
from drplan.gear.loading import FACTS, facts_in
from drplan.plan.restorable import host_of
from drplan.ports import DeviceFacts, Protected, Recovered, RecoveryPoint, Sample, SecretReader, Told
from drplan.ports.beside import Kept


class ResticVault:
    """Implements :class:`drplan.ports.Vault` and :class:`drplan.ports.DataProver`.

    Folders and databases are kept and brought back by the agent on their own host; device configurations
    and buckets by this machine. ``kept_by`` is how the machines that made the recovery points are known, when
    others of their names are to have them back. ``controls`` says what reads and writes a source from here.
    """

    def __init__(
        self,
        district: District,
        access: Access,
        secrets: SecretReader,
        *,
        restic: Path,
        state: Path,
        kept_by: Access | None = None,
        controls: Callable[[Source, District, Access], ControlSource] = control_source,
    ) -> None:
        self._controls = controls
        self._seals = SealKeys(district, kept_by or access, state / "keys")
        self._district = district
        self._access = access
        self._secrets = secrets
        self._restic = restic
        self._scratch = str(state / "scratch")

    def open(self, repository: Repository, *, create: bool) -> None:
        """See that the repository opens; make it when ``create``."""
        ask_here({"verb": "open", "repository": self._here(repository), "create": create})

    def points(self, data_set: DataSet, repository: Repository) -> Sequence[RecoveryPoint]:
        """Return the recovery points that the repository itself shows, oldest first."""
        found = ask_here({"verb": "points", "repository": self._here(repository), "data_set": data_set.name})
        points = (point_of(data_set.name, repository, each, data_set.accepted) for each in found)
        return sorted(points, key=lambda point: point.taken_at)

    def all_points(self, repository: Repository) -> Sequence[RecoveryPoint]:
        """Return the recovery points of all data sets that one look at the repository shows, oldest first."""
        found = ask_here({"verb": "all-points", "repository": self._here(repository)})
        accepted = {each.name: each.accepted for each in data_sets(self._district)}
        points = (
            point_of(each["data_set"], repository, each, accepted.get(each["data_set"], ())) for each in found
        )
        return sorted(points, key=lambda point: point.taken_at)

    def protect(self, data_set: DataSet, copies: Sequence[Repository]) -> Protected:
        """Read the source once into a manifest and make one recovery point in each copy."""
        source = data_set.source
        if server := host_of(source):
            request = protect_on_host(data_set, copies, self._access, self._secrets)
            kept = ask_on(self._access, server_named(self._district, server), request)
        else:
            kept = self._protect_here(data_set, self._control(data_set), copies)
        answers = list(zip(copies, kept, strict=True))
        return Protected(
            tuple(point_of(data_set.name, copy, each, ()) for copy, each in answers if "error" not in each),
            {
                copy.name: fault_of(each["error"], f"{copy.name}: ")
                for copy, each in answers
                if "error" in each
            },
        )

    def recover(
        self,
        data_set: DataSet,
        point: RecoveryPoint,
        repository: Repository,
        *,
        instead_of: Sequence[RecoveryPoint] = (),
    ) -> Recovered:
        """Bring the data set back to its place on its asset and read it anew."""
        if instead_of and self._access.where == "production":
            raise UsageError(
                f"{data_set.name} was brought back once already, and in production nothing is removed for it",
                next_step="see by its runbook what lies there, and bring an older point back by hand",
            )
        source = data_set.source
        if server := host_of(source):
            request = {
                "verb": f"recover-{source.kind}",
                "repository": self._there(repository),
                **_which(point),
                "signers": self._seals.signers(source),
                "instead_of": [self._earlier(each) for each in instead_of],
                **on_host(data_set),
            }
            came = ask_on(self._access, server_named(self._district, server), request)
            return _recovered(came)
        return self._recover_here(data_set, self._control(data_set), point, repository)

    def manifest(self, data_set: DataSet, point: RecoveryPoint, repository: Repository) -> Told:
        """Read what the recovery point's manifest tells, and restore nothing."""
        request = {
            "verb": "manifest",
            "repository": self._here(repository),
            **_which(point),
            "data_set": data_set.name,
            "signers": self._seals.signers(data_set.source),
            "may_be_unsigned": host_of(data_set.source) is None,
        }
        told = ask_here(request)
        return Told(told["entries"], tuple(told["notes"]), told["restless"])

    def facts(self, data_set: DataSet, point: RecoveryPoint, repository: Repository) -> DeviceFacts | None:
        """Return what a device said of itself when it was backed up; ``None`` for a point of before that."""
        return facts_in(self._read_artefact(data_set, point, repository)["beside"].get(FACTS, ""))

    def restore_to(
        self, data_set: DataSet, point: RecoveryPoint, repository: Repository, folder: Path
    ) -> Recovered:
        """Bring the files that carry the data set back below ``folder``, touching nothing else."""
        request = {
            "verb": "restore-to",
            "repository": self._here(repository),
            **_which(point),
            "data_set": data_set.name,
            "signers": self._seals.signers(data_set.source),
            "source": data_set.source.model_dump(mode="json"),
            "to": str(folder),
        }
        return _recovered(ask_here(request))

    def prove(
        self,
        data_set: DataSet,
        point: RecoveryPoint,
        repository: Repository,
        *,
        into: Path | None,
        sample: Sample | None = None,
    ) -> Recovered:
        """Read what the repository gives for this recovery point beside its manifest, on this machine."""
        if host_of(data_set.source) is None:
            return self._prove_control(data_set, point, repository)
        request = {
            "verb": "prove-stream" if into is None else "prove-scratch",
            "repository": self._here(repository),
            **_which(point),
            "signers": self._seals.signers(data_set.source),
            "sample": vars(sample) if sample else None,
            "into": str(into) if into else None,
            **on_host(data_set),
        }
        came = ask_here(request)
        return replace(_recovered(came), whole=came["whole"])

    def text(self, data_set: DataSet, point: RecoveryPoint, repository: Repository) -> Kept:
        """Read the one text that a data set is kept as, which no agent reads, and the manifest beside it."""
        kept = self._read_artefact(data_set, point, repository)
        return Kept(kept["content"], kept["expected"], tuple(kept["notes"]))

    def stop(self) -> None:
        """End what any thread is proving, with the restic that it runs."""
        stop_all()

    def _prove_control(self, data_set: DataSet, point: RecoveryPoint, repository: Repository) -> Recovered:
        kept = self._read_artefact(data_set, point, repository)
        source = self._control(data_set)
        found, notes = source.prove(kept["content"])
        size = source.size(kept["content"], found)
        return Recovered(kept["expected"], found, size, (*kept["notes"], *notes))

    def _read_artefact(self, data_set: DataSet, point: RecoveryPoint, repository: Repository) -> Any:
        return ask_here(
            {
                "verb": "read-artefact",
                "repository": self._here(repository),
                **_which(point),
                "data_set": data_set.name,
                "signers": self._seals.signers(data_set.source),
                "may_be_unsigned": True,
            }
        )

    def _protect_here(self, data_set: DataSet, source: ControlSource, copies: Sequence[Repository]) -> Any:
        return ask_here(
            {
                "verb": "protect-artefact",
                "data_set": data_set.name,
                **vars(source.capture()),
                "copies": [self._here(copy) for copy in copies],
                "scratch": self._scratch,
                "signing_key": self._seals.own(),
                **held_against(data_set),
            }
        )

    def _recover_here(
        self, data_set: DataSet, source: ControlSource, point: RecoveryPoint, repository: Repository
    ) -> Recovered:
        kept = self._read_artefact(data_set, point, repository)
        notes = (*kept["notes"], *source.write(kept["content"]))
        _, found = source.read()
        return Recovered(kept["expected"], found, source.size(kept["content"], found), notes)

    def _control(self, data_set: DataSet) -> ControlSource:
        return self._controls(data_set.source, self._district, self._access)

    def _earlier(self, point: RecoveryPoint) -> dict[str, Any]:
        repository = repository_named(self._district, point.repository)
        return {"repository": self._there(repository), **_which(point)}

    def _here(self, repository: Repository) -> dict[str, Any]:
        return target(
            repository, self._secrets, self._access, program=str(self._restic), scratch=self._scratch
        )

    def _there(self, repository: Repository) -> dict[str, Any]:
        return target(repository, self._secrets, self._access, program=HOST_RESTIC, scratch=HOST_SCRATCH)


def _which(point: RecoveryPoint) -> dict[str, Any]:
    """Name a recovery point, with what was listed of it: to ask again would be one more start of restic."""
    return {"snapshot": point.snapshot, "paths": point.paths, "run": point.run}


def _recovered(came: Mapping[str, Any]) -> Recovered:
    return Recovered(came["expected"], came["found"], came["size"], tuple(came["notes"]))


def point_of(
    data_set: str, repository: Repository, kept: Mapping[str, Any], accepted: Sequence[Accepted] = ()
) -> RecoveryPoint:
    """Return a recovery point as the agent tells it; one that was ``accepted`` is suspect no more."""
    looked_into = any(each.covers(kept["snapshot"]) for each in accepted)
    return RecoveryPoint(
        data_set=data_set,
        repository=repository.name,
        snapshot=kept["snapshot"],
        # restic tells it in the time zone of the host that it read.
        taken_at=moment(kept["taken_at"]).astimezone(UTC),
        files=kept["files"],
        size=kept["size"],
        added=kept["added"],
        seconds=kept["seconds"],
        suspect=() if looked_into else tuple(kept["suspect"]),
        doubts=tuple(kept.get("doubts", ())),
        paths=tuple(kept.get("paths", ())),
        run=kept.get("run", ""),
    )
