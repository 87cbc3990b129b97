"""HPE Aruba AOS-S (ProCurve). Source: ArubaOS-Switch 16.x basic operation, and management guides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from drplan.adapters.lab.standin import heard
from drplan.adapters.lab.standin.addresses import number
from drplan.adapters.lab.standin.aos_s_grammar import AosS
from drplan.adapters.lab.standin.indented import IndentedShell
from drplan.adapters.lab.standin.tree import INCOMPLETE, PHYSICAL, Line, natural, ranked, read, rows
from drplan.adapters.lab.standin.unit import Unit

GRAMMAR = AosS()
_ORDER = (
    r"hostname",
    r"module",
    r"include",
    r"encrypt",
    r"console",
    r"max-vlans",
    r"trunk",
    r"crypto",
    r"time|clock",
    r"sntp|ntp|timesync",
    r"no (telnet|web|rest|tftp|autorun)|telnet|web",
    r"logging",
    r"radius|tacacs",
    r"ip default",
    r"ip dns",
    r"ip auth",
    r"ip (?!access|route|ssh)",
    r"ip ssh|no ip",
    r"ip access-list",
    r"ip route",
    r"interface ",
    r"snmp",
    r"aaa",
    r"router",
    r"oobm",
    r"vlan ",
    r"primary|management",
    r"spanning|loop|lldp|cdp|dhcp|arp",
    r"banner",
    r"password",
    r"",
)
_SORTED = ("interface ", "vlan ")
_IN_A_VLAN = (r"name", r"no untagged", r"untagged", r"tagged", r"(no )?ip address", r"")


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with when nothing was ever saved."""
    ports = settings.get("ports") or [str(port) for port in range(1, 9)]
    listed = ",".join(ports) if settings.get("ports") else f"1-{len(ports)}"
    name = settings["model"]
    faces = [line for port in ports for line in (f"interface {port}", "   exit")]
    return "\n".join(
        [
            f'hostname "{name}"',
            *faces,
            'snmp-server community "public" unrestricted',
            "vlan 1",
            '   name "DEFAULT_VLAN"',
            f"   untagged {listed}",
            "   ip address dhcp-bootp",
            "   exit",
            "",
        ]
    )


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept, after the device read it on top of its maker's defaults."""
    return printed(read(GRAMMAR, blank(settings) + "\n" + text))


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    tree = read(GRAMMAR, text)
    return _vlan(tree, way_in) or _rest(tree, way_in)


def _vlan(tree: Line, way_in: dict[str, Any]) -> str:
    found = re.fullmatch(r"(?i)vlan ?(\d+)", str(way_in.get("interface", "")))
    if not found:
        return ""
    block = next((each for each in tree.lines if each.text == f"vlan {found[1]}"), None)
    if block is None:
        return f"VLAN {found[1]} is gone"
    address = block.value(r"ip address (\S+)")
    if not address or (way_in.get("address") and address != way_in["address"]):
        return f"VLAN {found[1]} has another address or none"
    only = tree.value(r"management-vlan (\d+)")
    return f"VLAN {only} alone manages it" if only and only != found[1] else _port(tree, block, way_in)


def _port(tree: Line, vlan: Line, way_in: dict[str, Any]) -> str:
    from drplan.adapters.lab.standin.ports import spread

    port = str(way_in.get("port", ""))
    if not port:
        return ""
    members = spread(vlan.value(r"untagged (\S+)")) + spread(vlan.value(r"tagged (\S+)"))
    block = next((each for each in tree.lines if each.text == f"interface {port}"), Line(""))
    return (
        f"port {port} is down or not in {vlan.text}" if port not in members or block.find("disable") else ""
    )


def _rest(tree: Line, way_in: dict[str, Any]) -> str:
    if tree.find("no ip ssh$"):
        return "SSH is off"
    managers = [each.text.split(" ")[2:4] for each in tree.find("ip authorized-managers ")]
    source = str(way_in.get("source", ""))
    if managers and source and not any(_among(source, *each) for each in managers):
        return "the authorized managers leave the operator out"
    user = str(way_in.get("user", ""))
    named = tree.value(r'password manager user-name "([^"]+)"')
    if user and named and named != user:
        return f"user {user} is gone"
    if way_in.get("remote") and not tree.find(r"ip default-gateway |ip route 0\.0\.0\.0 0\.0\.0\.0 "):
        return "no route back to the operator"
    return ""


def _among(source: str, address: str, bits: str = "255.255.255.255") -> bool:
    found = number(bits) if number(bits) >= 0 else number("255.255.255.255")
    return number(source) & found == number(address) & found


def printed(tree: Line) -> str:
    """Return a configuration as the switch would read it again."""
    return "\n".join(_body(tree)) + "\n"


def _body(tree: Line) -> Iterator[str]:
    for line in ranked(tree.lines, _ORDER, _SORTED):
        yield line.text
        if not line.opens:
            continue
        if line.text.startswith("ip access-list"):
            line.lines.sort(key=lambda each: natural(each.text))
        if line.text.startswith("vlan "):
            line.lines[:] = ranked(line.lines, _IN_A_VLAN, ())
        yield from rows(line, "   ", 1)
        yield "   exit"


def shown(text: str, unit: Unit) -> str:
    """Return what ``show running-config`` prints of a configuration: no port that nothing is said of."""
    words = unit.settings
    head = f"; {words['model']} Configuration Editor; Created on release #{words['version']}"
    quiet = re.sub(r"^interface \S+\n   exit\n", "", text, flags=re.MULTILINE)
    return (
        f"\nRunning configuration:\n\n{head}\n; Ver "
        f"#14:67.6f.f8.1d.9b.3f.bf.bb.ef.7c.59.fc.6b.fb.9f.fc.ff.ff.37.ef:49\n\n{quiet}\n"
    )


class AosSShell(IndentedShell):
    """A session with AOS-S."""

    grammar = GRAMMAR
    starts = "enabled"
    pager = "-- MORE --, next page: Space, next line: Enter, quit: Control-C"
    wipe_pager = "\r" + " " * 64 + "\r"
    leaves = ("exit",)
    commands = (
        (r"en(?:able)?", "enable"),
        (r"exit|logout|logo", "log_out"),
        (r"conf(?:igure)?(?: t(?:erm(?:inal)?)?)?", "begin"),
        (r"no page", "no_page"),
        (r"page", "some_page"),
        (r"terminal (?:width|length) \d+", "nothing"),
        (r"show run(?:ning-config)?", "show_running"),
        (r"show config status", "show_status"),
        (r"show config", "show_startup"),
        (r"show system(?:-information| information)?", "show_system"),
        (r"show version", "show_version"),
        (r"show modules", "show_modules"),
        (r"show lldp info remote-device (?:detail|all|\S+)", "show_lldp"),
        (r"write mem(?:ory)?", "save"),
        (r"copy running-config startup-config", "save"),
        (r"erase startup-config", "erase"),
        (r"reload after (?:(?:(\d+):)?(\d+):)?(\d+)", "reload_after"),
        (r"no reload", "reload_cancel"),
        (r"show reload after", "show_reload"),
        (r"reload|boot(?: system(?: flash \S+)?)?", "boot"),
    )

    def greet(self) -> None:
        """Print the maker's words and wait for a key."""
        self.terminal.write(
            _COPYRIGHT.format(model=self.unit.settings["model"], version=self.unit.settings["version"])
        )
        self.terminal.key("Press any key to continue")
        self.terminal.write("\n")

    def printed(self) -> str:
        """Return what runs."""
        return printed(self.tree)

    def prompt(self) -> str:
        """Return what stands before the cursor, with its blank."""
        prompt = super().prompt()
        return f"{prompt} " if prompt else ""

    def mode(self) -> str:
        """Return the mode's name."""
        word, _, which = self.at.context.partition(" ")
        return {"": "config", "vlan": f"vlan-{which}", "interface": f"eth-{which}"}.get(
            word, f"config-{word}"
        )

    def wording(self, reason: str, line: str) -> str:
        """Return the switch's words for a refusal."""
        last = line.rsplit(" ", maxsplit=1)[-1]
        if reason == INCOMPLETE:
            return f"Incomplete input: {last}\n"
        return (
            "Cannot remove it.\n"
            if reason == PHYSICAL
            else f"Invalid input: {line.split(' ', maxsplit=1)[0]}\n"
        )

    def configure(self, line: str) -> None:
        """Take a line of configuration mode, where every other command counts as well."""
        bare = " ".join(line.split())
        for pattern, method in self.commands:
            found = re.fullmatch(pattern, bare)
            if found and method not in {"log_out", "begin"}:
                getattr(self, method)(*found.groups())
                return
        super().configure(line)

    def nothing(self) -> None:
        """Take a command that changes nothing we show."""

    def no_page(self) -> None:
        """Turn paging off."""
        self.page(0)

    def some_page(self) -> None:
        """Turn paging on."""
        self.page(self.page_lines)

    def show_running(self) -> None:
        """Print what runs."""
        self.say(shown(self.printed(), self.unit))

    def show_startup(self) -> None:
        """Print what it starts with."""
        self.say(shown(self.unit.text("startup"), self.unit).replace("Running", "Startup"))

    def show_status(self) -> None:
        """Say whether what runs would outlast a restart."""
        same = self.unit.text("startup") == self.printed()
        self.say(
            "Running configuration is same as the startup configuration."
            if same
            else "Running configuration has been changed and needs to be saved."
        )

    def show_system(self) -> None:
        """Print what it is."""
        words = self.unit.settings
        self.say(_SYSTEM.format(name=self.hostname(), version=words["version"], serial=words["serial"]))

    def show_modules(self) -> None:
        """Print its parts."""
        words = self.unit.settings
        chassis = f"  Chassis: 2530-24G-PoEP  {words['model']}         Serial Number:   {words['serial']}"
        self.say(f"\n Status and Counters - Module Information\n\n{chassis}\n")

    def show_version(self) -> None:
        """Print its software."""
        self.say(
            f"\nImage stamp:    /ws/swbuildm/rel\n                Nov 21 2023\n                "
            f"{self.unit.settings['version']}\nBoot Image:     Primary\n"
        )

    def show_lldp(self) -> None:
        """Print LLDP neighbours."""
        self.say(heard.aos_s_lldp(heard.neighbours(self.unit)))

    def save(self) -> None:
        """Have what runs outlast a restart: the switch says nothing when it does."""
        if not self.unit.save():
            self.say("Error: unable to save the configuration: no space left in flash.")

    def _wants(self, question: str) -> bool:
        return bool(self.terminal.line(question).strip().lower().startswith("y"))

    def _ask_to_save(self) -> None:
        if self.unit.text("startup") != self.printed() and self._wants(
            "Do you want to save current configuration [y/n/^C]? "
        ):
            self.save()

    def erase(self) -> None:
        """Bring it back to what its maker shipped."""
        if self._wants("Configuration will be deleted and device rebooted, continue [y/n]? "):
            self.terminal.flush()
            self.unit.erase()
            self.unit.restart()
            self.leave()

    def reload_after(self, days: str | None, hours: str | None, minutes: str) -> None:
        """Arm a restart."""
        if hours is not None and days is None:
            days = "0"
        whole = (int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes)
        if self._wants(
            f"Reload scheduled in {whole} minutes. The system will be rebooted from primary image.\n"
            "Do you want to continue [y/n]? "
        ):
            self.unit.arm(whole, "restart")

    def reload_cancel(self) -> None:
        """Disarm it."""
        self.unit.disarm()

    def show_reload(self) -> None:
        """Say whether a restart is armed."""
        self.say("reload is scheduled" if self.unit.state.get("deadline") else "reload is not scheduled")

    def boot(self) -> None:
        """Restart now."""
        self._ask_to_save()
        if self._wants("This will reboot the system from the primary image.\nContinue (y/n)? "):
            self.terminal.flush()
            self.unit.restart()
            self.leave()

    def log_out(self) -> None:
        """End the session, after asking."""
        if not self._wants("Do you want to log out (y/n)? "):
            return
        self._ask_to_save()
        self.leave()


Shell = AosSShell


def back(unit: Unit, deadline: dict[str, Any]) -> None:
    """AOS-S goes back by a restart alone."""
    unit.restart()


_COPYRIGHT = """HP {model} Switch
Software revision {version}

(C) Copyright 2023 Hewlett Packard Enterprise Development LP
                   RESTRICTED RIGHTS LEGEND

"""

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
