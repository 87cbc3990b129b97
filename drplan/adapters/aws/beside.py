"""Tables and instances beside production: each guarded, marked, and taken away by its mark alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.aws import instance as instances
from drplan.adapters.aws import table_restore
from drplan.adapters.aws.guard_beside import BesideGuard
from drplan.adapters.aws.scratch import Mark, mark_in
from drplan.adapters.aws.session import client, errors_for, verify_account, watched
from drplan.adapters.aws.table_point import point_in, standing
from drplan.declare import AwsAccount
from drplan.declare.aws_data import DynamoTable, RdsInstance
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import account_named, data_sets
from drplan.errors import SourceError, UsageError
from drplan.ports import Entries
from drplan.ports.beside import Kept, Rehearsal

RESTORED_OF = "drplan-restored-of"
"""The key of the tag on what was brought back to stay."""


@dataclass(frozen=True)
class _Kind:
    """One sort of thing: the service that has it, and what it is called there."""

    account: AwsAccount
    service: str
    own: str

    @property
    def client(self) -> Any:
        """The client to ask."""
        return client(self.service, self.account.region)

    def is_there(self, name: str) -> bool:
        """Say whether something of this name is there."""
        if self.service == "rds":
            return instances.is_there(self.client, name)
        return table_restore.is_there(self.client, name)

    def tags(self, name: str) -> dict[str, str]:
        """Return its tags."""
        if self.service == "rds":
            return instances.all_tags(instances.described(self.client, name))
        return table_restore.tags_of(self.client, name)

    def remove(self, name: str) -> None:
        """Take it away."""
        (instances if self.service == "rds" else table_restore).remove(self.client, name)

    def names(self, prefix: str) -> Iterator[str]:
        """Yield the names of all that begin with the prefix."""
        if self.service == "rds":
            pages = self.client.get_paginator("describe_db_instances").paginate()
            found = (each["DBInstanceIdentifier"] for page in pages for each in page["DBInstances"])
        else:
            pages = self.client.get_paginator("list_tables").paginate()
            found = (each for page in pages for each in page["TableNames"])
        yield from (name for name in found if name.startswith(prefix))


class AwsBeside:
    """Implements :class:`drplan.ports.beside.Beside`. Whoever calls has entered ``access``."""

    def __init__(self, district: District, access: Access) -> None:
        self._district, self._access = district, access

    def bring(self, data_set: DataSet, kept: Kept, name: str, rehearsal: Rehearsal | None) -> Sequence[str]:
        """Make it; see the protocol."""
        kind = self._kind(data_set)
        marks = {each["Key"]: each["Value"] for each in _mark(rehearsal).tags()} if rehearsal else {}
        with self._guarded(kind, name):
            if kind.is_there(name):
                raise UsageError(
                    f"{kind.account.name}: {name} is there already, and nothing is written over",
                    next_step="give a name that is free with --as",
                )
            marks |= {} if rehearsal else {RESTORED_OF: data_set.name}
            if kind.service == "rds":
                return instances.bring(kind.client, json.loads(kept.content), name, marks)
            kms = client("kms", kind.account.region)
            return table_restore.bring(kind.client, kms, point_in(kept.content), name, marks)

    def read(self, data_set: DataSet, kept: Kept, name: str) -> Entries:
        """Read it; see the protocol."""
        kind = self._kind(data_set)
        with self._guarded(kind, name):
            if kind.service == "rds":
                return instances.structure(instances.described(kind.client, name))
            return standing(kind.client, point_in(kept.content), name)

    def remove(self, data_set: DataSet, name: str, rehearsal: Rehearsal) -> str:
        """Take it away; see the protocol. Raises ``SourceError`` for what does not carry the mark."""
        kind = self._kind(data_set)
        with self._guarded(kind, name):
            if not kind.is_there(name):
                return f"{name} is not there"
            if _marked(kind, name) != _mark(rehearsal):
                raise SourceError(
                    f"{kind.account.name}: {name} does not carry this rehearsal's mark: it is not touched",
                    next_step="see whose it is in the AWS console, and remove it by hand if it is nobody's",
                )
            kind.remove(name)
        return f"{name} was taken away"

    def sweep(self, data_set: DataSet, now: datetime) -> Sequence[str]:
        """Take away what is left; see the protocol."""
        kind = self._kind(data_set)
        verify_account(kind.account, self._access)
        with errors_for(kind.account.name):
            left = list(kind.names(f"{kind.account.scratch_prefix}-"))
        return [line for name in left for line in self._swept(kind, name, now)]

    def _swept(self, kind: _Kind, name: str, now: datetime) -> Iterator[str]:
        with self._guarded(kind, name):
            mark = _marked(kind, name) if name not in self._declared() else None
            if mark is None:
                yield f"{name} begins like a rehearsal's and carries no mark: left alone"
            elif mark.until <= now:
                kind.remove(name)
                yield f"{name} was left by an earlier rehearsal, whose time is over: taken away"

    def _declared(self) -> set[str]:
        sources = (data.source for data in data_sets(self._district))
        return {
            each.table if isinstance(each, DynamoTable) else each.instance
            for each in sources
            if isinstance(each, DynamoTable | RdsInstance)
        }

    def _kind(self, data_set: DataSet) -> _Kind:
        match data_set.source:
            case DynamoTable(account=name, table=own):
                return _Kind(account_named(self._district, name), "dynamodb", own)
            case RdsInstance(account=name, instance=own):
                return _Kind(account_named(self._district, name), "rds", own)
        raise UsageError(
            f"{data_set.name} is neither a DynamoDB table nor an RDS instance",
            next_step=f"bring it back into a folder: drplan restore {data_set.name} --to DIR",
        )

    @contextmanager
    def _guarded(self, kind: _Kind, name: str) -> Iterator[None]:
        verify_account(kind.account, self._access)
        guard = BesideGuard(kind.service, name)
        with errors_for(f"{kind.account.name}/{name}"), watched(guard.watch):
            yield


def _mark(rehearsal: Rehearsal) -> Mark:
    return Mark(rehearsal.token, rehearsal.until)


def _marked(kind: _Kind, name: str) -> Mark | None:
    return mark_in([{"Key": key, "Value": value} for key, value in kind.tags(name).items()])
