"""The lines a worker says, as they are: who starts one early need not load all models of a district."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reply:
    """A worker's lines, and how it or its processes ended."""

    lines: tuple[str, ...]
    ending: str


def document_in(line: str) -> dict[str, Any]:
    """Return what a line holds; nothing when it is not one of ours."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def codes_in(line: str) -> list[int] | None:
    """Return the exit codes that end the answer to a request; None for any other line."""
    codes = document_in(line).get("ended")
    told = isinstance(codes, list) and all(type(each) is int for each in codes)
    return codes if told else None


def collect(lines: Iterable[str]) -> tuple[str, ...]:
    """Return lines up to the one that ends the answer, or to the end."""
    heard = []
    for line in lines:
        heard.append(line)
        if codes_in(line) is not None:
            break
    return tuple(heard)
