"""Tables, instances and names of secrets as sources that this machine keeps: see ``ControlSource``."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence

from drplan.adapters.access import Access
from drplan.adapters.aws import instance as instances
from drplan.adapters.aws import secret_names
from drplan.adapters.aws.session import client, errors_for, verify_account
from drplan.adapters.aws.table_point import captured, itemised, point_in
from drplan.adapters.captured import Captured
from drplan.declare import AwsAccount
from drplan.declare.aws_data import DynamoTable, RdsInstance, SecretNames
from drplan.errors import SourceError
from drplan.ports import Entries

PREFIX = "drplan-"
"""What the names of backups and snapshots begin with that drplan makes."""

_RUN = 6


def point_name(data_set: str) -> str:
    """Return a name for a backup or snapshot in AWS: of which data set, and of which run."""
    # RDS takes no two hyphens in a row: Amazon RDS API, CreateDBSnapshot.
    whole = re.sub("-+", "-", f"{PREFIX}{data_set}-{secrets.token_hex(_RUN)}")
    return whole[:255]


def _never_over(what: str, verb: str, data_set: str) -> SourceError:
    return SourceError(
        f"{what} is never written over, and drills do not bring it back",
        next_step=f"bring it back beside production: drplan restore {verb} {data_set} --as NAME",
    )


class TablePoints:
    """A DynamoDB table; ``called`` is the name of its data set."""

    def __init__(self, account: AwsAccount, source: DynamoTable, called: str, access: Access) -> None:
        self._account, self._source, self._called, self._access = account, source, called, access
        self._subject = f"{account.name}/{source.table}"

    def capture(self) -> Captured:
        """Make a backup in AWS and read the items, or a sample, around it."""
        verify_account(self._account, self._access)
        with errors_for(self._subject):
            there = client("dynamodb", self._account.region)
            point, entries = captured(there, self._source, point_name(self._called))
        return Captured("table.jsonl", point.text(), entries)

    def read(self) -> tuple[str, Entries]:
        """Refuse: production is never written over, so it is never read as what came back."""
        raise _never_over(self._subject, "table", self._called)

    def write(self, content: str) -> Sequence[str]:
        """Refuse: see :meth:`read`."""
        raise _never_over(f"{self._subject} ({len(content)} characters kept)", "table", self._called)

    def prove(self, content: str) -> tuple[Entries, Sequence[str]]:
        """Read every item in the lines that restic gave; raises ``SourceError`` for a mere sample."""
        point = point_in(content)
        if not point.whole:
            raise SourceError(
                f"{self._subject}: the copy holds a sample, and its items are in AWS's backup only",
                next_step=f"see them come back: drplan restore table {self._called} --rehearse",
            )
        found = itemised(point)
        return point.entries(found), (f"{len(found)} items were read in the copy itself",)

    def size(self, content: str, found: Entries) -> int:
        """Return the bytes of the items found."""
        return sum(int(facts.get("size", 0)) for facts in found.values()) if content else 0


class InstancePoints:
    """An RDS instance; ``called`` is the name of its data set."""

    def __init__(self, account: AwsAccount, source: RdsInstance, called: str, access: Access) -> None:
        self._account, self._source, self._called, self._access = account, source, called, access
        self._subject = f"{account.name}/{source.instance}"

    def capture(self) -> Captured:
        """Make a snapshot in AWS and keep how the instance is made."""
        verify_account(self._account, self._access)
        with errors_for(self._subject):
            there = client("rds", self._account.region)
            head, entries = instances.captured(there, self._source.instance, point_name(self._called))
        return Captured("instance.json", json.dumps(head, indent=1, sort_keys=True), entries)

    def read(self) -> tuple[str, Entries]:
        """Refuse: production is never written over, so it is never read as what came back."""
        raise _never_over(self._subject, "instance", self._called)

    def write(self, content: str) -> Sequence[str]:
        """Refuse: see :meth:`read`."""
        raise _never_over(f"{self._subject} ({len(content)} characters kept)", "instance", self._called)

    def prove(self, content: str) -> tuple[Entries, Sequence[str]]:
        """Refuse: an index proves no byte of the snapshot."""
        name = json.loads(content)["snapshot"]["name"]
        raise SourceError(
            f"{self._subject}: all its bytes are in the snapshot {name} in AWS, and nothing here reads them",
            next_step=f"see it come back: drplan restore instance {self._called} --rehearse",
        )

    def size(self, content: str, found: Entries) -> int:
        """Return the bytes of the snapshot's volume."""
        return int(json.loads(content)["gigabytes"]) * 2**30 if found else 0


class NamesOfSecrets:
    """What secrets there are."""

    def __init__(self, account: AwsAccount, source: SecretNames, access: Access) -> None:
        self._account, self._source, self._access = account, source, access
        self._subject = f"{account.name}/{source.prefix}"

    def capture(self) -> Captured:
        """List them."""
        return Captured("secrets.json", *self.read())

    def read(self) -> tuple[str, Entries]:
        """List them; no value is asked for."""
        verify_account(self._account, self._access)
        with errors_for(self._subject):
            there = secret_names.listed(client("secretsmanager", self._account.region), self._source.prefix)
        head = secret_names.head_of(there, self._source.prefix)
        return json.dumps(head, indent=1, sort_keys=True), secret_names.entries_of(there)

    def write(self, content: str) -> Sequence[str]:
        """Take back deletions that AWS still holds back; what is gone for good is noted."""
        verify_account(self._account, self._access)
        with errors_for(self._subject):
            return secret_names.undelete(client("secretsmanager", self._account.region), json.loads(content))

    def prove(self, content: str) -> tuple[Entries, Sequence[str]]:
        """Read the index itself."""
        return secret_names.facts_in(json.loads(content)), ("names alone: no value of a secret is kept",)

    def size(self, content: str, found: Entries) -> int:
        """Return the index's size."""
        return len(content.encode()) if found else 0
