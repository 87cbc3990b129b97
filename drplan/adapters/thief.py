"""What an intruder does to a copy with a host's credentials; only ever in a lab."""

from __future__ import annotations

from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.agent import restic
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.restic_call import Manner, ask
from drplan.adapters.agents import fault_of
from drplan.adapters.repositories import pruning_target, target
from drplan.adapters.restic_upkeep import Upkeep
from drplan.declare.protection import Repository
from drplan.errors import UsageError
from drplan.ports import SecretReader


class LabThief:
    """Implements :class:`drplan.act.unhide_rehearsal.Thief`. It cannot be built outside a lab."""

    def __init__(self, access: Access, secrets: SecretReader, *, restic: Path, state: Path) -> None:
        if access.where == "production":
            raise UsageError(
                "a rehearsal hides recovery points, and no lab is up: it is refused",
                next_step="raise one: drplan lab up; in production, try: drplan backup check --attack",
            )
        self._access = access
        self._secrets = secrets
        self._told = {"program": str(restic), "scratch": str(state / "scratch")}

    def strike(self, repository: Repository) -> None:
        """Drop and prune all of it, write over its largest pack, delete its configuration and keys."""
        from drplan.adapters.aws.place import writers_place
        from drplan.adapters.aws.theft import spoil

        there = writers_place(repository, self._secrets, self._access)
        place = target(repository, self._secrets, self._access, **self._told)
        upkeep = Upkeep(restic.target(place), Manner(waits=()))
        try:
            packs = upkeep.files("packs")
            upkeep.forget(upkeep.files("snapshots"))
            upkeep.prune()
        except Fault as fault:
            raise fault_of({"kind": fault.kind, "message": str(fault)}, f"{repository.name}: ") from fault
        spoil(there, packs[:1], repository.name)

    def unlock(self, repository: Repository) -> None:
        """Take away every lock."""
        place = pruning_target(repository, self._secrets, self._access, **self._told)
        try:
            ask(restic.target(place), "unlock", "--remove-all", manner=Manner(waits=()))
        except Fault as fault:
            raise fault_of({"kind": fault.kind, "message": str(fault)}, f"{repository.name}: ") from fault
