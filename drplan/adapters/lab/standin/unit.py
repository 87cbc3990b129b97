"""One device's folder: what runs, what it starts with, its timers, and whether management reaches it.

``running`` and ``startup`` hold configurations as the device itself would read them (no header, no ending);
without ``startup`` it starts as it came from its maker. ``state.json`` holds what else a restart would find.
"""

from __future__ import annotations

import json
import time
from typing import Any

from drplan.adapters.lab.standin.keeping import Folder


class Unit(Folder):
    """The device in ``folder``; ``settings.json`` there says which (see ``raised.StandIn``)."""

    def __init__(self, folder: str, speech: Any) -> None:
        super().__init__(folder)
        self.speech = speech
        self.settings: dict[str, Any] = json.loads(self.text("settings.json") or "{}")
        self._state: dict[str, Any] = {}

    @property
    def name(self) -> str:
        """What it is called, until its configuration says otherwise."""
        return str(self.settings["name"])

    @property
    def minute(self) -> float:
        """How many seconds a minute of its timers lasts."""
        return float(self.settings.get("seconds_a_minute", 60))

    @property
    def state(self) -> dict[str, Any]:
        """What else it remembers: ``boots``, ``deadline``, ``judged``, ``locked``, ``down_until``."""
        if self.changed("state.json"):
            self._state = json.loads(self.text("state.json") or "{}")
        return self._state

    def remember(self, **words: Any) -> None:
        """Change what it remembers."""
        with self.lock("lock"):
            state = json.loads(self.text("state.json") or "{}") | words
            self.keep("state.json", json.dumps(state))

    # What runs.

    def running(self) -> str:
        """Return what runs; a unit that never ran is started first."""
        if not self.has("running"):
            self.restart()
        return self.text("running")

    def run(self, text: str) -> None:
        """Have ``text`` be what runs, and see whether it still lets us in."""
        if text != self.text("running"):
            self.keep("running", text)
            self.remember(changed=time.time())
        self.judge(text)

    def judge(self, text: str) -> None:
        """See whether a configuration lets us in; one that never did is not asked (we sit at its console)."""
        way_in = self.settings.get("way_in")
        if not way_in:
            return
        reason = self.speech.locked(text, way_in)
        state = self.state
        if reason and not state.get("judged"):
            return
        if (bool(state.get("judged")), state.get("locked", "")) != (True, reason):
            self.remember(judged=True, locked=reason)

    @property
    def locked(self) -> str:
        """Why management does not reach it; empty when it does."""
        return str(self.state.get("locked", ""))

    def save(self) -> bool:
        """Have what runs be what it starts with; says whether there was room for it."""
        if self.faults().get("disk_full"):
            return False
        self.keep("startup", self.text("running"))
        self.remember(saved=time.time())
        return True

    def erase(self) -> None:
        """Forget what it starts with."""
        self.forget("startup")

    def restart(self) -> None:
        """Start with what it starts with. Every session ends."""
        startup = self.text("startup") if self.has("startup") else self.speech.blank(self.settings)
        self.keep("running", startup)
        boots = int(self.state.get("boots", 0)) + 1
        down = time.time() + float(self.settings.get("boot_seconds", 0))
        wiped = {} if self.has("startup") else {"judged": False, "locked": ""}
        self.remember(boots=boots, deadline=None, down_until=down, changed=0, booted=time.time(), **wiped)
        self.judge(startup)

    # Timers.

    def arm(self, minutes: float, action: str, **words: Any) -> None:
        """Do ``action`` after so many of its minutes, whoever is logged in."""
        self.remember(deadline={"at": time.time() + minutes * self.minute, "action": action, **words})

    def disarm(self) -> bool:
        """Stop the timer; says whether one ran."""
        ran = self.armed
        if ran:
            self.remember(deadline=None)
        return ran

    @property
    def minutes_left(self) -> int:
        """How many of its minutes the timer has left; 0 when none runs."""
        deadline = self.state.get("deadline")
        return max(0, round((deadline["at"] - time.time()) / self.minute)) if deadline else 0

    @property
    def armed(self) -> bool:
        """Whether a timer runs."""
        return bool(self.state.get("deadline"))

    def tick(self) -> None:
        """Do what the timer was for, when its time has come. One process does it, whichever comes first."""
        deadline = self.state.get("deadline")
        if not deadline or time.time() < deadline["at"]:
            return
        with self.lock("timer"):
            now = json.loads(self.text("state.json") or "{}").get("deadline")
            if now != deadline:
                return
            self.fire(deadline)

    def fire(self, deadline: dict[str, Any]) -> None:
        """Go back now: restart, or put back what the deadline holds."""
        if deadline["action"] == "restart":
            self.restart()
            return
        self.remember(deadline=None)
        self.speech.back(self, deadline)

    def faults(self) -> dict[str, Any]:
        """Return what goes wrong on purpose."""
        return dict(json.loads(self.text("faults.json") or "{}"))
