"""What restic says: JSON, whole or in lines, with plain text mixed in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Message = Mapping[str, Any]


def messages(text: str) -> Iterator[dict[str, Any]]:
    """Read one JSON document, or JSON lines with the plain text that restic mixes in."""
    whole = _loaded(text)
    if whole is not None:
        yield from _objects(whole)
    else:
        yield from in_lines(text.splitlines())


def in_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Read JSON objects off lines, one at a time; what is no JSON is passed over."""
    for line in lines:
        yield from _objects(_loaded(line))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


@dataclass(frozen=True)
class Progress:
    """How far restic is: ``percent`` of 0 to 100 (restic guesses it), bytes and files done and in all."""

    percent: float
    bytes_done: int
    bytes_total: int
    files_done: int
    files_total: int


def progress(message: Message) -> Progress | None:
    """Read a ``status`` line; restic leaves zeros out, and names things differently when it restores."""
    if message.get("message_type") != "status":
        return None
    return Progress(
        percent=100 * float(message.get("percent_done", 0)),
        bytes_done=message.get("bytes_done", 0) or message.get("bytes_restored", 0),
        bytes_total=message.get("total_bytes", 0),
        files_done=message.get("files_done", 0) or message.get("files_restored", 0),
        files_total=message.get("total_files", 0),
    )


def error_words(message: Message) -> str:
    """Return what an ``error`` line says: of ``check`` a sentence, of other verbs a name and a reason."""
    if "message" in message:
        return str(message["message"]).strip()
    said = message.get("error") or {}
    reason = said.get("message", "") if isinstance(said, dict) else said
    return f"{message.get('item', '')}: {reason}"
