"""The end of an exercise: objectives are rated, and what was seen, is advised and will be mended is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, get_args

from drplan.act.tabletop import Room, keep_open
from drplan.record.exercise import CorrectiveAction, Rating

RATINGS = get_args(Rating)


def close(objectives: Sequence[str], earlier: Sequence[CorrectiveAction], room: Room) -> None:
    """Ask all that is asked at the end, and is not answered yet. Raises ``Paused``."""
    room.desk.tell("\nThe end: what was it worth? Roles, no names of people; nothing about single students.")
    for number, objective in enumerate(objectives, start=1):
        _once(f"objective-{number}", room, _rated, objective)
    for number, action in enumerate(earlier, start=1):
        _once(f"earlier-{number}", room, _still_open, action)
    for what in ("observation", "recommendation"):
        _many(what, room)
    _actions(room)


def _once(name: str, room: Room, ask: Any, about: Any) -> None:
    if room.kept(name) is None:
        keep_open(name, room, lambda: ask(name, about, room))


def _rated(name: str, objective: str, room: Room) -> Mapping[str, Any]:
    room.desk.tell(f"\n{objective}")
    rating = room.ask(f"{name}.rating", "How was it met?", choices=RATINGS, default="not tried")
    because = "" if rating == "met" else room.ask(f"{name}.because", "Why?")
    return {"rating": rating, "because": because}


def _still_open(name: str, action: CorrectiveAction, room: Room) -> Mapping[str, Any]:
    room.desk.tell(f"\nOpen since {action.of}: {action.issue} ({action.owner_role}, due {action.due})")
    closed = room.ask(f"{name}.closed", "On which day was it closed? (empty: it is open)", form="day")
    return {"action": {**action.model_dump(), "closed": closed or None}}


def _many(what: str, room: Room) -> None:
    """Ask until nothing more is said."""
    for name in _names(what):
        if room.kept(name) is None:
            keep_open(name, room, partial(_said, name, what, room))
        if not (room.kept(name) or {}).get("said"):
            return


def _said(name: str, what: str, room: Room) -> Mapping[str, Any]:
    return {"said": room.ask(name, f"One {what} (empty: no more)")}


def _actions(room: Room) -> None:
    for name in _names("action"):
        if room.kept(name) is None:
            keep_open(name, room, partial(_action, name, room))
        if not (room.kept(name) or {}).get("action"):
            return


def _action(name: str, room: Room) -> Mapping[str, Any]:
    issue = room.ask(f"{name}.issue", "One thing to mend (empty: no more)")
    if not issue:
        return {"action": None}
    today = room.clock.now().date().isoformat()
    return {
        "action": {
            "issue": issue,
            "owner_role": room.ask(f"{name}.owner", "Which role mends it?", choices=room.roles, needed=True),
            "start": room.ask(f"{name}.start", "From which day?", form="day", default=today),
            "due": room.ask(f"{name}.due", "By which day?", form="day", needed=True),
            "closed": room.ask(f"{name}.closed", "Closed on which day? (empty: it is open)", form="day")
            or None,
        }
    }


def _names(what: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{what}-{number}"
