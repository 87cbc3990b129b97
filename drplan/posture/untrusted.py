"""A file from elsewhere, taken for nothing but what it shows itself to be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from drplan.errors import UsageError

LARGEST = 64 * 1024 * 1024
"""So many bytes are read at most: ScubaGear's own sample has 1.9 MB, and most of that is raw settings."""


def read_json(data: bytes) -> Any:
    """Return the JSON; raises ``UsageError`` for what is none, too large, too deep or has a key twice."""
    if len(data) > LARGEST:
        raise refused(f"it is larger than {LARGEST // 1024 // 1024} MB")
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise refused("it is not UTF-8") from error
    except RecursionError as error:
        raise refused("it is nested too deep") from error
    except ValueError as error:
        raise refused(f"it is not whole JSON ({str(error)[:80]})") from error


def refused(why: str) -> UsageError:
    """Return the error for a file that is not taken in."""
    return UsageError(
        f"the results are refused: {why}",
        next_step="give the file as the tool wrote it: ScubaResults*.json, or Prowler's *.ocsf.json",
    )


def mapping(value: Any, what: str) -> Mapping[str, Any]:
    """Return a JSON object; raises ``UsageError``."""
    if isinstance(value, dict):
        return value
    raise refused(f"{what} is no object")


def items(value: Any, what: str) -> Sequence[Any]:
    """Return a JSON array; raises ``UsageError``."""
    if isinstance(value, list):
        return value
    raise refused(f"{what} is no list")


def text(value: Any, what: str, longest: int = 300) -> str:
    """Return a text that is there; raises ``UsageError``."""
    if isinstance(value, str) and 0 < len(value.strip()) <= longest:
        return value.strip()
    raise refused(f"{what} is missing or no short text")


def moment(value: Any, what: str) -> datetime:
    """Return a time with its zone, or of seconds since 1970; raises ``UsageError``."""
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value, UTC)
        else:
            raise refused(f"{what} is missing")
        if found.tzinfo is None:
            raise refused(f"{what} does not say in which time zone")
        return found.astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise refused(f"{what} is no time") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
