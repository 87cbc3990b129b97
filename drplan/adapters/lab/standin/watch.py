"""When a session ends by itself."""

from __future__ import annotations

from drplan.adapters.lab.standin.terminal import Gone
from drplan.adapters.lab.standin.unit import Unit


class Watch:
    """Ends a session when its device restarts, or lets it in no more.

    A session that began before management ever reached the device is at its ``console``: nothing locks it
    out.
    """

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        unit.running()
        self._boots = unit.state.get("boots")
        self.console = not unit.state.get("judged")

    def __call__(self) -> None:
        """Look; raises ``Gone``."""
        self._unit.tick()
        state = self._unit.state
        if state.get("boots") != self._boots or (state.get("locked") and not self.console):
            raise Gone
