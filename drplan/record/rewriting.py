"""Reading a record and writing its canonical bytes again, both in one pass of pydantic's own core.

:func:`drplan.record.canonical.record_bytes` is the definition, and slow: it walks every value in Python.
This is for the one question whether bytes are canonical, asked of every record of a long chain. Once a kind,
it takes the kind's own schema with its fields in sorted order, and has times and numbers written as the
definition does. Where it cannot be sure of the same bytes it gives none, and the definition decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, cast

from pydantic_core import (
    CoreSchema,
    PydanticSerializationError,
    SchemaError,
    SchemaSerializer,
    SchemaValidator,
    core_schema,
)

from drplan.record.kept import Kept, SignedRecord

_PLAIN = 1e15
"""Below it, Python and pydantic write a number with a fraction alike."""


class _CannotTell(ValueError):
    pass


@dataclass(frozen=True)
class Rewriter:
    """Reads and writes records of one kind; what it reads are such records, their fields in sorted order."""

    _reads: SchemaValidator
    _writes: SchemaSerializer

    def read(self, data: bytes) -> Any:
        """Return the record; raises pydantic's ``ValidationError``."""
        return self._reads.validate_json(data)

    def write(self, record: Any) -> bytes | None:
        """Return the canonical bytes of a record that ``read`` returned; ``None``: ask the definition."""
        try:
            return self._writes.to_json(record)
        except PydanticSerializationError:
            return None


@cache
def rewriter(
    kind: type[SignedRecord], time: Callable[[Any], str], number: Callable[[float], float]
) -> Rewriter | None:
    """Return what reads and writes this kind, ``None`` when it has a field that is not known here.

    ``time`` and ``number`` are the definition's own.
    """
    try:
        schema = _Rewriting(time, number).schema(kind.__pydantic_core_schema__)
        # Otherwise pydantic takes the kinds' own, with their fields as declared.
        return Rewriter(
            SchemaValidator(schema, None, _use_prebuilt=False),
            SchemaSerializer(schema, None, _use_prebuilt=False),
        )
    except (_CannotTell, TypeError, SchemaError):
        return None


class _Rewriting:
    def __init__(self, time: Callable[[Any], str], number: Callable[[float], float]) -> None:
        self._written: Mapping[str, Any] = {
            "datetime": core_schema.plain_serializer_function_ser_schema(
                time, return_schema=core_schema.str_schema()
            ),
            "float": core_schema.plain_serializer_function_ser_schema(
                partial(_plain_number, number), return_schema=core_schema.float_schema()
            ),
        }

    def schema(self, given: Any) -> CoreSchema:
        kind = given["type"]
        if kind in _UNKNOWN:
            raise _CannotTell(kind)
        if kind in self._written:
            return cast("CoreSchema", {**given, "serialization": self._written[kind]})
        if kind == "model":
            return self._model(given)
        made = {name: self._part(name, value) for name, value in given.items()}
        if kind == "dict":
            inner = cast("CoreSchema", dict(made))
            made["serialization"] = core_schema.plain_serializer_function_ser_schema(
                _sorted, return_schema=inner
            )
        return cast("CoreSchema", made)

    def _part(self, name: str, value: Any) -> Any:
        if name in _LEFT:
            return value
        if isinstance(value, dict) and isinstance(value.get("type"), str):
            return self.schema(value)
        if isinstance(value, list):
            return [self._part("", each) for each in value]
        return value

    def _model(self, given: Any) -> CoreSchema:
        cls, inner = given["cls"], given["schema"]
        if inner["type"] != "model-fields":
            raise _CannotTell(inner["type"])
        later = cls.later if issubclass(cls, Kept) else frozenset()
        fields = {}
        for name in sorted(inner["fields"]):
            field = inner["fields"][name] | {"schema": self.schema(inner["fields"][name]["schema"])}
            if name in later:
                field["serialization_exclude_if"] = partial(_is, cls.model_fields[name].default)
            fields[name] = field
        made = {name: value for name, value in given.items() if name != "serialization"}
        return cast("CoreSchema", made | {"schema": inner | {"fields": fields}})


_UNKNOWN = frozenset({"any", "union", "tagged-union", "decimal", "date", "time", "timedelta", "custom-error"})
_LEFT = frozenset({"metadata", "function", "default", "expected", "cls", "config", "serialization"})


def _is(default: object, value: object) -> bool:
    return bool(value == default)


def _sorted(value: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(value.items()))


def _plain_number(number: Callable[[float], float], value: float) -> float:
    if abs(value) >= _PLAIN:
        raise _CannotTell(value)
    return number(value)
