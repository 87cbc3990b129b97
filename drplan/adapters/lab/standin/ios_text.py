"""A configuration of Cisco IOS: as it comes from its maker, as it is kept and as it is printed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from drplan.adapters.lab.standin.ios_grammar import Ios
from drplan.adapters.lab.standin.tree import Line, ranked, rows
from drplan.adapters.lab.standin.typed import read
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
    # Few logins change whom it lets in.
    from drplan.adapters.lab.standin import ios_reach

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
