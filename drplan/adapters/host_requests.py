"""What the agent on a host is asked to back up: the same request over SSH and for a timer of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.repositories import HOST_RESTIC, HOST_SCRATCH, target
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import repository_named
from drplan.declare.protection import Repository
from drplan.plan.host_backups import HostBackup
from drplan.ports import SecretReader


def on_host(data_set: DataSet) -> dict[str, Any]:
    """Return what any request about a data set on a host says."""
    source = data_set.source.model_dump(mode="json")
    return {
        "data_set": data_set.name,
        "scratch": HOST_SCRATCH,
        "source": source,
        **held_against(data_set),
    }


def held_against(data_set: DataSet) -> dict[str, Any]:
    """Return what the agent judges a new recovery point by."""
    return {
        "canaries": list(data_set.canaries),
        "tolerance": data_set.tolerance.model_dump(mode="json"),
        "accepted": [snapshot for each in data_set.accepted for snapshot in each.snapshots],
    }


def protect_on_host(
    data_set: DataSet, copies: Sequence[Repository], access: Access, secrets: SecretReader
) -> dict[str, Any]:
    """Return the request that makes a recovery point in each copy. It holds secrets."""
    targets = [target(copy, secrets, access, program=HOST_RESTIC, scratch=HOST_SCRATCH) for copy in copies]
    return {"verb": f"protect-{data_set.source.kind}", "copies": targets, **on_host(data_set)}


def protect_request(
    district: District, backup: HostBackup, access: Access, secrets: SecretReader
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the request of a host's own timer, and each secret that is in it.

    It opens the copies of this one data set and no others. User names and certificates are no secrets.
    Raises ``SecretMissing`` naming the reference.
    """
    data_set = backup.data_set
    copies = [repository_named(district, name) for name in backup.copies]
    request = protect_on_host(data_set, copies, access, secrets)
    request["copy_names"] = list(backup.copies)
    hidden = [each for copy in copies for each in (copy.password, copy.user_secret) if each]
    if data_set.ping:
        request["ping"] = secrets.read(data_set.ping)
        hidden.append(data_set.ping)
    return request, tuple(secrets.read(each) for each in hidden)
