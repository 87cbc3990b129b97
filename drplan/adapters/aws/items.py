"""DynamoDB's items as lines of text: lossless, the same bytes for the same item, and back again."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
"""One item, as botocore gives it: attribute to ``{type: value}``."""

Facts = dict[str, str | int]
"""What a manifest tells of one item."""

_NAMED_BY = 32


def line_of(item: Item) -> str:
    """Return an item in DynamoDB JSON, on one line: attributes and sets in order, bytes as base64."""
    told = {name: _told(value) for name, value in item.items()}
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def item_in(line: str) -> dict[str, Any]:
    """Return the item of a line as botocore takes it."""
    return {name: _meant(value) for name, value in json.loads(line).items()}


def _told(value: Mapping[str, Any]) -> dict[str, Any]:
    (kind, held), *_ = value.items()
    match kind:
        case "B":
            return {kind: b64encode(bytes(held)).decode()}
        case "BS":
            return {kind: sorted(b64encode(bytes(each)).decode() for each in held)}
        case "SS" | "NS":
            return {kind: sorted(held)}
        case "L":
            return {kind: [_told(each) for each in held]}
        case "M":
            return {kind: {name: _told(each) for name, each in held.items()}}
        case _:
            return {kind: held}


def _meant(value: Mapping[str, Any]) -> dict[str, Any]:
    (kind, held), *_ = value.items()
    match kind:
        case "B":
            return {kind: b64decode(held)}
        case "BS":
            return {kind: [b64decode(each) for each in held]}
        case "L":
            return {kind: [_meant(each) for each in held]}
        case "M":
            return {kind: {name: _meant(each) for name, each in held.items()}}
        case _:
            return {kind: held}


def key_in(item: Item, keys: Iterable[str]) -> dict[str, Any]:
    """Return the item's key: its attributes called ``keys``."""
    return {name: item[name] for name in keys}


def entry_of(item: Item, keys: Iterable[str]) -> str:
    """Return what an item is called in a manifest: a digest of its key, which may name a pupil."""
    return f"item {hashlib.sha256(line_of(key_in(item, keys)).encode()).hexdigest()[:_NAMED_BY]}"


def facts_of(line: str) -> Facts:
    """Return what a manifest tells of an item, from its line."""
    kept = line.encode()
    return {"type": "item", "size": len(kept), "sha256": hashlib.sha256(kept).hexdigest()}
