"""What HPE Aruba AOS-CX takes in configuration mode. Source: AOS-CX 10.x CLI and fundamentals guides."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.grammar import Grammar
from drplan.adapters.lab.standin.scramble import digest
from drplan.adapters.lab.standin.spans import numbers, ranges
from drplan.adapters.lab.standin.tree import Line


class AosCx(Grammar):
    """A campus switch of the 6000 to 8000 series."""

    banner = r"banner (?:motd|exec) (?P<mark>\S)"
    mark = "!"
    known = (
        (
            "interface ",
            (
                r"description \S|ip (address|dhcp|static|helper|ospf|mtu|igmp|proxy|icmp|local|source)|ipv6 |"
                r"shutdown$|routing$|vlan (access|trunk)|spanning-tree|loop-protect|lldp|cdp|mtu |"
                r"speed |lag |"
                r"flow-control|energy|power-over|poe|qos|rate-limit|apply |port-access|aaa|dhcpv4|arp|"
                r"vrf attach|default-gateway|nameserver|persona|lacp|vsx|active-gateway|client|ndm|udld|"
                r"no |storm|mac|nd|dhcpv6|gateway"
            ),
        ),
        ("vlan ", r"name |description |shutdown$|voice$|dhcpv4|arp|ip igmp|apply |client|vsx|private"),
        ("access-list ", r"(\d+ )?(permit|deny|comment)|\d+$"),
        (
            "router ",
            (
                r"router-id|area|network|passive|redistribute|default|distance|maximum|neighbor|"
                r"address-family|"
                r"timers|max-metric|auto-cost|reference|bgp|enable|disable|graceful"
            ),
        ),
        ("aaa group ", r"server "),
        (
            (
                "radius dyn|spanning-tree|vsx|class|policy|port-access|dhcp-server|mirror|https|aaa|crypto|"
                "job|cli-session"
            ),
            r".",
        ),
        (
            "$",
            (
                r"hostname \S|user \S|banner |ntp |clock |ssh |telnet|vlan \d|interface \S|ip |ipv6 |"
                r"access-list \S|apply |logging |snmp-server |snmpv3 |spanning-tree|loop-protect|aaa |"
                r"radius|tacacs|"
                r"https-server|lldp|cdp|router |vrf |profile |dhcp|qos|errdisable|udld|port-access|"
                r"class |policy |"
                r"password |session-timeout|timezone|usb|allow|cli-session|domain|dns|mirror |vsx|"
                r"ubt|aruba-central|object-group|crypto|module|member|lacp|arp|mac|sflow|enable|"
                r"auto-confirm|no "
            ),
        ),
    )
    blocks = (
        (
            "$",
            (
                r"interface \S|vlan \d|access-list (ip|ipv6|mac) \S|router \S|aaa group server |vsx$|"
                r"class \S+ \S|"
                r"policy \S|port-access (role|policy) |object-group |cli-session$|job |crypto pki ta-profile|"
                r"mirror session|aaa authentication port-access"
            ),
        ),
    )
    single = (
        (
            "interface ",
            (
                r"description |ip address (?!.*secondary$)|ip dhcp|ip static |default-gateway |mtu |"
                r"speed |lag |"
                r"vlan (access|trunk (native|allowed)) |spanning-tree (port-type|bpdu-guard|root-guard|cost|"
                r"port-priority)|rate-limit (broadcast|multicast|unknown-unicast) |vrf attach |"
                r"ip ospf (cost|priority|\d+ area|hello-interval|dead-interval) ?|apply access-list ip "
                r"\S+ in$|"
                r"loop-protect action "
            ),
        ),
        ("vlan ", r"name |description "),
        ("access-list ", r"\d+(?= )"),
        ("router ", r"router-id |reference-bandwidth |distance "),
        (
            "$",
            (
                r"hostname |user \S+ |banner \S+ |ntp (server \S+|trap|authentication-key \d+|vrf) ?|"
                r"clock timezone |"
                r"snmp-server (system-\S+|vrf|agent-port|trap-source) ?|snmp-server community \S+ ?|"
                r"snmpv3 user \S+ |"
                r"logging \S+ ?|spanning-tree (mode|priority|config-name|config-revision|hello-time) |"
                r"aaa authentication "
                r"(login|allow-fail-through) ?\S* |tacacs-server host \S+|radius-server host \S+|"
                r"tacacs-server key|"
                r"radius-server key|session-timeout|ip route \S+(?= (?!.*vrf))|https-server (vrf|"
                r"session) |timezone |"
                r"apply access-list ip (?=\S+ control-plane vrf (?P<vrf>\S+))|ssh (ciphers|macs|"
                r"host-key|key-exchange) "
            ),
        ),
    )
    shown = (("$", r"(lldp|cdp|auto-confirm)$"),)
    both = (("interface (?!vlan|loopback|mgmt)", r"(routing)$"), ("interface ", r"(shutdown)$"))
    physical = r"interface (\d+/\d+/\d+|mgmt)$|vlan 1$|interface vlan 1$"
    incomplete = (
        r"(no )?(interface|vlan( access)?|user|hostname|ntp server|ip( address| route)?|ssh|access-list)"
    )

    def canonical(self, context: str, line: str) -> str:
        """Write words out and scramble passwords, as the switch prints them."""
        line = re.sub(r"^interface vlan(\d)", r"interface vlan \1", line)
        found = re.match(r"(.*\b(?:password|key|auth-pass|priv-pass|ciphertext)) plaintext (\S+)(.*)", line)
        if found:
            return f"{found[1]} ciphertext {cipher(found[2])}{found[3]}"
        return line

    def several(self, line: str) -> list[str]:
        """Open each port of ``interface 1/1/1-1/1/8``, each VLAN of a list."""
        found = re.match(r"interface (\d+/\d+/)(\d+)-(?:\d+/\d+/)?(\d+)$", line)
        if found:
            return [f"interface {found[1]}{port}" for port in range(int(found[2]), int(found[3]) + 1)]
        found = re.match(r"vlan (\d[\d,-]*)$", line)
        return [f"vlan {each}" for each in numbers(found[1])] if found else [line]

    def merged(self, block: Line, line: str) -> str:
        """Return a list's entry with its number, a trunk's VLANs with those that it had."""
        if block.text.startswith("access-list ") and not re.match(r"\d", line):
            return f"{_next(block)} {line}"
        found = re.match(r"vlan trunk allowed (\d\S*)$", line)
        if found:
            had = set(numbers(block.value(r"vlan trunk allowed (\d\S*)")))
            return f"vlan trunk allowed {ranges(had | set(numbers(found[1])))}"
        return line


def _next(block: Line) -> int:
    return max((int(each.text.split(" ")[0]) for each in block.find(r"\d+ ")), default=0) + 10


def cipher(secret: str) -> str:
    """Return a secret as it is shown: the same for the same one, and nothing that can be read."""
    return "AQBap" + digest(secret, 40)
