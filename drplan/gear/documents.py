"""What a controller's API told as one JSON document: kept, settled, never compared by line. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from drplan.gear.node import Node, Unreadable
from drplan.gear.platform import Platform

SCHEMA = "drplan/controller/1"
_TOO_DEEP = "it is nested too deeply"


def written_document(platform: Platform, held: dict[str, Any]) -> str:
    """Return what an API told as it is kept: names in order, one value a line, the platform's name in it.

    Halves of letters, which JSON can write and no file holds, become ``?``. Raises
    ``ValueError`` for what is nested too deeply.
    """
    text = _dumped({"schema": SCHEMA, "platform": platform.name, **held})
    return text if text.isascii() else text.encode(errors="replace").decode()


def held_in(text: str, platform: Platform) -> dict[str, Any]:
    """Read a kept document; raises ``ValueError`` for what is none, or another platform's."""
    try:
        held = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ValueError("it is no whole JSON document") from None
    if not isinstance(held, dict) or held.get("schema") != SCHEMA or held.get("platform") != platform.name:
        raise ValueError(f"it is no document of {platform.name}")
    if len(held) <= len(("schema", "platform")):
        raise ValueError("the document holds nothing")
    return held


def settled_document(text: str, platform: Platform) -> str:
    """Return a document without what changes by itself; settling twice changes nothing.

    Raises ``ValueError`` for what is no document of the platform.
    """
    volatile = platform.controller.volatile if platform.controller else ()
    held = held_in(text, platform)
    try:
        return _dumped(_without(held, [re.compile(each) for each in volatile], ()))
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def read_document(text: str, platform: Platform) -> Node:
    """Raise ``Unreadable``: what a controller tells has no lines that a feature could own."""
    raise Unreadable(0, f"{platform.name} is only read by its API: {len(text)} letters of JSON, no lines")


def _without(value: Any, volatile: Sequence[re.Pattern[str]], path: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_without(each, volatile, path) for each in value]
    if not isinstance(value, dict):
        return value
    below = {name: (*path, name) for name in value}
    return {
        name: _without(each, volatile, below[name])
        for name, each in value.items()
        if not any(pattern.fullmatch("/".join(below[name])) for pattern in volatile)
    }


def _dumped(held: dict[str, Any]) -> str:
    try:
        return json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
