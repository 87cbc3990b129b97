"""The lab's other network devices: Open vSwitch for real, and stand-ins for makes that no machine can run.

They answer at their declared addresses on the operator's own machine in the lab: what they carry is beside
the building's LAN, not in its way.
"""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path

from drplan.adapters.lab import pens, reach, switches
from drplan.adapters.lab.layout import Layout
from drplan.adapters.lab.standin import StandIn, StandIns
from drplan.adapters.lab.tools import LAB_NAMESPACE, inside
from drplan.adapters.lab.wires import batch
from drplan.declare import NetworkDevice
from drplan.gear import PLATFORMS

REAL = frozenset({"frr", "openvswitch"})
"""The platforms that a lab has for real; a device of any other is a stand-in there."""

_PEN = "stand-ins"
_SSH = 22
_NEVER = sys.float_info.max


class Gear:
    """The gear of one lab, in one folder. All of its state is in the folder or in the kernel."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        self._folder = folder
        self.switches = tuple(each for each in layout.gear if each.platform == "openvswitch")
        self.stood_in = tuple(each for each in layout.gear if each.platform not in REAL)

    @property
    def all(self) -> tuple[NetworkDevice, ...]:
        """Every device, switches first."""
        return (*self.switches, *self.stood_in)

    def check_tools(self) -> None:
        """Raise ``ToolMissing`` for the first program that is needed and missing."""
        if self.switches:
            switches.check_tools()

    def start(self, operator_key: str) -> None:
        """Raise all of it: switches in order, as their ports are declared; stand-ins as they came."""
        if not self.all:
            return
        batch(LAB_NAMESPACE, [f"addr add {each.address}/32 dev lo" for each in self.all])
        for device in self.switches:
            switches.prepare(self._of(device), device, operator_key)
            switches.wire(device)
            switches.boot(self._of(device), device, switches.configuration(device))
        if self.stood_in:
            places = {each.name: (str(each.address), _SSH) for each in self.stood_in}
            through = pens.joined(_PEN, inside(LAB_NAMESPACE, []))
            self._stand_ins.start(places, authorized=operator_key, through=through)

    def known_hosts(self) -> str:
        """Return the lines by which their host keys are believed, once all is started."""
        lines = [
            reach.known_host(
                device.name, str(device.address), (self._of(device) / "run/ssh/host_key.pub").read_text()
            )
            for device in self.switches
        ]
        if self.stood_in:
            lines.append((self._stand_ins.folder / "known_hosts").read_text())
        return "".join(lines)

    def kind(self, device: NetworkDevice) -> str:
        """Return what a device of the lab is, for people."""
        return "switch" if device in self.switches else "stand-in"

    def destroy(self, device: NetworkDevice) -> str:
        """Lose a device: it stops answering, and what it held is gone."""
        if device in self.switches:
            switches.lose(self._of(device), device)
            return f"{device.name}: processes killed, database gone"
        unit = self._stand_in(device).unit
        unit.erase()
        unit.restart()
        unit.remember(down_until=_NEVER)
        return f"{device.name}: a stand-in for {_title(device)}, wiped, and it does not answer"

    def blank(self, device: NetworkDevice) -> str:
        """Put a blank one in its place and return when it answers."""
        if device in self.switches:
            switches.boot(self._of(device), device)
            what = "Open vSwitch without a bridge"
        else:
            self._stand_in(device).blank()
            what = f"a stand-in for {_title(device)} as its maker ships it"
        self.wait(device)
        return f"{device.name}: blank, {what} answers at {device.address}"

    def wait(self, device: NetworkDevice) -> None:
        """Return when a device answers; raises ``LabError`` when it does not in time."""
        reach.await_answer(LAB_NAMESPACE, str(device.address), _SSH, device.name)

    @cached_property
    def _stand_ins(self) -> StandIns:
        return StandIns(self._folder / "stand-ins", [self._stand_in(each) for each in self.stood_in])

    def _stand_in(self, device: NetworkDevice) -> StandIn:
        said = {"model": device.model, "serial": device.serial}
        known = {name: value for name, value in said.items() if value}
        return StandIn(self._of(device), device.platform, device.name, **known)

    def _of(self, device: NetworkDevice) -> Path:
        return self._folder / "gear" / device.name


def _title(device: NetworkDevice) -> str:
    return PLATFORMS[device.platform].pack.title
