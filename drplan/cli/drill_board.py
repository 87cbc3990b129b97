"""What the display of a running drill knows, and the rows it shows; no screen is needed to test it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from drplan.events import Event, Expected
from drplan.explain.words import count, length, size

_OUTCOMES = {"pass": "back", "fail": "not back", "no-evidence": "not shown"}


class Row(NamedTuple):
    """One service: its wave, its name, its state, what is done for it now, the time left against its RTO."""

    wave: str
    service: str
    state: str
    doing: str
    left: str


@dataclass
class Board:
    """Everything that was heard so far."""

    expected: tuple[Expected, ...] = ()
    lost: datetime | None = None
    wave: int = 0
    doing: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    back_at: dict[str, datetime] = field(default_factory=dict)
    came: dict[str, int] = field(default_factory=dict)

    def hear(self, event: Event, now: datetime) -> None:
        """Take one event in."""
        match event.kind:
            case "begun":
                self.expected = event.expected
            case "lost":
                self.lost = event.at or now
            case "wave":
                self.wave = event.wave or 0
            case "step-begun":
                self.doing[event.subject] = event.action
            case "step-ended":
                self.doing.pop(event.subject, None)
            case "data-back":
                self.came[event.subject] = event.size or 0
            case "service-back":
                self.outcomes[event.subject] = event.outcome or ""
                self.back_at[event.subject] = event.at or now

    def rows(self, now: datetime) -> list[Row]:
        """Return a row for each service in the order of recovery."""
        return [self._row(each, now) for each in self.expected]

    def open_rows(self, now: datetime, limit: int) -> list[Row]:
        """Return at most ``limit`` rows: those at work and those that failed first, then the next ones."""
        rows = self.rows(now)
        if len(rows) <= limit:
            return rows
        weight = {"at work": 0, "not back": 1, "not shown": 1, "waits": 2, "back": 3}
        ranked = sorted(range(len(rows)), key=lambda place: (weight[rows[place].state], place))
        return [rows[place] for place in sorted(ranked[:limit])]

    def summary(self, now: datetime) -> str:
        """Say in one line how far it is."""
        waves = max((each.wave for each in self.expected), default=0)
        back = sum(outcome == "pass" for outcome in self.outcomes.values())
        data, wanted = sum(self.came.values()), sum(each.size for each in self.expected)
        since = f", {length(now - self.lost)} since the loss" if self.lost else ""
        return (
            f"wave {self.wave} of {waves}, {back} of {count(len(self.expected), 'service')} back, "
            f"{size(data)} of {size(wanted)} of data{since}"
        )

    def _row(self, each: Expected, now: datetime) -> Row:
        outcome = self.outcomes.get(each.name)
        now_doing = self._doing(each) if each.wave <= self.wave else ""
        state = _OUTCOMES.get(outcome, outcome) if outcome else ("at work" if now_doing else "waits")
        return Row(str(each.wave), each.name, state, "" if outcome else now_doing, self._left(each, now))

    def _doing(self, each: Expected) -> str:
        subjects = (each.name, *each.data_sets, *each.assets)
        return ", ".join(f"{self.doing[name]} {name}" for name in subjects if name in self.doing)

    def _left(self, each: Expected, now: datetime) -> str:
        if self.lost is None:
            return f"{_clock(each.rto_seconds)} in all"
        back = self.outcomes.get(each.name) == "pass"
        until = self.back_at[each.name] if back else now
        left = each.rto_seconds - (until - self.lost).total_seconds()
        if left < 0:
            return f"passed by {_clock(-left)}"
        return f"{_clock(left)} {'to spare' if back else 'left'}"


def _clock(seconds: float) -> str:
    """Write a length as ``1:05:09``, hours, minutes, seconds, as clocks that run do."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
