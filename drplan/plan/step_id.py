"""What a step is called: the same word on every page, on the phone and beside a drill record's own fields.

An id is ``SUBJECT.ACTION``: the thing it is done to (an asset, a data set, a service, a site), a dot, and
the word for what is done, as in ``hs-gradebook-db.restore``. Nothing in it depends on where the step stands.
A number follows, ``hs-network.probe-2``, where the same is done to the same thing again in another way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Kind = Literal["asset", "data set", "service", "site", "room"]
"""What a step is done to."""

_DONE: dict[Kind, tuple[str, ...]] = {
    "asset": ("destroy", "blank", "deploy"),
    "data set": ("restore", "verify", "walk-back"),
    "service": ("see-healthy", "see-broken", "automatic", "probe", "human"),
    "room": ("reserve", "isolate"),
}
_SAID: dict[Kind, tuple[str, ...]] = {
    "asset": ("place", "console", "open", "reach", "save"),
    "data set": ("put-back",),
    "service": ("call", "without", "validate", "catch-up", "protect", "hand-back", "accept"),
    "site": (
        *("note-time", "decide", "tell", "contain", "desk", "copies", "points", "proceed"),
        *("activate", "notify", "assess", "reconstitute", "reopen"),
    ),
}

RECORDED: Mapping[str, Kind] = MappingProxyType({word: kind for kind in _DONE for word in _DONE[kind]})
"""The words that records of drills use, each with what it is done to."""

ACTIONS: Mapping[str, Kind] = MappingProxyType(
    {**RECORDED, **{word: kind for kind in _SAID for word in _SAID[kind]}}
)
"""All words: those of records, and those that only a page uses. None is used of two sorts of things."""

_FORM = re.compile(r"(?P<subject>[^.]+)\.(?P<action>[a-z]+(?:-[a-z]+)*)(?:-(?P<number>[1-9][0-9]*))?")


class Named(NamedTuple):
    """What an id says: the subject, the action, and which one it is of several, counted from 1."""

    subject: str
    action: str
    number: int


def step_id(subject: str, action: str, number: int = 1) -> str:
    """Return the id of a step; the first of several has no number."""
    return f"{subject}.{action}" if number == 1 else f"{subject}.{action}-{number}"


def step_ids(steps: Iterable[tuple[str, str]]) -> list[str]:
    """Return an id for each subject and action, numbered where a pair comes again, in their order."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for pair in steps:
        seen[pair] += 1
        found.append(step_id(*pair, seen[pair]))
    return found


def read_step_id(written: str) -> Named | None:
    """Return what an id says; ``None`` when it is none."""
    found = _FORM.fullmatch(written)
    if found is None or found["action"] not in ACTIONS:
        return None
    return Named(found["subject"], found["action"], int(found["number"] or 1))
