"""Ruckus ICX. Source: RUCKUS FastIron command reference and management configuration guide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from drplan.adapters.lab.standin import heard
from drplan.adapters.lab.standin.icx_grammar import Icx
from drplan.adapters.lab.standin.indented import IndentedShell
from drplan.adapters.lab.standin.lists import admits
from drplan.adapters.lab.standin.ports import from_to
from drplan.adapters.lab.standin.tree import INCOMPLETE, PHYSICAL, Line, ranked, read
from drplan.adapters.lab.standin.unit import Unit

GRAMMAR = Icx()
_ORDER = (
    r"stack",
    r"global",
    r"lag ",
    r"vlan ",
    r"aaa",
    r"boot",
    r"default-vlan",
    r"enable",
    r"hostname",
    r"ip (?!access)",
    r"no ",
    r"ip access-list",
    r"logging",
    r"username",
    r"snmp",
    r"radius|tacacs",
    r"clock",
    r"ntp",
    r"web",
    r"banner",
    r"ssh",
    r"router",
    r"interface eth",
    r"interface man",
    r"interface lag",
    r"interface loop",
    r"interface ve",
    r"lldp",
    r"",
)
_SORTED = ("interface ", "vlan ")
_IN_A_VLAN = (r"tagged", r"untagged", r"router-interface", r"")


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with when nothing was ever saved."""
    ports = settings.get("ports") or [f"1/1/{port}" for port in range(1, 9)]
    faces = [f"interface ethernet {port.removeprefix('ethernet ')}" for port in ports]
    return "\n".join(
        [
            "stack unit 1",
            "  module 1 icx7150-48p-poe-port-management-module",
            "vlan 1 name DEFAULT-VLAN by port",
            *faces,
            "",
        ]
    )


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept, after the device read it on top of its maker's defaults."""
    return printed(read(GRAMMAR, blank(settings) + "\n" + text))


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    tree = read(GRAMMAR, text)
    return _interface(tree, way_in) or _rest(tree, way_in)


def _interface(tree: Line, way_in: dict[str, Any]) -> str:
    name = str(way_in.get("interface", ""))
    if not name:
        return ""
    block = next((each for each in tree.lines if each.text == f"interface {name}"), None)
    if block is None or block.find("disable$"):
        return f"{name} is down"
    address = block.value(r"ip address ([\d.]+)")
    if not address or (way_in.get("address") and address != way_in["address"]):
        return f"{name} has another address or none"
    vlans = [each for each in tree.find(r"vlan \d") if each.find(f"router-interface {name}$")]
    if name.startswith("ve ") and not vlans:
        return f"{name} is down: it is in no VLAN"
    group, source = block.value(r"ip access-group (\S+) in"), way_in.get("source", "")
    if group and source and not admits(tree, group, source):
        return f"{group} denies the operator"
    return _port(tree, vlans, way_in)


def _port(tree: Line, vlans: list[Line], way_in: dict[str, Any]) -> str:
    port = str(way_in.get("port", "")).removeprefix("ethernet ")
    if not port:
        return ""
    members = [each for vlan in vlans for line in vlan.find("(un)?tagged") for each in from_to(line.text)]
    block = next((each for each in tree.lines if each.text == f"interface ethernet {port}"), Line(""))
    return f"port {port} is down or in another VLAN" if port not in members or block.find("disable$") else ""


def _rest(tree: Line, way_in: dict[str, Any]) -> str:
    if tree.find("no crypto key|crypto key zeroize|no ip ssh"):
        return "SSH is off"
    group, source = tree.value(r"ssh access-group (\S+)"), way_in.get("source", "")
    if group and source and not admits(tree, group, source):
        return f"{group} denies the operator"
    user = str(way_in.get("user", ""))
    if user and not tree.find(rf"username {re.escape(user)} "):
        return f"user {user} is gone"
    if way_in.get("remote") and not tree.find(r"ip default-gateway |ip route 0\.0\.0\.0/0 "):
        return "no route back to the operator"
    return ""


def printed(tree: Line) -> str:
    """Return a configuration as the switch would read it again."""
    return "\n".join(_body(tree)) + "\n"


def _body(tree: Line) -> Iterator[str]:
    for line in ranked(tree.lines, _ORDER, _SORTED):
        yield line.text
        below = ranked(line.lines, _IN_A_VLAN, ()) if line.text.startswith("vlan ") else line.lines
        for each in below:
            yield f"{'  ' if line.text.startswith('stack') else ' '}{each.text}"
        if line.opens:
            yield "!"


def shown(text: str, unit: Unit) -> str:
    """Return what ``show running-config`` prints of a configuration: no port that nothing is said of."""
    quiet = re.sub(r"^interface ethernet \S+\n!\n", "", text, flags=re.MULTILINE)
    return f"Current configuration:\n!\nver {unit.settings['version']}\n!\n{quiet}!\n!\nend\n"


class IcxShell(IndentedShell):
    """A session with FastIron."""

    grammar = GRAMMAR
    pager = "--More--, next page: Space, next line: Return key, quit: Control-c"
    wipe_pager = "\r" + " " * 68 + "\r"
    commands = (
        (r"en(?:able)?", "enable"),
        (r"exit|quit|logout", "leave"),
        (r"conf(?:igure)? t(?:erminal)?", "begin"),
        (r"skip(?:-page-display)?", "no_page"),
        (r"page(?:-display)?|no skip-page-display", "some_page"),
        (r"terminal (?:width|length) \d+|terminal monitor", "nothing"),
        (r"sh(?:ow)? run(?:ning-config)?", "show_running"),
        (r"sh(?:ow)? conf(?:iguration)?", "show_startup"),
        (r"sh(?:ow)? ver(?:sion)?", "show_version"),
        (r"sh(?:ow)? lldp nei(?:ghbors)? det(?:ail)?", "show_lldp"),
        (r"sh(?:ow)? reload", "show_reload"),
        (r"wr(?:ite)? mem(?:ory)?|copy running-config startup-config", "save"),
        (r"erase startup-config|wr(?:ite)? erase", "erase"),
        (r"reload after (\d+):(\d+):(\d+)(?: primary| secondary)?", "reload_after"),
        (r"reload cancel", "reload_cancel"),
        (r"reload|boot system flash primary", "reload"),
    )
    unprivileged = IndentedShell.unprivileged | {"nothing"}

    def printed(self) -> str:
        """Return what runs."""
        return printed(self.tree)

    def prompt(self) -> str:
        """Return what stands before the cursor."""
        prompt = super().prompt()
        return f"SSH@{prompt}" if prompt else ""

    def hostname(self) -> str:
        """Return what it is called now."""
        return self.tree.value(r"hostname (\S+)") or f"{self.unit.settings['model'].split('-')[0]} Switch"[
            :15
        ].replace(" ", "-")

    def mode(self) -> str:
        """Return the mode's name."""
        word, _, which = self.at.context.partition(" ")
        if word == "interface":
            kind, _, number = which.partition(" ")
            return f"config-{'vif' if kind == 've' else 'if-e1000' if kind == 'ethernet' else kind}-{number}"
        return {"": "config", "vlan": f"config-vlan-{which.split(' ')[0]}"}.get(word, f"config-{word}")

    def wording(self, reason: str, line: str) -> str:
        """Return the switch's words for a refusal."""
        if reason == INCOMPLETE:
            return "Incomplete command.\n"
        if reason == PHYSICAL:
            return "Error - it cannot be removed\n"
        return f"Invalid input -> {line}\nType ? for a list\n"

    def enable(self) -> None:
        """Go up, by the password when there is one."""
        if self.tree.find("enable super-user-password"):
            if not self.terminal.line("Password:", echo=False):
                self.say("Error - incorrect password")
                return
        else:
            self.say("No password has been assigned yet...")
        super().enable()

    def nothing(self) -> None:
        """Take a command that changes nothing we show."""

    def no_page(self) -> None:
        """Turn paging off."""
        self.page(0)

    def some_page(self) -> None:
        """Turn paging on."""
        self.page(self.page_lines)

    def take(self, line: str) -> None:
        """Take a line; keys are made at once."""
        if " ".join(line.split()).startswith("crypto key generate"):
            self.tree.lines[:] = [each for each in self.tree.lines if "crypto key" not in each.text]
            self.run_it()
            self.say("Creating RSA key pair, please wait...\nRSA Key pair is successfully created")
            return
        super().take(line)

    def show_running(self) -> None:
        """Print what runs."""
        self.say(shown(self.printed(), self.unit))

    def show_startup(self) -> None:
        """Print what it starts with."""
        self.say(
            shown(self.unit.text("startup"), self.unit).replace(
                "Current", "Startup-config data location is flash memory\n!\nStartup"
            )
        )

    def show_version(self) -> None:
        """Print what it is."""
        words = self.unit.settings
        self.say(_VERSION.format(**{each: words[each] for each in ("model", "serial", "version")}))

    def show_lldp(self) -> None:
        """Print LLDP neighbours."""
        if not self.tree.find("lldp run") and self.tree.find("no lldp run"):
            self.say("LLDP is not running")
            return
        self.say(heard.icx_lldp(heard.neighbours(self.unit)))

    def save(self) -> None:
        """Have what runs outlast a restart."""
        if self.unit.save():
            self.say("Flash Memory Write (8192 bytes per dot) .\n\nWrite startup-config done.\n\nCopy Done.")
        else:
            self.say("Error - flash memory write failed: no space left")

    def erase(self) -> None:
        """Forget what it starts with."""
        self.unit.erase()
        self.say("Erase startup-config Done.")

    def reload_after(self, days: str, hours: str, minutes: str) -> None:
        """Arm a restart: days, hours and minutes."""
        whole = (int(days) * 24 + int(hours)) * 60 + int(minutes)
        self.unit.arm(whole, "restart")
        self.say(f"System will reload after {days} day(s), {hours} hour(s) and {minutes} minute(s)")

    def reload_cancel(self) -> None:
        """Disarm it."""
        self.say("Scheduled reload canceled." if self.unit.disarm() else "No reload is scheduled.")

    def show_reload(self) -> None:
        """Say whether a restart is armed."""
        self.say("Reload is scheduled" if self.unit.state.get("deadline") else "No scheduled reload")

    def reload(self) -> None:
        """Restart now."""
        if self.terminal.key("Are you sure? (enter 'y' or 'n'): ") in "yY":
            self.terminal.write(
                "y\nRunning Config data has been changed. Do you want to save? no\nHalt and reboot\n"
            )
            self.terminal.flush()
            self.unit.restart()
            self.leave()


Shell = IcxShell


def back(unit: Unit, deadline: dict[str, Any]) -> None:
    """FastIron goes back by a restart alone."""
    unit.restart()


_VERSION = """  Copyright (c) Ruckus Networks, Inc. All rights reserved.
    UNIT 1: compiled on Apr 30 2023 at 12:00:00 labeled as SPR{version}
      (29453516 bytes) from Primary SPR{version}.bin
        SW: Version {version}
      Compressed Primary Boot Code size = 786944, Version:10.1.26T225
  HW: Stackable {model}
==========================================================================
UNIT 1: SL 1: {model} POE 48-port Management Module
      Serial  #:{serial}
      Software Package: BASE_SOFT_PACKAGE
==========================================================================
 1000 MHz ARM processor ARMv7 88 MHz bus
 8 MB boot flash memory
    1 GB DRAM
STACKID 1  system uptime is 23 day(s) 4 hour(s) 11 minute(s) 3 second(s)
The system started at 12:00:00 GMT+00 Mon Jan 01 2024
"""
