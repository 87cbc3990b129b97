"""Says what a declared field takes, in a reader's words."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from drplan.declare import Secret

_WORDS: Mapping[Any, str] = {
    str: "a text",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    date: "a day such as date(2026, 11, 22)",
    time: "a time of day such as time(20, 30)",
    timedelta: "a length of time such as timedelta(hours=4)",
    PurePosixPath: "a path such as PurePosixPath('/srv/school')",
    IPv4Address: "an IPv4 address such as 198.18.20.11",
    IPv4Network: "an IPv4 network such as 198.18.20.0/24",
    IPv4Interface: "an IPv4 address with its prefix such as 198.18.20.1/24",
    Secret: "a reference to a secret: Secret.env(...), Secret.file(...) or Secret.command(...)",
    types.NoneType: "None",
}


def allowed(model: type[BaseModel], place: Sequence[str | int]) -> str:
    """Return what the field at ``place`` takes, as ``a day … or None``; nothing when that is not known."""
    within: Any = model
    for step in place:
        within = _element(within) if isinstance(step, int) else _field(within, step)
    return " or ".join(dict.fromkeys(_words(within)))


def _element(annotation: Any) -> Any:
    return next((get_args(each)[0] for each in _alternatives(annotation) if get_args(each)), None)


def _field(annotation: Any, step: str) -> Any:
    """Return what a model's field takes, or the model itself when the step is only its kind."""
    for each in _alternatives(annotation):
        if isinstance(each, type) and issubclass(each, BaseModel):
            fields = each.model_fields
            if step in fields:
                return fields[step].annotation
            if "kind" in fields and fields["kind"].default == step:
                return each
    return None


def _alternatives(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for each in get_args(annotation):
            yield from _alternatives(each)
    else:
        yield annotation


def _words(annotation: Any) -> Iterator[str]:
    for each in _alternatives(annotation):
        if get_origin(each) is Literal:
            yield from map(repr, get_args(each))
        elif get_origin(each) is tuple:
            yield "a tuple, each " + " or ".join(dict.fromkeys(_words(get_args(each)[0])))
        elif each in _WORDS:
            yield _WORDS[each]
        elif isinstance(each, type):
            yield from _class_words(each)


def _class_words(kind: type) -> Iterator[str]:
    if issubclass(kind, Enum):
        yield from map(str, kind)
    elif issubclass(kind, BaseModel):
        yield f"{kind.__name__}(...)"
