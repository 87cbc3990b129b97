"""Cisco IOS. Source: Cisco IOS Configuration Fundamentals, and what its switches print."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from drplan.adapters.lab.standin import heard, ios_reach
from drplan.adapters.lab.standin.indented import IndentedShell
from drplan.adapters.lab.standin.ios_grammar import Ios
from drplan.adapters.lab.standin.tree import INCOMPLETE, PHYSICAL, Line, ranked, read, rows
from drplan.adapters.lab.standin.unit import Unit

GRAMMAR = Ios()
_ORDER = (
    r"version ",
    r"no service|service ",
    r"hostname ",
    r"boot",
    r"vrf ",
    r"security ",
    (
        r"logging (buffered|console|"
        r"monitor|count|discr|userinfo)|no logging console"
    ),
    r"enable ",
    r"username ",
    r"aaa ",
    r"clock ",
    r"switch ",
    r"system mtu",
    r"vtp ",
    r"udld",
    r"ip (routing|source-route|domain|name-server|dhcp|arp)|no ip (domain|source)",
    r"ipv6 unicast|ip multicast",
    r"login ",
    r"key chain",
    r"crypto pki",
    r"dot1x",
    r"errdisable",
    r"archive",
    r"spanning-tree|no spanning-tree",
    r"lldp|cdp|no cdp",
    r"vlan ",
    r"class-map",
    r"policy-map",
    r"track",
    r"crypto",
    r"interface Loopback",
    r"interface Port-channel",
    r"interface Tunnel",
    r"interface FastEthernet",
    r"interface Gig",
    r"interface Two",
    r"interface Ten",
    r"interface Forty",
    r"interface Vlan",
    r"interface ",
    r"router ",
    r"ip default-gateway",
    r"ip forward|no ip forward",
    r"ip http|no ip http",
    r"ip route ",
    r"ip ssh",
    r"ip access-list",
    r"ip sla",
    r"ip |no ip",
    r"logging ",
    r"access-list",
    r"route-map",
    r"snmp-server",
    r"tacacs",
    r"radius",
    r"control-plane",
    r"banner",
    r"line con",
    r"line aux",
    r"line vty",
    r"ntp",
    r"mac ",
    r"",
)
_SORTED = ("interface ", "vlan ", "line ")


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with when nothing was ever saved."""
    ports = settings.get("ports") or [f"GigabitEthernet1/0/{port}" for port in range(1, 9)]
    top = [
        "version 15.2",
        "no service pad",
        "service timestamps debug datetime msec",
        "service timestamps log datetime msec",
        "no service password-encryption",
        "hostname Switch",
    ]
    faces = [line for port in ports for line in (f"interface {port}", "!")]
    return "\n".join(
        [
            *top,
            *faces,
            "interface Vlan1",
            " no ip address",
            " shutdown",
            "ip http server",
            "ip http secure-server",
            "line con 0",
            "line vty 0 4",
            " login",
            "line vty 5 15",
            " login",
            "",
        ]
    )


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept, after the device read it on top of its maker's defaults."""
    tree = read(GRAMMAR, blank(settings) + "\n" + text)
    return printed(tree)


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    return ios_reach.locked(read(GRAMMAR, text), way_in)


def body(tree: Line) -> Iterator[str]:
    """Yield the lines of a configuration, with the marks between its parts."""
    before = ""
    for line in ranked(tree.lines, _ORDER, _SORTED):
        word = line.text.removeprefix("no ").split(" ")[0]
        if line.opens or before != word:
            yield "!"
        yield line.text
        yield from rows(line, " ", 1)
        before = "" if line.opens else word
    yield "!"


def printed(tree: Line) -> str:
    """Return a configuration as IOS would read it again."""
    return "\n".join(body(tree)) + "\n"


def shown(text: str, unit: Unit) -> str:
    """Return what ``show running-config`` prints of a configuration."""
    changed = time.strftime("%H:%M:%S UTC %a %b %d %Y", time.gmtime(unit.state.get("changed") or 0))
    head = f"!\n! Last configuration change at {changed} by {unit.settings.get('user', 'admin')}\n"
    all_of_it = f"{head}{text}end\n"
    return f"Building configuration...\n\nCurrent configuration : {len(all_of_it)} bytes\n{all_of_it}"


class IosShell(IndentedShell):
    """A session with IOS."""

    grammar = GRAMMAR
    commands = (
        (r"en(?:able)?", "enable"),
        (r"disa(?:ble)?", "disable"),
        (r"exit|quit|logout", "leave"),
        (r"conf(?:igure)? t(?:erminal)?", "begin"),
        (r"term(?:inal)? len(?:gth)? (\d+)", "set_page"),
        (r"term(?:inal)? width \d+|terminal monitor|term(?:inal)? no mon(?:itor)?", "nothing"),
        (r"sh(?:ow)? run(?:ning-config)?", "show_running"),
        (r"sh(?:ow)? start(?:up-config)?", "show_startup"),
        (r"sh(?:ow)? ver(?:sion)?", "show_version"),
        (r"sh(?:ow)? inv(?:entory)?", "show_inventory"),
        (r"sh(?:ow)? lldp nei(?:ghbors)? det(?:ail)?", "show_lldp"),
        (r"sh(?:ow)? cdp nei(?:ghbors)? det(?:ail)?", "show_cdp"),
        (r"sh(?:ow)? reload", "show_reload"),
        (r"wr(?:ite)?(?: mem(?:ory)?)?", "save"),
        (r"copy run(?:ning-config)? start(?:up-config)?", "copy_save"),
        (r"(?:wr(?:ite)? erase|erase startup-config|erase nvram:)", "erase"),
        (r"reload in (\d+)(?: .*)?", "reload_in"),
        (r"reload cancel", "reload_cancel"),
        (r"reload", "reload"),
    )
    unprivileged = IndentedShell.unprivileged | {"show_lldp", "show_cdp", "nothing"}
    starts = "enabled"

    def printed(self) -> str:
        """Return what runs."""
        return printed(self.tree)

    def mode(self) -> str:
        """Return the mode's name."""
        word = self.at.context.split(" ")[0]
        return {
            "": "config",
            "interface": "config-if",
            "line": "config-line",
            "vlan": "config-vlan",
            "router": "config-router",
            "ip": "config-ext-nacl",
            "route-map": "config-route-map",
        }.get(word, f"config-{word}")

    def wording(self, reason: str, line: str) -> str:
        """Return IOS's words for a refusal."""
        if reason == INCOMPLETE:
            return "% Incomplete command.\n"
        if reason == PHYSICAL:
            return "% Removal of physical interfaces is not permitted\n"
        pad = " " * len(self.prompt())
        return f"{pad}^\n% Invalid input detected at '^' marker.\n"

    def begin(self) -> None:
        """Enter configuration mode."""
        super().begin()
        self.say("Enter configuration commands, one per line.  End with CNTL/Z.")

    def take(self, line: str) -> None:
        """Take a line; keys are made and zeroized at once."""
        bare = " ".join(line.split())
        if bare.startswith("crypto key generate"):
            self.unit.remember(keyless=False)
            self.say("% Generating keys, keys will be non-exportable...\n[OK] (elapsed time was 1 seconds)")
        elif bare.startswith("default interface "):
            name = self.grammar.canonical("", bare.removeprefix("default "))
            self.tree.lines[:] = [
                each if each.text != name else Line(name, opens=True) for each in self.tree.lines
            ]
            self.run_it()
        else:
            super().take(line)

    def nothing(self) -> None:
        """Take a command that changes nothing we show."""

    def show_running(self) -> None:
        """Print what runs."""
        self.say(shown(self.printed(), self.unit))

    def show_startup(self) -> None:
        """Print what it starts with."""
        text = self.unit.text("startup")
        self.say(
            f"Using {len(text)} out of 65536 bytes\n{text}end\n" if text else "startup-config is not present"
        )

    def show_version(self) -> None:
        """Print what it is."""
        words = self.unit.settings
        self.say(
            _VERSION.format(
                version=words["version"], model=words["model"], serial=words["serial"], name=self.hostname()
            )
        )

    def show_inventory(self) -> None:
        """Print its parts."""
        words = self.unit.settings
        self.say(
            f'NAME: "1", DESCR: "{words["model"]}"\nPID: {words["model"]}  , VID: V01  , SN: '
            f"{words['serial']}\n"
        )

    def show_lldp(self) -> None:
        """Print LLDP neighbours."""
        if not self.tree.find("lldp run"):
            self.say("% LLDP is not enabled")
            return
        self.say(heard.ios_lldp(heard.neighbours(self.unit)))

    def show_cdp(self) -> None:
        """Print CDP neighbours."""
        if self.tree.find("no cdp run"):
            self.say("% CDP is not enabled")
            return
        self.say(heard.ios_cdp(heard.neighbours(self.unit)))

    def save(self) -> None:
        """Have what runs outlast a restart."""
        self.terminal.write("Building configuration...\n")
        self.say("[OK]" if self.unit.save() else "startup-config file open failed (Not enough space)")

    def copy_save(self) -> None:
        """Save, after asking for the name."""
        self.terminal.line("Destination filename [startup-config]? ")
        self.save()

    def erase(self) -> None:
        """Forget what it starts with."""
        key = self.terminal.key(
            "Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]"
        )
        if key in "yY\n":
            self.unit.erase()
            self.say("[OK]\nErase of nvram: complete")

    def unsaved(self) -> bool:
        """Say whether what runs would not outlast a restart."""
        return self.unit.text("startup") != self.printed()

    def _ask_to_save(self) -> None:
        if not self.unsaved():
            return
        answer = (
            self.terminal.line("\nSystem configuration has been modified. Save? [yes/no]: ").strip().lower()
        )
        if answer in {"yes", "y"}:
            self.save()

    def reload_in(self, minutes: str) -> None:
        """Arm a restart."""
        self._ask_to_save()
        when = time.strftime(
            "%H:%M:%S UTC %a %b %d %Y", time.gmtime(time.time() + int(minutes) * self.unit.minute)
        )
        self.say(
            f"Reload scheduled for {when} (in {minutes} minutes) by console\nReload reason: Reload Command"
        )
        if self.terminal.key("Proceed with reload? [confirm]") in "yY\n":
            self.terminal.write("\n")
            self.unit.arm(int(minutes), "restart")

    def reload_cancel(self) -> None:
        """Disarm it."""
        if not self.unit.disarm():
            self.say("%No reload is scheduled.")
            return
        self.say("\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n")

    def show_reload(self) -> None:
        """Say whether a restart is armed."""
        deadline = self.unit.state.get("deadline")
        left = max(0, round((deadline["at"] - time.time()) / self.unit.minute)) if deadline else 0
        self.say(f"Reload scheduled in {left} minutes" if deadline else "No reload is scheduled.")

    def reload(self) -> None:
        """Restart now."""
        self._ask_to_save()
        if self.terminal.key("Proceed with reload? [confirm]") in "yY\n":
            self.terminal.write("\n")
            self.terminal.flush()
            self.unit.restart()
            self.leave()


Shell = IosShell


def back(unit: Unit, deadline: dict[str, Any]) -> None:
    """IOS goes back by a restart alone."""
    unit.restart()


_VERSION = """\
Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version {version}, RELEASE SOFTWARE (fc1)
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2021 by Cisco Systems, Inc.

ROM: Bootstrap program is C2960X boot loader

{name} uptime is 3 weeks, 2 days, 4 hours, 11 minutes
System returned to ROM by power-on
System image file is "flash:/c2960x-universalk9-mz.152-7.E4.bin"

cisco {model} (APM86XXX) processor (revision A0) with 524288K bytes of memory.
Processor board ID {serial}
Last reset from power-on
2 Virtual Ethernet interfaces
28 Gigabit Ethernet interfaces

Configuration register is 0xF
"""
