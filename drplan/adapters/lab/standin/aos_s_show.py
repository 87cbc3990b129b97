"""What AOS-S shows of itself, and hears at its ports."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.adapters.lab.standin.aos_s_text import shown
from drplan.adapters.lab.standin.heard import Heard, chassis, neighbours
from drplan.adapters.lab.standin.indented import IndentedShell


class AosSShowing(IndentedShell):
    """What a session shows."""

    def show_startup(self) -> None:
        """Print what it starts with."""
        self.say(shown(self.unit.text("startup"), self.unit).replace("Running", "Startup"))

    def show_status(self) -> None:
        """Say whether what runs would outlast a restart."""
        self.say(
            "Running configuration has been changed and needs to be saved."
            if self.unsaved()
            else "Running configuration is same as the startup configuration."
        )

    def show_system(self) -> None:
        """Print what it is."""
        self.say(_SYSTEM.format(name=self.hostname(), **self.made()))

    def show_modules(self) -> None:
        """Print its parts."""
        words = self.unit.settings
        line = f"  Chassis: 2530-24G-PoEP  {words['model']}         Serial Number:   {words['serial']}"
        self.say(f"\n Status and Counters - Module Information\n\n{line}\n")

    def show_version(self) -> None:
        """Print its software."""
        self.say(
            f"\nImage stamp:    /ws/swbuildm/rel\n                Nov 21 2023\n                "
            f"{self.unit.settings['version']}\nBoot Image:     Primary\n"
        )

    def show_lldp(self) -> None:
        """Print LLDP neighbours."""
        self.say(lldp(neighbours(self.unit)))


def lldp(heard: Sequence[Heard]) -> str:
    """``show lldp info remote-device detail`` of AOS-S."""
    parts = [
        f"""
  Local Port   : {each["port"]}
  ChassisType  : mac-address
  ChassisId    : {chassis(each).replace(":", "")[:6]}-{chassis(each).replace(":", "")[6:]}
  PortType     : local
  PortId       : {each["device_port"]}
  SysName      : {each["device"]}
  System Descr : {each.get("model", "")}
  PortDescr    : {each["device_port"]}
  Pvid         : 1

  System Capabilities Supported  : bridge, router
  System Capabilities Enabled    : bridge

  Remote Management Address
     Type    : ipv4
     Address : {each.get("address", "")}

------------------------------------------------------------------------------
"""
        for each in heard
    ]
    return "\n LLDP Remote Device Information Detail\n" + "".join(parts)


_SYSTEM = """
 Status and Counters - General System Information

  System Name        : {name}
  System Contact     :
  System Location    :

  MAC Age Time (sec) : 300

  Time Zone          : 0
  Daylight Time Rule : None

  Software revision  : {version}        Base MAC Addr      : 9457a5-8c1280
  ROM Version        : YA.15.20             Serial Number      : {serial}

  Up Time            : 23 days              Memory   - Total   : 339,607,552
  CPU Util (%)       : 8                               Free    : 204,134,320

"""
