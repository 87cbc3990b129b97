"""What AOS-S (ProCurve) takes in configuration mode.

Source: ArubaOS-Switch 16.x management and configuration, access security, and traffic management guides.
"""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.addresses import dotted, mask
from drplan.adapters.lab.standin.ports import gathered, spread
from drplan.adapters.lab.standin.scramble import digest
from drplan.adapters.lab.standin.tree import Grammar, Line

_QUOTED = (
    r"(hostname|name|snmp-server (?:community|contact|location)|ip access-list \S+|password (?:manager|"
    r"operator)"
    r" user-name|aaa accounting session-id|crypto key|tftp|console-title) ([^\"\s]\S*)"
)


class AosS(Grammar):
    """An edge switch of the 2530, 2930 and 5400 kind."""

    comment = ";"
    banner = r"banner (?:motd|exec|last-login) (?P<mark>[^\"\s])"
    known = (
        (
            "vlan ",
            (
                r"name |(un)?tagged |forbid |ip (address|helper|igmp|access-group|ospf|rip|proxy|"
                r"forward|local)|"
                r"ipv6 |voice$|jumbo$|qos|dhcp-snooping|arp-protect|disable$|connection-rate|monitor|vrrp|"
                r"protocol|management|service-policy|auto"
            ),
        ),
        (
            "interface ",
            (
                r"name |disable$|enable$|speed-duplex|unknown-vlans|flow-control|broadcast-limit|lacp|power|"
                r"poe|bpdu|dhcp|arp|ip |ipv6 |qos|rate-limit|energy|mdix|loop|link-keep|monitor|service|"
                r"(un)?tagged |tagged|spanning-tree|rate|untagged|ignore|gvrp|mac-"
            ),
        ),
        ("ip access-list ", r"(\d+ )?(permit|deny|remark)|\d+$"),
        (
            "router ",
            (
                r"area |redistribute|enable|passive|default|distance|restrict|trap|network|router-id|"
                r"reference-cost"
            ),
        ),
        ("aaa |class |policy |radius|mirror|vrrp|job", r"."),
        (
            "$",
            (
                r"hostname |snmp-server|snmpv3|time|clock|sntp|ntp|telnet-server|web-management|ip |"
                r"ipv6 |vlan |"
                r"interface |trunk |aaa |password |radius-server|tacacs-server|logging|console|spanning-tree|"
                r"loop-protect|lldp|cdp|banner |crypto|max-vlans|primary-vlan|management-vlan|"
                r"include-credentials|"
                r"encrypt-credentials|no |fault-finder|mac-age|qos|router |dhcp|module |flexible|oobm|stack|"
                r"igmp|arp-protect|dhcp-snooping|port-security|key-chain|gvrp|mirror|class|policy|timesync|"
                r"activate|tftp|autorun|front-panel|session|job|allow|device|ports?-|rest|cwmp|aruba|"
                r"broadcast|instrumentation|power|savepower|energy|job|jumbo|lacp|instr|filter|system|"
                r"usb|cfg|udp"
            ),
        ),
    )
    blocks = (
        (
            "$",
            (
                r"vlan \d+$|interface \S+$|ip access-list \S+ |router \S+|oobm$|class \S+ |policy \S+ |vrrp|"
                r"stacking$|mirror \d|key-chain"
            ),
        ),
    )
    single = (
        ("vlan ", r"name |ip address |ip (ospf|igmp) \S+ ?|ip access-group \S+ (?=vlan-in)"),
        (
            "interface ",
            (
                r"name |(disable|enable)$|speed-duplex |flow-control|broadcast-limit|poe-lldp|"
                r"power-over-ethernet|unknown-vlans |rate-limit \S+ |loop-protect|spanning-tree \S+ "
            ),
        ),
        ("ip access-list ", r"\d+(?= )"),
        (
            "$",
            (
                r"hostname |snmp-server (contact|location)|snmp-server community \S+ |snmpv3 user \S+ |"
                r"time \S+ |timesync |sntp (server priority \d+|unicast|\d+)|clock \S+ |ip default-gateway |"
                r"ip ssh (filetransfer|timeout|version|listen)|aaa authentication \S+ \S+ |aaa "
                r"accounting \S+ |"
                r"radius-server (host \S+|key|timeout)|tacacs-server (host \S+|key|timeout)|"
                r"password (manager|operator) |spanning-tree (mode|priority|config-\S+|force) |"
                r"spanning-tree \S+ (admin-edge|bpdu|root|priority|path)|logging \S+ (?=severity|control)|"
                r"banner \S+ |console |ip route \S+ \S+ (?=\S+$)|management-vlan |primary-vlan |"
                r"max-vlans |lldp \S+ |"
                r"ip dns \S+ |mac-age-time |trunk \S+ "
            ),
        ),
    )
    both = ()
    shown = (
        ("$", r"(telnet-server|web-management|ip ssh|cdp run|lldp run|tftp server|rest-interface|autorun)$"),
    )
    physical = r"interface \S|vlan 1$"
    incomplete = r"(no )?(vlan|interface|ip( route)?|untagged|tagged|snmp-server)|hostname|name|ip address"

    def canonical(self, context: str, line: str) -> str:
        """Quote names, write masks out and scramble passwords, as the switch prints them."""
        line = re.sub(rf"^{_QUOTED}", r'\1 "\2"', line)
        found = re.match(r"(ip address) ([\d.]+)/(\d+)$", line)
        if found:
            return f"{found[1]} {found[2]} {dotted(mask(int(found[3])))}"
        found = re.match(r"(password \S+(?: user-name \S+)?) plaintext \"?([^\"\s]+)\"?$", line)
        return f'{found[1]} sha1 "{digest(found[2], 40)}"' if found else line

    def several(self, line: str) -> list[str]:
        """Open each port of ``interface 1-4``."""
        found = re.match(r"interface (?:ethernet )?(\S+)$", line)
        return [f"interface {each}" for each in spread(found[1])] if found else [line]

    def change(self, tree: Line, block: Line, line: str) -> bool:
        """Move ports between VLANs: a port is untagged in one, and in the first when in no other."""
        if block.text.startswith("vlan ") and re.match(r"(no )?ip address\b", line):
            # A VLAN says that it has no address.
            old = r"no ip address|ip address" if line == "no ip address" else r"no ip address"
            block.lines[:] = [each for each in block.lines if not re.match(old, each.text)]
            if line == "no ip address":
                block.lines.append(Line(line))
            return line == "no ip address"
        found = re.match(r"(no )?(untagged|tagged) (\S+)$", line)
        if not found or not block.text.startswith("vlan "):
            return False
        ports = set(spread(found[3]))
        if found[2] == "tagged":
            had = _ports(block, "tagged")
            if not found[1]:
                _set(block, "untagged", _ports(block, "untagged") - ports)
            _set(block, "tagged", had - ports if found[1] else had | ports)
            return True
        if found[1] and block.text == "vlan 1":
            _set(block, "untagged", _ports(block, "untagged") - ports)
            _set(block, "no untagged", _ports(block, "no untagged") | ports)
            return True
        _move(tree, block if not found[1] else _first(tree), block, ports)
        return True


def _move(tree: Line, target: Line, block: Line, ports: set[str]) -> None:
    for vlan in tree.find(r"vlan \d"):
        if _ports(vlan, "untagged") & ports:
            _set(vlan, "untagged", _ports(vlan, "untagged") - ports)
            if vlan.text == "vlan 1" and vlan is not target:
                _set(vlan, "no untagged", _ports(vlan, "no untagged") | ports)
    _set(target, "no untagged", _ports(target, "no untagged") - ports)
    _set(target, "untagged", _ports(target, "untagged") | ports)
    _set(block, "tagged", _ports(block, "tagged") - ports)


def _first(tree: Line) -> Line:
    return next(each for each in tree.lines if each.text == "vlan 1")


def _ports(block: Line, word: str) -> set[str]:
    return set(spread(block.value(rf"{word} (\S+)")))


def _set(block: Line, word: str, ports: set[str]) -> None:
    place = next(
        (at for at, each in enumerate(block.lines) if each.text.startswith(f"{word} ")), len(block.lines)
    )
    block.lines[:] = [each for each in block.lines if not each.text.startswith(f"{word} ")]
    if ports:
        block.lines.insert(place, Line(f"{word} {gathered(ports)}"))
