"""What lies in restic repositories, and taking it away with a credential that no writer has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.agent import quota, restic
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.restic_results import moment
from drplan.adapters.agents import fault_of
from drplan.adapters.repositories import copying_target, pruning_target, target
from drplan.custody import Snapshot
from drplan.declare.protection import Repository
from drplan.errors import DrplanError, PruneRefused
from drplan.ports import SecretReader

_SECONDS = 12 * 3600.0
_AT_ONCE = 200
"""Ids in one command line: thousands of injected snapshots must not outgrow what the kernel takes."""


class ResticCustody:
    """Implements :class:`drplan.custody.Custody`; acts from this machine alone."""

    def __init__(self, access: Access, secrets: SecretReader, *, restic: Path, state: Path) -> None:
        self._access = access
        self._secrets = secrets
        self._told = {"program": str(restic), "scratch": str(state / "scratch")}

    def snapshots(self, repository: Repository) -> Sequence[Snapshot]:
        """Return every snapshot that the repository shows."""
        return _list(repository, target(repository, self._secrets, self._access, **self._told))

    def identity(self, repository: Repository, password: str) -> str:
        """Open the repository with that password alone, reading only."""
        place = target(repository, self._secrets, self._access, password=password, **self._told)
        return _identity(repository, place)

    def check_pruner(self, repository: Repository) -> None:
        """See that the pruning credential is not the writers', and that it leads to the same repository."""
        self._refuse_the_writers(repository)
        written = _identity(repository, target(repository, self._secrets, self._access, **self._told))
        if _identity(repository, self._pruning(repository)) != written:
            raise PruneRefused(
                f"{repository.name}: prune_location leads to another repository than location",
                next_step="correct prune_location; nothing was dropped",
            )

    def forget(self, repository: Repository, snapshots: Sequence[Snapshot]) -> None:
        """Drop these; then list what is left, for a server that refuses lets restic end well."""
        place = self._pruning(repository)
        before = {each.id for each in _list(repository, place)}
        gone = [each.id for each in snapshots if each.id in before]
        for first in range(0, len(gone), _AT_ONCE):
            _run(repository, place, "forget", *gone[first : first + _AT_ONCE])
        after = {each.id for each in _list(repository, place)}
        _compare(repository, before, {*gone}, after)

    def prune(self, repository: Repository) -> None:
        """Free what no snapshot needs any more."""
        _run(repository, self._pruning(repository), "prune")

    def copy(self, source: Repository, target: Repository, snapshots: Sequence[Snapshot]) -> None:
        """Copy these; restic leaves out those that are there already. The ids stay on as ``original``."""
        place = copying_target(source, target, self._secrets, self._access, **self._told)
        _see_room(target, place)
        ids = [each.id for each in snapshots]
        for first in range(0, len(ids), _AT_ONCE):
            _run(target, place, "copy", *ids[first : first + _AT_ONCE])

    def _pruning(self, repository: Repository) -> dict[str, Any]:
        return pruning_target(repository, self._secrets, self._access, **self._told)

    def _refuse_the_writers(self, repository: Repository) -> None:
        pruner, writer = (
            (place, user and self._secrets.read(user), secret and self._secrets.read(secret))
            for place, user, secret in (
                (
                    repository.prune_location or repository.location,
                    repository.prune_user or repository.user,
                    repository.prune_secret or repository.user_secret,
                ),
                (repository.location, repository.user, repository.user_secret),
            )
        )
        same_secret = pruner[2] == writer[2] and pruner[2] is not None
        if pruner == writer or same_secret:
            why = (
                "has no credential of its own to prune with"
                if pruner == writer
                else "shares its pruning secret with its writers"
            )
            raise PruneRefused(
                f"{repository.name} {why}: whoever takes over a host could delete its recovery points",
                next_step="declare prune_secret, with prune_user or prune_location, and give it to no host",
            )


def _compare(
    repository: Repository, before: Collection[str], gone: Collection[str], after: Collection[str]
) -> None:
    left = [each for each in gone if each in after]
    if left:
        raise PruneRefused(
            f"{repository.name}: {len(left)} of {len(gone)} snapshots are still there after restic forget",
            next_step="see that the pruning credential may delete: an append-only server refuses it",
        )
    lost = [each for each in before if each not in gone and each not in after]
    if lost:
        raise PruneRefused(
            f"{repository.name}: {len(lost)} snapshots are gone that were to stay, such as {lost[0][:8]}",
            next_step="see who else drops snapshots here; nothing was pruned, so their data is still there",
        )


def _list(repository: Repository, place: Mapping[str, Any]) -> list[Snapshot]:
    return [_snapshot(each) for each in _run(repository, place, "snapshots", "--no-lock")]


def _snapshot(shown: Mapping[str, Any]) -> Snapshot:
    summary = shown.get("summary") or {}
    begun = summary.get("backup_start") or shown["time"]
    return Snapshot(
        id=shown["id"],
        dated=moment(shown["time"]),
        begun=moment(begun),
        ended=moment(summary.get("backup_end") or begun),
        tags=tuple(shown.get("tags") or ()),
        paths=tuple(shown.get("paths") or ()),
        files=summary.get("total_files_processed", 0),
        original=shown.get("original", ""),
    )


def _identity(repository: Repository, place: Mapping[str, Any]) -> str:
    return str(_run(repository, place, "cat", "config", "--no-lock")[0]["id"])


def _see_room(repository: Repository, place: Mapping[str, Any]) -> None:
    """Refuse to copy into what is full already: how much a copy adds, restic does not tell beforehand."""
    try:
        quota.see_room(restic.target(place))
    except Fault as fault:
        raise _error(repository, place, fault) from fault


def _error(repository: Repository, place: Mapping[str, Any], fault: Fault) -> DrplanError:
    said = {"kind": fault.kind, "message": _without(place["environment"], str(fault))}
    return fault_of(said, f"{repository.name}: ")


def _run(repository: Repository, place: Mapping[str, Any], *words: str) -> list[dict[str, Any]]:
    try:
        return restic.run(restic.target(place), *words, seconds=_SECONDS)
    except Fault as fault:
        raise _error(repository, place, fault) from fault


def _without(secrets: Mapping[str, str], message: str) -> str:
    """Cut secrets out of restic's words: a location that holds a password may be quoted in them."""
    for secret in sorted(secrets.values(), key=len, reverse=True):
        message = message.replace(secret, "…")
    return message
