"""What AOS-S (ProCurve) takes in configuration mode.

Source: ArubaOS-Switch 16.x management and configuration, access security, and traffic management guides.
"""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.addresses import dotted, mask
from drplan.adapters.lab.standin.aos_s_vlans import addressed, moved
from drplan.adapters.lab.standin.grammar import Grammar
from drplan.adapters.lab.standin.ports import spread
from drplan.adapters.lab.standin.scramble import digest
from drplan.adapters.lab.standin.tree import Line

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
        """Move ports between VLANs, and take a VLAN's address."""
        return block.text.startswith("vlan ") and (addressed(block, line) or moved(tree, block, line))
