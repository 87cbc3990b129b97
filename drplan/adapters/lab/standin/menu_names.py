"""Which menus RouterOS has. Source: RouterOS documentation."""

from __future__ import annotations

from drplan.adapters.lab.standin.names import named

SETTINGS = named(
    "system/identity system/clock system/note system/ntp/client system/ntp/server snmp ip/dns ip/ssh",
    "ip/settings ip/neighbor/discovery-settings tool/mac-server tool/mac-server/mac-winbox",
    "tool/mac-server/ping user/aaa user/settings interface/bridge/settings system/logging/settings",
    "ipv6/settings tool/bandwidth-server ip/proxy ip/upnp ip/cloud ip/socks tool/romon system/watchdog",
    "system/routerboard/settings ip/smb ppp/aaa interface/ethernet/switch/settings system/leds/settings",
)
"""Menus that hold settings and no entries."""

TABLES = named(
    "interface/bridge interface/bridge/port interface/bridge/vlan interface/vlan interface/bonding",
    "interface/list interface/list/member interface/ethernet interface/ethernet/switch interface/wireless",
    "interface/wifi interface/wireguard interface/wireguard/peers interface/vrrp interface/gre",
    "interface/l2tp-client interface/pppoe-client interface/eoip interface/lte/apn",
    "interface/wireless/security-profiles ip/address ip/route ip/pool ip/dhcp-server",
    "ip/dhcp-server/network ip/dhcp-server/lease ip/dhcp-client ip/firewall/filter ip/firewall/nat",
    "ip/firewall/mangle ip/firewall/raw ip/firewall/address-list ip/service ip/dns/static",
    "ip/hotspot/profile ip/ipsec/profile ip/ipsec/proposal ip/ipsec/peer ip/ipsec/identity",
    "ip/ipsec/policy ipv6/address ipv6/route ipv6/firewall/filter ipv6/firewall/address-list",
    "routing/ospf/instance routing/ospf/area routing/ospf/interface-template routing/bgp/template",
    "routing/bgp/connection routing/table routing/id routing/filter/rule queue/simple queue/tree",
    "queue/type ppp/profile ppp/secret radius snmp/community system/logging system/logging/action",
    "system/scheduler system/script system/ntp/client/servers user user/group user/ssh-keys file port",
    "certificate tool/netwatch tool/e-mail",
)
"""Menus that hold entries."""

UNEXPORTED = frozenset({"user", "user/ssh-keys", "file", "certificate"})
"""Menus that ``/export`` leaves out."""

SENSITIVE = named(
    "password secret pre-shared-key wpa-pre-shared-key wpa2-pre-shared-key private-key",
    "authentication-password encryption-password passphrase preshared-key ipsec-secret",
)
"""Settings that an export hides, unless it is asked to show them."""

SERVICES = (
    ("ftp", "21"),
    ("ssh", "22"),
    ("telnet", "23"),
    ("www", "80"),
    ("www-ssl", "443"),
    ("api", "8728"),
    ("winbox", "8291"),
    ("api-ssl", "8729"),
)
"""The services there are, and their usual ports."""


def menu_of(path: str) -> str:
    """Return the name of a menu: ``ip/address`` of ``/ip address``."""
    return "/".join(path.strip().strip("/").replace("/", " ").split())


def is_menu(menu: str) -> bool:
    """Say whether there is such a menu, or one below it."""
    return menu in TABLES | SETTINGS or any(each.startswith(f"{menu}/") for each in TABLES | SETTINGS)
