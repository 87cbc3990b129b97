"""What Cisco IOS takes in configuration mode. Source: Cisco IOS command references."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.grammar import Grammar
from drplan.adapters.lab.standin.ios_known import BLOCKS, KNOWN
from drplan.adapters.lab.standin.ios_values import BOTH, SHOWN, SINGLE
from drplan.adapters.lab.standin.scramble import digest
from drplan.adapters.lab.standin.spans import numbers, ranges
from drplan.adapters.lab.standin.tree import Line

_KINDS = {
    "gi": "GigabitEthernet",
    "te": "TenGigabitEthernet",
    "fa": "FastEthernet",
    "tw": "TwoGigabitEthernet",
    "fo": "FortyGigabitEthernet",
    "lo": "Loopback",
    "po": "Port-channel",
    "vl": "Vlan",
    "tu": "Tunnel",
}


class Ios(Grammar):
    """Cisco IOS and IOS-XE, as a campus switch or a router has them."""

    known, blocks = KNOWN, BLOCKS
    single, shown, both = SINGLE, SHOWN, BOTH
    physical = (
        r"interface (Gigabit|Ten|Fast|Two|Forty)Ethernet|interface (Gigabit|TenGigabit|TwoGigabit|"
        r"FortyGigabit)Ethernet|interface Vlan1$|line (con|vty 0)|vlan 1$"
    )
    incomplete = (
        r"ip address|(no )?(interface|vlan|username|ntp( server)?|ip( route)?|line|router|snmp-server|"
        r"logging host|aaa|switchport mode|switchport access( vlan)?)"
    )

    def canonical(self, context: str, line: str) -> str:
        """Write interface names out and scramble passwords, as IOS prints them."""
        found = re.match(r"(interface) ?([A-Za-z-]+) ?([\d/.]+)$", line)
        if found and not context:
            return f"interface {_KINDS.get(found[2][:2].lower(), found[2])}{found[3]}"
        if re.match(r"switchport mode|ip address|transport|vlan", line):
            line = line.rstrip()
        return _scrambled(line)

    def several(self, line: str) -> list[str]:
        """Open each interface of a range, each VLAN of a list."""
        found = re.match(r"interface range (.*)", line)
        if found:
            return [f"interface {each}" for each in _ports(found[1])]
        found = re.match(r"vlan (\d[\d,-]*)$", line)
        if found:
            return [f"vlan {each}" for each in numbers(found[1])]
        return [line]

    def merged(self, block: Line, line: str) -> str:
        """Add to, or take from, a trunk's VLANs."""
        found = re.match(r"switchport trunk allowed vlan (add|remove) (\S+)", line)
        if line == "no transport input":
            return "transport input none"
        if not found:
            return line
        had = set(numbers(block.value(r"switchport trunk allowed vlan (\d\S*)")))
        change = set(numbers(found[2]))
        left = had | change if found[1] == "add" else had - change
        return f"switchport trunk allowed vlan {ranges(left) or 'none'}"


def _ports(text: str) -> list[str]:
    found = []
    for part in text.split(","):
        each = re.match(r"\s*([A-Za-z-]+)\s*((?:\d+/)*)(\d+)(?:\s*-\s*(\d+))?", part)
        if each:
            last = int(each[4] or each[3])
            found += [f"{each[1]}{each[2]}{port}" for port in range(int(each[3]), last + 1)]
    return found


def _scrambled(line: str) -> str:
    found = re.match(
        r"(enable secret|username \S+(?: privilege \d+)? secret)(?: 0)? ([^\s\d]\S*|\d\S+)$", line
    )
    return f"{found[1]} 5 {crypted(found[2])}" if found else line


def crypted(secret: str) -> str:
    """Return a secret as it is shown: not MD5-crypt itself, but like it, and the same for the same secret."""
    shown = digest(secret)
    return f"$1${shown[:4]}${shown[4:26]}"
