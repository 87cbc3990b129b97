"""What devices hear at their ports, printed as each platform prints it.

``neighbours.json`` in a device's folder is a list of objects with ``port``, ``device`` and ``device_port``,
and perhaps ``model``, ``address``, ``chassis`` (a MAC address) and ``cdp`` (heard by CDP; all are by LLDP).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from drplan.adapters.lab.standin.unit import Unit

Heard = dict[str, Any]


def neighbours(unit: Unit) -> list[Heard]:
    """Return what a device hears."""
    return [dict(each) for each in json.loads(unit.text("neighbours.json") or "[]")]


def chassis(each: Heard) -> str:
    """Return the MAC address of a neighbour, told by its name when it has none."""
    if each.get("chassis"):
        return str(each["chassis"])
    name = sum(ord(letter) * (place + 1) for place, letter in enumerate(each["device"]))
    return f"00:1c:73:{name >> 16 & 255:02x}:{name >> 8 & 255:02x}:{name & 255:02x}"


def dotted_mac(mac: str) -> str:
    """Return ``001c.7300.0102``."""
    bare = mac.replace(":", "")
    return ".".join((bare[:4], bare[4:8], bare[8:]))


def short(port: str) -> str:
    """Return a Cisco port's short name: ``Gi1/0/1``."""
    return re.sub(r"^([A-Za-z]{2})[A-Za-z-]*", r"\1", port)


def ios_lldp(heard: Sequence[Heard]) -> str:
    """``show lldp neighbors detail`` of IOS."""
    parts = [
        f"""------------------------------------------------
Local Intf: {short(each["port"])}
Chassis id: {dotted_mac(chassis(each))}
Port id: {each["device_port"]}
Port Description: {each["device_port"]}
System Name: {each["device"]}

System Description:
{each.get("model", "")}

Time remaining: 109 seconds
System Capabilities: B,R
Enabled Capabilities: B
Management Addresses:
    IP: {each.get("address", "")}
Auto Negotiation - supported, enabled
Vlan ID: 1

"""
        for each in heard
    ]
    return "".join(parts) + f"\nTotal entries displayed: {len(heard)}\n"


def ios_cdp(heard: Sequence[Heard]) -> str:
    """``show cdp neighbors detail`` of IOS."""
    parts = [
        f"""-------------------------
Device ID: {each["device"]}
Entry address(es):
  IP address: {each.get("address", "")}
Platform: {each.get("model", "")},  Capabilities: Switch IGMP
Interface: {each["port"]},  Port ID (outgoing port): {each["device_port"]}
Holdtime : 142 sec

Version :
{each.get("model", "")}

advertisement version: 2

"""
        for each in heard
        if each.get("cdp")
    ]
    return "".join(parts) + f"\nTotal cdp entries displayed : {len(parts)}\n"


def aos_cx_lldp(heard: Sequence[Heard]) -> str:
    """``show lldp neighbor-info detail`` of AOS-CX."""
    parts = [
        f"""
Port                           : {each["port"]}
Neighbor Entries               : 1
Neighbor Entries Deleted       : 0
Neighbor Entries Dropped       : 0
Neighbor Entries Aged-Out      : 0
Neighbor System-Name           : {each["device"]}
Neighbor System-Description    : {each.get("model", "")}
Neighbor Chassis-ID            : {chassis(each)}
Neighbor Management-Address    : {each.get("address", "")}
Chassis Capabilities Available : Bridge, Router
Chassis Capabilities Enabled   : Bridge
Neighbor Port-ID               : {each["device_port"]}
Neighbor Port-Desc             : {each["device_port"]}
Neighbor Port VLAN ID          : 1
TTL                            : 120
"""
        for each in heard
    ]
    head = "LLDP Neighbor Information \n=========================\n\n"
    return f"{head}Total Neighbor Entries          : {len(heard)}\n" + "".join(parts)


def aos_s_lldp(heard: Sequence[Heard]) -> str:
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


def icx_lldp(heard: Sequence[Heard]) -> str:
    """``show lldp neighbors detail`` of FastIron."""
    parts = [
        f"""Local port: {each["port"].removeprefix("ethernet ")}
  Neighbor: {dotted_mac(chassis(each))}, TTL 108 seconds
    + Chassis ID (MAC address): {dotted_mac(chassis(each))}
    + Port ID (interface name): {each["device_port"]}
    + Time to live: 120 seconds
    + System name         : "{each["device"]}"
    + Port description    : "{each["device_port"]}"
    + System description  : "{each.get("model", "")}"
    + System capabilities : bridge, router
      Enabled capabilities: bridge
    + Management address (IPv4): {each.get("address", "")}
"""
        for each in heard
    ]
    return "\n".join(parts)


def junos_lldp(heard: Sequence[Heard]) -> str:
    """``show lldp neighbors`` of Junos."""
    head = "Local Interface    Parent Interface    Chassis Id          Port info          System Name\n"
    return head + "".join(
        (
            f"{each['port']:<18} -                   {chassis(each):<19} {each['device_port']:<18} "
            f"{each['device']}\n"
        )
        for each in heard
    )


def forti_lldp(heard: Sequence[Heard]) -> str:
    """``diagnose lldprx neighbor details`` of FortiOS: each line behind its neighbour's number."""
    return "".join(
        "".join(f"{place} {line}\n" for line in _forti(each).splitlines())
        for place, each in enumerate(heard, 1)
    )


def _forti(each: Heard) -> str:
    return f"""port: 1
port.txt: {each["port"]}
mac: {chassis(each)}
chassis.type: 4
chassis.type.txt: mac
chassis.data: {chassis(each)}
port.id.type: 5
port.id.type.txt: ifname
port.id.data: {each["device_port"]}
ttl: 120
port.desc.data: {each["device_port"]}
system.name.data: {each["device"]}
system.desc.data: {each.get("model", "")}
system.caps.enabled: 4
system.caps.enabled.txt: bridge
address.count: 1
address.1.addr: {each.get("address", "")}
"""


def routeros_neighbours(heard: Sequence[Heard]) -> str:
    """``/ip neighbor print detail`` of RouterOS."""
    return "\n\n".join(
        f" {place} interface={each['port']} address={each.get('address', '')} "
        f"address4={each.get('address', '')} "
        f'mac-address={chassis(each).upper()} identity="{each["device"]}" platform="" version="" '
        f'interface-name="{each["device_port"]}" system-description="{each.get("model", "")}" '
        "system-caps=bridge,router system-caps-enabled=bridge discovered-by=lldp"
        for place, each in enumerate(heard)
    )
