"""One record, one sequence of bytes: the form that is hashed and signed.

Keys sorted, no spaces, UTF-8, no newline at the end. Times are UTC with six digits and ``Z``. Numbers with
a fraction are rounded to three digits (milliseconds where they are seconds); NaN and infinity are refused.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from drplan.errors import EvidenceError
from drplan.record.kept import SignedRecord
from drplan.record.rewriting import rewriter

_DIGITS = 3
_UTC = "+00:00"

R = TypeVar("R", bound=SignedRecord)


def record_bytes(record: SignedRecord) -> bytes:
    """Return the record's canonical bytes; raises ``EvidenceError`` for a value that has none."""
    return canonical_json(record.model_dump(mode="python"))


def read_record(data: bytes, kind: type[R]) -> R:
    """Return the record; raises ``EvidenceError`` unless ``data`` is exactly the bytes of one such."""
    see_record(data, kind)
    return kind.model_validate_json(data)


def see_record(data: bytes, kind: type[R]) -> R:
    """Return the record as ``read_record`` does, its fields in sorted order and not as they are declared."""
    quick = rewriter(kind, _time, _number)
    try:
        record: R = quick.read(data) if quick else kind.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise _refused(f"is not a {kind.noun} record: {place}: {first['msg']}") from error
    if (quick is None or quick.write(record) != data) and record_bytes(record) != data:
        raise _refused("is not in canonical form: it was edited or written by another program")
    return record


def canonical_json(value: Any) -> bytes:
    """Return canonical JSON of mappings, sequences, text, numbers, truth values, times and ``None``."""
    return json.dumps(
        _plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_key(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return _time(value)
    if value is None or isinstance(value, (str, bool, int)):
        return value
    raise _refused(f"cannot hold a value of type {type(value).__name__}")


def _key(key: Any) -> str:
    if isinstance(key, str):
        return key
    raise _refused(f"cannot hold a key of type {type(key).__name__}")


def _number(value: float) -> float:
    if not math.isfinite(value):
        raise _refused(f"cannot hold the number {value}")
    return round(value, _DIGITS) + 0.0  # -0.0 becomes 0.0


def _time(value: datetime) -> str:
    if value.tzinfo is None:
        raise _refused(f"cannot hold the time {value.isoformat()} without a time zone")
    text = value.isoformat(timespec="microseconds")
    if text.endswith(_UTC):
        return text.removesuffix(_UTC) + "Z"
    try:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    except OverflowError as error:
        raise _refused(f"cannot hold the time {value.isoformat()} in UTC") from error


def _refused(what: str) -> EvidenceError:
    return EvidenceError(
        f"record.json {what}",
        next_step="take the record back from git or a copy; the next run writes a new one",
    )
