"""Holding a tabletop: news, decisions and human steps are put before the room, timed, and kept at once.

What was answered is in the journal before the next question is asked; an exercise that was stopped goes on
where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from drplan.desk import Desk, Paused, Question
from drplan.plan.tabletop import Item
from drplan.ports import Clock

Entry = Mapping[str, Any]
"""One line of the journal: ``entry`` says what it is, ``id`` of what."""

_DONE, _TALKED, _NOT = "done", "talked", "no"
HOW = (_DONE, _TALKED, _NOT)


class Journal(Protocol):
    """Keeps what was answered, safe from a stop at any moment."""

    def entries(self) -> Sequence[Entry]:
        """Return what was kept, first to last."""
        ...

    def add(self, entry: Entry) -> None:
        """Keep one more; it is on the disk when this returns."""
        ...


@dataclass(frozen=True)
class Room:
    """The people, the clock they work against, what was answered, and the roles that there are."""

    desk: Desk
    clock: Clock
    journal: Journal
    roles: tuple[str, ...]

    def kept(self, name: str) -> Entry | None:
        """Return what was answered to an item; ``None`` while it is open."""
        found = [e for e in self.journal.entries() if e["entry"] == "answered" and e["id"] == name]
        return found[-1] if found else None

    def ask(self, name: str, text: str, **more: Any) -> str:
        """Ask one question."""
        return self.desk.ask(Question(name, text, **more))

    def ask_role(self, name: str, text: str, default: str) -> str:
        """Ask for a role, never for a person."""
        return self.ask(name, text, choices=self.roles, default=default)


def hold(items: Sequence[Item], room: Room) -> None:
    """Put every open item before the room. Raises ``Paused``, with all that was answered kept."""
    for number, item in enumerate(items, start=1):
        if room.kept(item.id) is None:
            room.desk.tell(_headed(item, number, len(items)))
            _answered(item, room)


def keep_open(name: str, room: Room, ask: Callable[[], Mapping[str, Any]]) -> Entry:
    """Ask, and keep the answers with how long they took, stops left out; returns what is kept.

    ``seconds`` is ``None`` where no clock ran, or where it was lost with a process that was killed.
    """
    before, lost = _earlier(name, room)
    room.journal.add({"entry": "opened", "id": name, "at": room.clock.now().isoformat()})
    begun = room.clock.monotonic()
    try:
        said = ask()
    except Paused:
        spent = before + room.clock.monotonic() - begun
        room.journal.add({"entry": "paused", "id": name, "seconds": round(spent, 3)})
        raise
    spent = before + room.clock.monotonic() - begun
    timed = room.desk.attended and not lost
    entry = {"entry": "answered", "id": name, "at": room.clock.now().isoformat()}
    kept = {**entry, "seconds": round(spent, 3) if timed else None, "lost": lost, **said}
    room.journal.add(kept)
    return kept


def _earlier(name: str, room: Room) -> tuple[float, bool]:
    """Return the seconds spent on an item before a pause, and whether its clock was lost to a kill."""
    own = [each for each in room.journal.entries() if each["id"] == name]
    if not own:
        return 0.0, False
    spent = max((e["seconds"] for e in own if e["entry"] == "paused"), default=0.0)
    opened, paused = (sum(e["entry"] == what for e in own) for what in ("opened", "paused"))
    return spent, opened > paused


def _answered(item: Item, room: Room) -> Entry:
    if item.kind == "inject":
        return keep_open(item.id, room, lambda: _heard(item, room))
    if item.kind == "decision":
        return keep_open(item.id, room, lambda: _decided(item, room))
    return _step(item, room)


def _heard(item: Item, room: Room) -> Mapping[str, Any]:
    return {"role": item.role, "answer": room.ask(f"{item.id}.answer", "What did the room do or say?")}


def _decided(item: Item, room: Room) -> Mapping[str, Any]:
    decided = room.ask(f"{item.id}.decided", "What was decided? (empty: nothing)")
    if not decided:
        return {"role": item.role, "decided": "", "seconds_noted": None}
    role = room.ask_role(f"{item.id}.role", "Which role decided?", item.role)
    return {"role": role, "decided": decided, "seconds_noted": _noted(item, room)}


def _noted(item: Item, room: Room) -> float | None:
    """Ask for a time that somebody else took, when nobody is there for whom a clock could run."""
    if room.desk.attended:
        return None
    minutes = room.ask(f"{item.id}.minutes", "How many minutes did it take?", form="minutes")
    return float(minutes) * 60 if minutes else None


def _step(item: Item, room: Room) -> Entry:
    """Ask how a step is gone about, then let the clock run, or take the guess, or the reason."""
    how = room.ask(
        f"{item.id}.how",
        "Is it done now (done), only talked through (talked), or can it not be done (no)?",
        choices=HOW,
    )
    if not how:
        return keep_open(item.id, room, lambda: _untried(item))
    if how == _NOT:
        return keep_open(item.id, room, lambda: _undone(item, room))
    role = room.ask_role(f"{item.id}.role", "Which role does it?", item.role)
    if how == _TALKED:
        return keep_open(item.id, room, lambda: _guessed(item, room, role))
    return keep_open(item.id, room, lambda: _done(item, room, role))


def _untried(item: Item) -> Mapping[str, Any]:
    return {"role": item.role, "timing": "not tried", "because": "", "seconds_noted": None}


def _undone(item: Item, room: Room) -> Mapping[str, Any]:
    because = room.ask(f"{item.id}.because", "Why is it not done?")
    return {"role": item.role, "timing": "not done", "because": because, "seconds_noted": None}


def _guessed(item: Item, room: Room, role: str) -> Mapping[str, Any]:
    minutes = room.ask(f"{item.id}.minutes", "How many minutes would it take?", form="minutes")
    guess = float(minutes) * 60 if minutes else None
    return {"role": role, "timing": "estimated", "because": "", "seconds_noted": guess}


def _done(item: Item, room: Room, role: str) -> Mapping[str, Any]:
    if not room.desk.attended:
        noted = _noted(item, room)
        if noted is None:
            return _undone(item, room)
        return {"role": role, "timing": "noted", "because": "", "seconds_noted": noted}
    asked = "The clock runs. Enter when it is done; no when it failed."
    if room.ask(f"{item.id}.end", asked, choices=("yes", "no"), default="yes") == _NOT:
        return _undone(item, room)
    return {"role": role, "timing": "timed", "because": "", "seconds_noted": None}


def _headed(item: Item, number: int, of: int) -> str:
    minutes = int(item.at.total_seconds() // 60)
    at = f"T+{minutes // 60}:{minutes % 60:02d}"
    declared = f" Declared: {item.declared.total_seconds() / 60:g} min." if item.declared else ""
    asked = "".join(f"\n    - {line}" for line in item.ask)
    return f"\n[{number}/{of}] {at}  {item.kind}  {item.id}  ({item.role})\n  {item.text}{declared}{asked}"
