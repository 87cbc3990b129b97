"""One stand-in, as a test or a lab holds it: what it is, what it runs, what goes wrong in it on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.lab.image import LOGIN
from drplan.adapters.lab.keys import keep
from drplan.adapters.lab.standin.dialects import module
from drplan.adapters.lab.standin.many import StandIns
from drplan.adapters.lab.standin.unit import Unit
from drplan.errors import LabError

_MADE: dict[str, dict[str, str]] = {
    "cisco-ios": {"model": "WS-C2960X-24TS-L", "version": "15.2(7)E4"},
    "aruba-aos-cx": {"model": "JL676A 6100 48G 4SFP+ Swch", "version": "PL.10.13.1000"},
    "hpe-procurve": {"model": "J9773A", "version": "YA.16.11.0012"},
    "ruckus-icx": {"model": "ICX7150-48P", "version": "09.0.10"},
    "juniper-junos": {"model": "ex2300-48p", "version": "21.4R3-S5.4"},
    "fortinet-fortios": {"model": "FortiGate-60F", "version": "7.4.4"},
    "mikrotik-routeros": {"model": "CRS326-24G-2S+", "version": "7.15.3"},
}


class StandIn:
    """One device.

    ``settings`` adds to what it says of itself (``model``, ``serial``, ``version``, ``ports``: the names of
    its ports) and how its world is: ``seconds_a_minute`` (its timers run by that minute; 60),
    ``boot_seconds`` (nobody is let in for so long after a start; 0), ``page_lines`` (what its pager shows
    at once; 24), and ``way_in``, how we come to it: ``interface`` (as the configuration names it),
    ``address`` (its own), ``user``, ``source`` (our address, for access lists), ``port`` (of arrival) and
    ``remote`` (whether we need its default route). Without ``way_in`` nothing that it is told can lock us
    out. A unit that never let us in is sat at by its console: only when its configuration has let us in
    once can it lock us out, and an erased one begins anew.
    """

    def __init__(self, folder: Path, platform: str, name: str, **settings: Any) -> None:
        self.folder, self.platform, self.name = folder, platform, name
        folder.mkdir(parents=True, exist_ok=True)
        serial = "SN" + "".join(f"{ord(letter):02X}" for letter in name)[:10]
        told = (
            {"platform": platform, "name": name, "serial": serial, "user": LOGIN} | _MADE[platform] | settings
        )
        keep(folder / "settings.json", json.dumps(told, indent=1))
        self.address, self.port = "", 0
        self._raised: StandIns | None = None

    @property
    def unit(self) -> Unit:
        """Its folder, as its own program sees it."""
        return Unit(str(self.folder), module(self.platform))

    def start(self, address: str = "127.0.0.1", port: int = 0) -> int:
        """Let it listen, alone behind its own server; returns the port."""
        self._raised = StandIns(self.folder / "server", [self])
        self._raised.start({self.name: (address, port)})
        return self.port

    def stop(self) -> None:
        """End it and every session with it. What it holds stays."""
        if self._raised:
            self._raised.stop()
            self._raised = None

    @property
    def access(self) -> Access:
        """How drplan reaches it, once it was started alone."""
        if self._raised is None:
            raise LabError(f"{self.name} does not listen", next_step="start it first")
        return self._raised.access

    def blank(self) -> None:
        """Bring it back to what its maker shipped, and restart it."""
        unit = self.unit
        unit.erase()
        unit.restart()

    def running(self) -> str:
        """Return what ``show running-config``, or the platform's like of it, prints; without a login."""
        unit = self.unit
        unit.tick()
        return str(module(self.platform).shown(unit.running(), unit))

    def write(self, text: str) -> None:
        """Have a configuration, as the platform prints or takes it, run and be what it starts with."""
        unit = self.unit
        unit.keep("startup", module(self.platform).written(text, unit.settings))
        unit.restart()

    def saved(self) -> bool:
        """Say whether what runs would outlast a restart."""
        return self.unit.text("startup") == self.unit.running()

    def neighbours(self, heard: Iterable[Mapping[str, object]]) -> None:
        """Have it hear these at its ports; see ``heard``."""
        keep(self.folder / "neighbours.json", json.dumps([dict(each) for each in heard]))

    def faults(self, **faults: Any) -> None:
        """Have things go wrong on purpose; none ends it.

        ``truncate={"command": pattern, "lines": n}`` prints no more of an answer; ``pager=True`` cannot be
        turned off; ``slow_seconds=0.5`` before every answer; ``refuse=[pattern, …]`` lines it does not
        take; ``disk_full=True`` keeps it from saving; ``cut={"command": pattern, "lines": n}`` ends the
        session there.
        """
        keep(self.folder / "faults.json", json.dumps(faults))

    def locked(self) -> str:
        """Say why management does not reach it; empty when it does."""
        unit = self.unit
        unit.tick()
        return unit.locked
