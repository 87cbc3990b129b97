"""Says which value of a thing cannot be, and which are allowed there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ValidationError

from drplan.adapters.inventory_allowed import allowed
from drplan.adapters.inventory_spot import Spot
from drplan.adapters.inventory_words import cut, shown
from drplan.declare import Secret

_MOST = 5
_LONGEST = 700
_PLAIN = (str, int, float, bool, type(None), timedelta)
_SECRETIVE = ("Secret", "Repository")
_PATTERNS = {"^[a-z][a-z0-9-]{0,62}$": "lower-case letters, digits and hyphens, beginning with a letter"}
_SAID_ALL = (
    "literal_error",
    "enum",
    "extra_forbidden",
    "value_error",
    "union_tag_invalid",
    "iteration_error",
)
_INNER = re.compile(r"(?m)^(?P<field>[\w.]+)\n  (?P<said>\S.*?) \[type=")


def impossible(error: ValidationError, spot: Spot) -> tuple[str, str]:
    """Return what is wrong with the values at a spot, and what to do; no secret is in either."""
    faults = error.errors(include_url=False)
    told = [cut(_told(each, spot), _LONGEST) for each in faults[:_MOST]]
    if len(faults) > _MOST:
        told.append(f"and {len(faults) - _MOST} more")
    what = f"{spot.subject() or f'{error.title}: '}{'; '.join(told)}"
    return f"{spot.place(_field(faults[0]))}: {what}{spot.called_from()}", _step(faults, spot)


def _field(each: Mapping[str, Any]) -> str:
    return str(each["loc"][0]) if each["loc"] else ""


def _told(each: Mapping[str, Any], spot: Spot) -> str:
    # What a generator raises comes with the number of the thing after the last that was made.
    place = each["loc"][:-1] if each["type"] == "iteration_error" else each["loc"]
    field = ".".join(str(part) for part in place)
    value = f" (given {shown(each['input'])})" if _may_be_shown(each, spot) else ""
    wanted = "" if each["type"] in _SAID_ALL else _wanted(each, spot)
    return (f"{field}: " if field else "") + _said(each) + value + wanted


def _said(each: Mapping[str, Any]) -> str:
    context = each.get("ctx", {})
    pattern = str(context.get("pattern", ""))
    if pattern in _PATTERNS:
        return f"allowed are {_PATTERNS[pattern]}"
    if each["type"] == "union_tag_invalid":
        return f"kind {shown(context['tag'])} is none of {context['expected_tags']}"
    if each["type"] == "iteration_error":
        return _from_inside(str(context["error"]))
    return _lowered(" ".join(str(each["msg"]).split()).removeprefix("Value error, "))


def _lowered(said: str) -> str:
    return said[:1].lower() + said[1:]


def _from_inside(text: str) -> str:
    """Repeat what a generator raised; of an impossible value only the field and what is said about it.

    pydantic's own text would go on with the value, which may be a secret.
    """
    if not text.startswith("ValidationError: "):
        return " ".join(cut(text, _LONGEST).split())
    title = text.partition("\n")[0].rpartition(" for ")[2]
    told = (f"{each['field']}: {_lowered(each['said'])}" for each in _INNER.finditer(text))
    return f"{title}: {'; '.join(told)}"


def _wanted(each: Mapping[str, Any], spot: Spot) -> str:
    found = allowed(type(spot.built), each["loc"]) if spot.built is not None and each["loc"] else ""
    if not found or "pattern" in each.get("ctx", {}):
        return ""
    return f"; allowed is {found}"


def _may_be_shown(each: Mapping[str, Any], spot: Spot) -> bool:
    """Only a plain value of a known field that leads to no secret: somebody may have typed one there."""
    if not each["loc"] or each["type"] in ("extra_forbidden", "missing") or spot.built is None:
        return False
    field = type(spot.built).model_fields.get(str(each["loc"][0]))
    nested = any(isinstance(part, str) for part in each["loc"][1:])
    if field is None or nested or isinstance(spot.built, Secret):
        return False
    return isinstance(each["input"], _PLAIN) and not any(
        word in repr(field.annotation) for word in _SECRETIVE
    )


def _step(faults: Sequence[Mapping[str, Any]], spot: Spot) -> str:
    first = faults[0]
    strange = next((each for each in faults if each["type"] == "extra_forbidden"), None)
    if strange is not None and len(strange["loc"]) == 1 and spot.built is not None:
        return _near(_field(strange), list(type(spot.built).model_fields)) + _takes(spot.built)
    if first["type"] == "missing" and len(first["loc"]) == 1 and spot.built is not None:
        return f"add {_field(first)} at {spot.place()}: {_takes(spot.built)}"
    if first["type"] == "iteration_error":
        return f"write tuple(...) around what {_field(first)} is made by, and the line is named"
    meant = "".join(_meant(first)) if _may_be_shown(first, spot) else ""
    caller = f", or where it is called, at {spot.caller}" if spot.caller else ""
    return f"{meant}correct {_field(first) or 'the values'} at {spot.place(_field(first))}{caller}"


def _takes(built: BaseModel) -> str:
    return f"{type(built).__name__} takes: {', '.join(type(built).model_fields)}"


def _meant(each: Mapping[str, Any]) -> Iterator[str]:
    if each["type"] == "literal_error":
        yield _near(str(each["input"])[:_LONGEST], re.findall(r"'([^']*)'", str(each["ctx"]["expected"])))


def _near(given: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(given, known, n=1)
    return f"did you mean {near[0]}? " if near else ""
