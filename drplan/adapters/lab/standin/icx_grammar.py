"""What Ruckus ICX takes in configuration mode. Source: RUCKUS FastIron command reference."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.grammar import Grammar
from drplan.adapters.lab.standin.ports import from_to, set_ports, to_from
from drplan.adapters.lab.standin.scramble import digest
from drplan.adapters.lab.standin.tree import Line


class Icx(Grammar):
    """A switch of the ICX 7000 series with router image."""

    banner = r"banner (?:(?:motd|exec|incoming) )?(?P<mark>\^C|[^\s\w])"
    known = (
        (
            "interface ",
            (
                r"port-name |ip (address|access-group|helper|ospf|igmp|mtu|dhcp|follow|icmp|redirect|"
                r"use-acl|pim|proxy|rip|local)|ipv6 |disable$|enable$|speed-duplex|inline|spanning-tree|stp|"
                r"broadcast|multicast|unknown-unicast|dual-mode|voice-vlan|dot1x|authentication|mac|lldp|"
                r"flow-control|loop|trust|rate-limit|sflow|link|vrf|bpdu|port|priority|gig|storm|raguard|"
                r"optical|source-guard|use-radius|dhcp|arp|acl|802|no |cdp|fdp|monitor"
            ),
        ),
        (
            "vlan ",
            (
                r"(un)?tagged |router-interface|spanning-tree|name |multicast|loop-detection|ip |static-mac|"
                r"priority|vsrp|webauth|management-vlan|default-gateway|no |ipv6|mac|uplink|"
                r"source-guard|pvlan|"
                r"webauth|arp|dhcp"
            ),
        ),
        ("ip access-list ", r"(sequence \d+ |\d+ )?(permit|deny|remark)|enable|logging"),
        ("lag ", r"ports |primary|deploy|port-name|disable|enable|lacp|trunk|speed|force|member"),
        (
            "router ",
            (
                r"area|redistribute|neighbor|local-as|network|default|address-family|timers|distance|"
                r"log|graceful|permit|use-vrf|auto|metric|rfc|update"
            ),
        ),
        (
            "stack |authentication|dot1x|radius|aaa|crypto|vrf|class|policy|sflow|manager|batch|ip dhcp|ntp",
            r".",
        ),
        (
            "$",
            (
                r"hostname |vlan |interface |ip |ipv6 |username |enable |aaa |radius|tacacs|"
                r"snmp-server|ntp$|ntp |server |"
                r"clock|logging|lldp|cdp|fdp|banner |crypto|no |stack |lag |global-stp|spanning|router "
                r"|console|"
                r"access-list|ssh|telnet|web-management|default-vlan|authentication|dot1x|mac|optical|sflow|"
                r"system-max|jumbo|boot|errdisable|link|port|password|qos|broadcast|management|manager|"
                r"hitless|"
                r"buffer|chassis|alias|cli|inline|priority|loop|relative|route-only|sntp|vrf|batch|"
                r"default-acl|arp|key|unknown|dns|webauth|tftp|scp|legacy|rconsole|ve-|mstp|cpu|fan|"
                r"extern|license"
            ),
        ),
    )
    blocks = (
        (
            "$",
            (
                r"vlan \d|interface \S|ip access-list \S|lag \S|router \S|stack unit|authentication$|"
                r"ntp$|vrf |"
                r"ip dhcp-server pool|sflow$|manager \S+$"
            ),
        ),
    )
    single = (
        (
            "interface ",
            (
                r"port-name |ip address |speed-duplex |(?:disable|enable)$|dual-mode|voice-vlan |"
                r"inline power|"
                r"ip access-group \S+ (?=in$)|(broadcast|multicast|unknown-unicast) limit |mtu |"
                r"ip ospf \S+ |priority |rate-limit input"
            ),
        ),
        ("vlan ", r"router-interface |name |spanning-tree(?: priority| 802-1w)?|default-gateway "),
        ("ip access-list ", r"sequence \d+ "),
        (
            "$",
            (
                r"hostname |vlan \d+|username \S+ |enable (super-user|port-config|read-only)-password |"
                r"banner |"
                r"clock (timezone|summer-time) |snmp-server (location|contact) |snmp-server community \S+ |"
                r"snmp-server user \S+ |snmp-server host \S+ |radius-server (host \S+|key)|"
                r"tacacs-server (host \S+|key)|"
                r"aaa authentication \S+ |aaa (authorization|accounting) \S+ |ip default-gateway |"
                r"ip route \S+ |ip ssh (timeout|idle-time|authentication-retries|port|permit|"
                r"source-interface) ?|"
                r"logging (facility|buffered|console) ?|console timeout |web-management|default-vlan-id |"
                r"ip dns domain-name|ssh access-group "
            ),
        ),
        ("ntp", r"server \S+|source-interface"),
    )
    shown = (("$", r"(telnet server|ip ssl|web-management(?: https?)?|optical-monitor|fdp run|lldp run)$"),)
    physical = r"interface (ethernet|management)|stack unit|vlan 1\b"
    incomplete = r"(no )?(vlan|interface|username|ip( route)?|untagged|tagged)|hostname|port-name|ip address"

    def canonical(self, context: str, line: str) -> str:
        """Write words out and scramble passwords, as the switch prints them."""
        line = re.sub(r"^interface e\w*? ?(\d)", r"interface ethernet \1", line)
        line = re.sub(r"^ip route 0\.0\.0\.0 0\.0\.0\.0 ", "ip route 0.0.0.0/0 ", line)
        found = re.match(r"(vlan \d+)(?: name (\S+))?(?: by port)?$", line)
        if found and not context:
            return found[1] + (f" name {found[2]}" if found[2] else "") + " by port"
        found = re.match(
            r"((?:username \S+|enable super-user-password).*?) ?(?:password )?(?:0 )?(\S+)$", line
        )
        if found and re.match(r"username|enable super", line) and "\u2026" not in line and "$" not in line:
            return _scrambled(line)
        return line

    def change(self, tree: Line, block: Line, line: str) -> bool:
        """Open a VLAN by its number alone; move ports between VLANs."""
        found = re.match(r"(no )?(untagged|tagged) (e.*|lag .*)$", line)
        if not found or not block.text.startswith("vlan "):
            return False
        ports = set(from_to(found[3]))
        had = set(from_to(block.value(rf"{found[2]} (.*)")))
        if not found[1]:
            # A port is untagged in one VLAN, and in each VLAN one or the other.
            _leave(block, "tagged" if found[2] == "untagged" else "untagged", ports)
            for vlan in tree.find(r"vlan \d") if found[2] == "untagged" else ():
                _leave(vlan, "untagged", ports)
            had = set(from_to(block.value(rf"{found[2]} (.*)")))
        set_ports(block, found[2], to_from(had - ports if found[1] else had | ports))
        return True

    def several(self, line: str) -> list[str]:
        """Open each port of ``interface ethernet 1/1/1 to 1/1/4``."""
        found = re.match(r"interface (e\w* \d.*)$", line)
        return [f"interface ethernet {each}" for each in from_to(found[1])] if found else [line]


def _leave(block: Line, word: str, ports: set[str]) -> None:
    set_ports(block, word, to_from(set(from_to(block.value(rf"{word} (.*)"))) - ports))


def _scrambled(line: str) -> str:
    found = re.match(
        r"(username \S+(?: privilege \d+)? password|enable super-user-password) (?:0 )?([^\s$]\S*)$", line
    )
    if not found or found[2].startswith("8"):
        return line
    shown = digest(found[2])
    return f"{found[1]} 8 $1${shown[:8]}${shown[8:30]}"
