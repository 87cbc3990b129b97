"""RouterOS's configuration: menus that hold entries, or settings of their own, changed by commands.

What is kept is what ``/export`` prints, read again line by line. Source: RouterOS documentation
(Configuration Management; Command Line Interface; Scripting).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drplan.adapters.lab.standin.names import named

Entry = dict[str, str]

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
_ALREADY = {
    "interface/bridge": (("name",), "already have interface with such name"),
    "interface/vlan": (("name",), "already have interface with such name"),
    "interface/bonding": (("name",), "already have interface with such name"),
    "ip/address": (("address", "interface"), "already have such address"),
    "user": (("name",), "user with the same name already exists"),
    "user/group": (("name",), "group with the same name already exists"),
    "system/scheduler": (("name",), "already have scheduled script with such name"),
    "system/script": (("name",), "item with this name already exists"),
    "interface/list": (("name",), "already have such list"),
    "snmp/community": (("name",), "community with such name already exists"),
}
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


class Refused(ValueError):
    """A command that was not taken, in RouterOS's words."""


class Menus:
    """All menus of a device."""

    def __init__(self, ports: list[str], model: str) -> None:
        self.settings: dict[str, Entry] = {}
        self.tables: dict[str, list[Entry]] = {}
        self.tables["interface/ethernet"] = [{"default-name": port, "name": port} for port in ports]
        self.tables["ip/service"] = [{"name": name, "port": port} for name, port in SERVICES]
        self.tables["user"] = [{"name": "admin", "group": "full"}]
        self.tables["snmp/community"] = [{"name": "public", "default": "yes"}]
        self.settings["system/identity"] = {"name": "MikroTik"}
        self.model = model

    def table(self, menu: str) -> list[Entry]:
        """Return the entries of a menu."""
        return self.tables.setdefault(menu, [])

    def interfaces(self) -> set[str]:
        """Return the names of all interfaces."""
        return {
            entry["name"]
            for menu, entries in self.tables.items()
            if menu.startswith("interface/") and menu.count("/") == 1
            for entry in entries
            if "name" in entry
        }

    def add(self, menu: str, entry: Entry, place: str = "") -> None:
        """Add an entry; raises ``Refused``."""
        self._check(menu, entry)
        keys, words = _ALREADY.get(menu, ((), ""))
        wanted = [entry.get(key) for key in keys]
        if keys and any([each.get(key) for key in keys] == wanted for each in self.table(menu)):
            raise Refused(f"failure: {words}")
        at = int(place) if place.isdigit() else len(self.table(menu))
        self.table(menu).insert(at, entry)

    def _check(self, menu: str, entry: Entry) -> None:
        named = entry.get("interface")
        known = (
            self.interfaces()
            | {"all", "none", "dynamic"}
            | {each["name"] for each in self.table("interface/list")}
        )
        if (
            menu in {"ip/address", "interface/vlan", "interface/bridge/port", "ip/dhcp-server"}
            and named not in known
        ):
            raise Refused(
                "input does not match any value of interface" if named else "failure: interface is missing"
            )

    def chosen(self, menu: str, choice: str) -> list[Entry]:
        """Return the entries that a command means: ``[find …]``, numbers, names."""
        entries = self.table(menu)
        found = re.fullmatch(r"\[\s*find\s*(?:where\s+)?(.*?)\s*\]", choice, re.DOTALL)
        if found:
            wanted = [pair for pair in map(_pair, words(found[1])) if pair]
            return [each for each in entries if all(_equal(each, name, value) for name, value in wanted)]
        names = [bare(each) for each in choice.split(",")]
        return [
            entry
            for place, entry in enumerate(entries)
            if str(place) in names or entry.get("name") in names or entry.get("numbers") in names
        ]


def _equal(entry: Entry, name: str, value: str) -> bool:
    had = entry.get(name, "no" if name in {"disabled", "dynamic"} else "")
    return had == bare(value)


def words(text: str) -> list[str]:
    """Split a command at blanks, but not inside of quotes or brackets."""
    found, word, depth, quoted, escaped = [], "", 0, False, False
    for letter in text.strip():
        quoted ^= letter == '"' and not escaped
        escaped = letter == "\\" and not escaped
        depth += 0 if quoted else (letter == "[") - (letter == "]")
        if letter.isspace() and not quoted and not depth:
            found.append(word)
            word = ""
        else:
            word += letter
    return [each for each in [*found, word] if each]


def _pair(word: str) -> tuple[str, str] | None:
    name, sign, value = word.partition("=")
    return (name, value) if sign else None


def bare(value: str) -> str:
    """Return a value without quotes and escapes."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = re.sub(
            r"\\(.)", lambda found: {"n": "\n", "r": "\r", "t": "\t"}.get(found[1], found[1]), value[1:-1]
        )
    return value


def quoted(value: str) -> str:
    """Return a value as it is exported."""
    if value and re.fullmatch(r"[A-Za-z0-9_./:,*@<>!+-]+", value):
        return value
    inner = value.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r").replace("\n", "\\n")
    return f'"{inner.replace("$", chr(92) + "$")}"'


def pairs(said: list[str]) -> Entry:
    """Return the settings that a command gives; raises ``Refused``."""
    entry = {}
    for word in said:
        pair = _pair(word)
        if pair is None or not re.fullmatch(r"!?[a-z0-9][a-z0-9.-]*", pair[0]):
            raise Refused(f"expected end of command (line 1 column {1 + word.count(' ')})")
        entry[pair[0]] = bare(pair[1])
    return entry


def joined(text: str) -> Iterator[str]:
    """Yield the lines of an export, those joined that a backslash cuts."""
    held = ""
    for line in text.splitlines():
        held += line.lstrip() if held else line
        if held.endswith("\\") and not held.endswith("\\\\"):
            held = held[:-1]
            continue
        yield held
        held = ""


def menu_of(path: str) -> str:
    """Return the name of a menu: ``ip/address`` of ``/ip address``."""
    return "/".join(path.strip().strip("/").replace("/", " ").split())


def is_menu(menu: str) -> bool:
    """Say whether there is such a menu, or one below it."""
    return menu in TABLES | SETTINGS or any(each.startswith(f"{menu}/") for each in TABLES | SETTINGS)
