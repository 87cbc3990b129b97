"""Attacking a repository wherever it lies, from this machine, with the credentials that write to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from drplan.adapters.access import Access
from drplan.adapters.repositories import location_of, pruning_target, target
from drplan.adapters.rest_attack import attack_rest
from drplan.adapters.scratch_repository import destroyed, scratch_repository
from drplan.declare.protection import Repository
from drplan.errors import UsageError
from drplan.plan.attack import Assault
from drplan.ports import SecretReader

if TYPE_CHECKING:
    from drplan.adapters.aws.place import S3Place


class CopyAttacker:
    """Implements :class:`drplan.act.attack.Attacker` for repositories in S3 and on REST servers."""

    def __init__(
        self,
        access: Access,
        secrets: SecretReader,
        now: Callable[[], datetime],
        *,
        restic: Path,
        state: Path,
    ) -> None:
        self._access = access
        self._secrets = secrets
        self._now = now
        self._told = {"program": str(restic), "scratch": str(state / "scratch")}

    def attack(self, repository: Repository, scratch: str) -> Assault:
        """Attack it. Raises ``UsageError`` for a folder or SFTP: who writes there can do all of it."""
        scheme = repository.location.partition(":")[0]
        if scheme == "s3":
            return self._attack_s3(repository, scratch)
        if scheme == "rest":
            return self._attack_rest(repository, scratch)
        raise UsageError(
            f"{repository.name} is not attacked: in a folder, or over SFTP, whoever writes can delete",
            next_step="keep a copy on an append-only REST server, or in S3 with object lock (docs/copies.md)",
        )

    def _attack_s3(self, repository: Repository, scratch: str) -> Assault:
        from drplan.adapters.aws.attack import attack_bucket
        from drplan.adapters.aws.place import writers_place

        there = writers_place(repository, self._secrets, self._access)
        place = target(repository, self._secrets, self._access, **self._told)

        def prune(at: S3Place) -> tuple[bool, str]:
            location = f"s3:{at.endpoint}/{at.bucket}/{at.prefix.rstrip('/')}"
            return destroyed(scratch_repository(place, location))

        assault = attack_bucket(
            there,
            scratch,
            prune,
            self._now(),
            rehearsal=self._access.where != "production",
            subject=repository.name,
            days=repository.immutable_days,
        )
        return replace(assault, scratch=scratch)

    def _attack_rest(self, repository: Repository, scratch: str) -> Assault:
        location_of(repository, self._access)
        place = target(repository, self._secrets, self._access, **self._told)
        may_prune = repository.prune_secret is not None or repository.prune_location is not None
        pruner = pruning_target(repository, self._secrets, self._access, **self._told) if may_prune else None
        return attack_rest(place, pruner, scratch)
