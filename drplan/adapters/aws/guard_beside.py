"""A guard over AWS clients while something comes back beside production: one new name may be changed.

As :mod:`drplan.adapters.aws.guard`, it holds a request back by what was asked and by what would be sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from drplan.adapters.aws.guard import READS
from drplan.errors import LabError

_READS = (*READS, "Scan", "BatchGetItem")

_NAMED_BY: Mapping[str, Mapping[str, str]] = {
    "dynamodb": {
        "RestoreTableFromBackup": "TargetTableName",
        "CreateTable": "TableName",
        "UpdateTable": "TableName",
        "UpdateTimeToLive": "TableName",
        "DeleteTable": "TableName",
        "TagResource": "ResourceArn",
        "BatchWriteItem": "RequestItems",
    },
    "rds": {
        "RestoreDBInstanceFromDBSnapshot": "DBInstanceIdentifier",
        "ModifyDBInstance": "DBInstanceIdentifier",
        "DeleteDBInstance": "DBInstanceIdentifier",
    },
}
"""The changes that bring something back and take it away, and the parameter that says what they change."""


class BesideGuard:
    """Lets reading pass, and changes of ``name`` in ``service``; raises ``LabError`` for all others."""

    def __init__(self, service: str, name: str) -> None:
        self._service, self._name = service, name

    def watch(self, client: Any) -> None:
        """Hold back what this client would change elsewhere, from now on."""
        client.meta.events.register_last("provide-client-params.*", self._by_words)
        client.meta.events.register_last("before-send.*", self._by_wire)

    def _by_words(self, params: Any, model: Any, **_: Any) -> None:
        self._see(model.service_model.service_name, str(model.name), params)

    def _by_wire(self, request: Any, event_name: str, **_: Any) -> None:
        service, operation = event_name.split(".")[1:]
        self._see(service, operation, _sent(service, request))

    def _see(self, service: str, operation: str, params: Mapping[str, Any]) -> None:
        if operation.startswith(_READS):
            return
        named = changed(service, operation, params)
        if service != self._service or named != {self._name}:
            what = ", ".join(sorted(named)) or service
            raise LabError(
                f"{operation} on {what} was refused: only {self._name} may be changed",
                next_step="tell whoever maintains drplan: nothing of a restore should have asked for this",
            )


def changed(service: str, operation: str, params: Mapping[str, Any]) -> set[str]:
    """Return the names of what a call would change; none for a call that is not known."""
    told = params.get(_NAMED_BY.get(service, {}).get(operation, ""))
    if isinstance(told, Mapping):
        return set(told)
    return {str(told).rpartition("/")[2]} if told else set()


def _sent(service: str, request: Any) -> Mapping[str, Any]:
    body = request.body or b""
    text = body.decode() if isinstance(body, bytes) else str(body)
    if service == "dynamodb":
        told: Mapping[str, Any] = json.loads(text or "{}")
        return told
    return dict(parse_qsl(text))
