"""What a record may say: the free words in it, without what only looks like a secret or a student's data.

A drill that found damage has to be recorded, so its record is not refused for the words of a tool: these are
left out of it. The operator saw them on the terminal while it ran.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from drplan.record.kept import SignedRecord
from drplan.record.secret_shapes import without_secrets
from drplan.record.student_shapes import without_numbers, without_students

R = TypeVar("R", bound=SignedRecord)

SPOKEN = frozenset(
    "because detail error damage note reason broken_off observations recommendations decided answer issue "  # noqa: SIM905
    "despite despite_freeze".split()
)
"""Fields with words of tools or of people."""

EXACT = frozenset(
    "id of previous schema_id head heads snapshot repository_id identity manifest_sha256 inventory_sha256 "  # noqa: SIM905
    "detail_sha256 plan_sha256 file_sha256 operator_account came gone vanished to_forget damaged_packs "
    "lost scratch".split()
)
"""Fields whose text is somebody else's key: never changed."""

_CHILDHOOD = 4
"""A plain day this many years before the record, or earlier, may be a student's birthday."""


def redacted(record: R) -> R:
    """Return the record with its free words redacted; itself when there was nothing to leave out."""
    changed: R = _of(record, "", record.started.year - _CHILDHOOD + 1)
    return changed


def _of(value: Any, field: str, since: int) -> Any:
    if field in EXACT and not isinstance(value, BaseModel):
        return value
    if isinstance(value, str):
        return _text(value, field, since)
    if isinstance(value, tuple):
        made = tuple(_of(each, field, since) for each in value)
        return value if made == value else made
    if isinstance(value, dict):
        return {name: _of(each, field, since) for name, each in value.items()}
    if isinstance(value, BaseModel):
        parts = {name: _of(getattr(value, name), name, since) for name in type(value).model_fields}
        changed = {name: part for name, part in parts.items() if part != getattr(value, name)}
        return value.model_copy(update=changed) if changed else value
    return value


def _text(text: str, field: str, since: int) -> str:
    plain = without_secrets(text)
    return without_students(plain, since=since) if field in SPOKEN else without_numbers(plain)
