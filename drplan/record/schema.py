"""The published form of records: JSON Schema, draft 2020-12, from the records' own classes.

A schema says what fields there are and of what kind. That a record's bytes are canonical, that its verdict
has reasons, and that it fits its chain is more than a schema can say: ``drplan evidence verify`` does.
"""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema
from typing_extensions import override

from drplan.record.approval import ApprovalRecord
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.escrow import EscrowRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import CheckRecord
from drplan.record.kept import Kept, SignedRecord
from drplan.record.posture import PostureRecord

KINDS: dict[str, type[SignedRecord]] = {
    kind.noun: kind
    for kind in (
        DrillRecord,
        DeployRecord,
        CheckRecord,
        EscrowRecord,
        ExerciseRecord,
        ApprovalRecord,
        PostureRecord,
    )
}
"""Every kind of record, by what people call it."""

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"


def schema_id(kind: type[SignedRecord]) -> str:
    """Return the name and version of a kind's form, as its records hold it in ``schema_id``."""
    return str(kind.model_fields["schema_id"].default)


def record_schema(kind: type[SignedRecord]) -> dict[str, Any]:
    """Return the JSON Schema of a kind of record, as it is written."""
    body = kind.model_json_schema(schema_generator=_AsWritten)
    name, version = schema_id(kind).removeprefix("drplan/").rsplit("/", 1)
    return {"$schema": _DRAFT, "$id": f"urn:drplan:record:{name}:{version}", **body}


class _AsWritten(GenerateJsonSchema):
    @override
    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Require every field that is always written, also those that have a default."""
        made = super().model_schema(schema)
        later = schema["cls"].later if issubclass(schema["cls"], Kept) else frozenset()
        return made | {"required": [name for name in made.get("properties", {}) if name not in later]}

    @override
    def datetime_schema(self, schema: core_schema.DatetimeSchema) -> JsonSchemaValue:
        """Have times in the one form of canonical records."""
        return super().datetime_schema(schema) | {"pattern": _TIME}
