"""Says of one line whether it could cut us off, and why. Pure; each line is judged alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from ipaddress import ip_network

from drplan.gear.managed import managed
from drplan.gear.platform import Platform
from drplan.plan.network.port_spans import covers, vlans_in
from drplan.plan.network.said import JOINT
from drplan.plan.network.way import Way, addresses_in, applied_lists, interfaces_in, meets

_UNKNOWN = "drplan does not know what this line does to our way in"
_OURS = "the port or interface that we come by, or could"
_TRUNK_LIST = re.compile(
    r"(?P<no>\bno )?(?:switchport trunk allowed vlan|vlan trunk allowed)"
    r"(?: (?P<how>add|remove|except|none|all)\b)?"
    r" ?(?P<list>.*)$",
    re.IGNORECASE,
)
_VLAN = re.compile(r"^(?:no )?vlan (?P<list>\d[\d, -]*)(?P<name>[^>]*?)(?: > (?P<rest>.*))?$", re.IGNORECASE)
_VLAN_PORTS = re.compile(
    r"^(?P<no>no )?(?P<how>tagged|untagged|forbid|auto|dual-mode) (?P<ports>.+)$", re.IGNORECASE
)
_INSPECTED = re.compile(
    r"^(?:no )?(?:ip|ipv6) (?:arp inspection|dhcp snooping|source guard|nd)\S* .*vlan (?P<list>.+)$"
)
_ROUTE = re.compile(r"^(?:no )?ip(?:v6)? route (?:vrf \S+ )?(?P<to>\S+/\d+|\S+(?: \d+\.\d+\.\d+\.\d+)?)")


class Judge:
    """Knows a platform's rules and our way in."""

    def __init__(self, platform: Platform, way: Way) -> None:
        self._platform = platform
        self._way = way
        self._rules = managed(platform)
        self._lists = applied_lists(way, platform)
        self._questions: tuple[Callable[[str, bool], str | None], ...] = (
            self._of_port_list,
            self._of_rules,
            self._of_trunk,
            self._of_vlan,
            self._of_address,
            self._of_ports,
            self._of_list,
            self._of_route,
        )

    def because(self, said: str, *, removes: bool) -> str:
        """Return why a line could cut us off; nothing when it cannot."""
        answers = (question(said, removes) for question in self._questions)
        return next((each for each in answers if each is not None), _UNKNOWN)

    def _of_port_list(self, said: str, _: bool) -> str | None:
        found = re.search(self._rules.port_list, said, re.IGNORECASE)
        if not found:
            return None
        return _OURS if self._on_path_ports(found["value"]) else ""

    def _of_rules(self, said: str, _: bool) -> str | None:
        for pattern, because in self._rules.never:
            if _found(pattern, said):
                return because
        if any(_found(pattern, said) for pattern in self._rules.harmless_there):
            return ""
        for pattern, because in self._rules.cuts:
            if _found(pattern, said):
                return because
        return "" if not said or any(_found(pattern, said) for pattern in self._rules.harmless) else None

    def _of_trunk(self, said: str, _: bool) -> str | None:
        found = _TRUNK_LIST.search(said)
        if not found:
            return None
        if not self._on_path(said) and self._way.ports:
            return ""
        return f"VLAN {self._way.vlan or '?'} could be taken off this trunk" if self._loses(found) else ""

    def _loses(self, found: re.Match[str]) -> bool:
        vlans, how = vlans_in(found["list"]), (found["how"] or "").lower()
        replaces = "switchport" in found[0].lower() and not how
        if found["no"]:
            return "switchport" not in found[0].lower() and self._way.passes_vlan(vlans)
        if how in {"add", "all"} or (not how and not replaces):
            return False
        if replaces:
            return self._way.vlan is None or self._way.vlan not in (vlans or ())
        return how == "none" or self._way.passes_vlan(vlans)

    def _of_vlan(self, said: str, removes: bool) -> str | None:
        inspected = _INSPECTED.match(said)
        if inspected:
            ours = self._way.passes_vlan(vlans_in(inspected["list"]))
            return "it inspects what comes in through our VLAN" if ours else ""
        found = _VLAN.match(said)
        if not found:
            return self._of_named_vlan(said)
        ours = self._way.passes_vlan(vlans_in(found["list"]))
        ports = _VLAN_PORTS.match(found["rest"] or "")
        if ports:
            return self._of_vlan_ports(ports, ours=ours)
        takes = removes or said.lower().startswith("no ")
        if ours and (takes or found["rest"]):
            return f"VLAN {found['list'].strip()} could be the one that we come by"
        return "" if not found["rest"] or not _found(self._rules.address, said) else None

    def _of_vlan_ports(self, ports: re.Match[str], *, ours: bool) -> str:
        if not self._on_path_ports(ports["ports"]):
            return "" if not ours or self._way.ports else "a port leaves the VLAN that we come by"
        if ours and ports["no"]:
            return "a port leaves the VLAN that we come by"
        joins = ports["how"].lower() == "tagged" or ports["no"]
        return "" if joins else "the port that we come by changes its VLAN"

    def _of_named_vlan(self, said: str) -> str | None:
        """Junos and RouterOS: VLANs by their names, ports by VLAN."""
        junos = re.match(r"^(?P<verb>\w+) vlans (?P<name>\S+)(?P<rest>.*)$", said)
        if junos:
            return self._of_junos_vlan(junos)
        member = re.search(r"^(?P<verb>\w+) interfaces .* vlan members(?P<list>.*)$", said)
        if member and member["verb"] == "set":
            return ""
        if member:
            words = member["list"].strip("[] ").split()
            ours = not words or "all" in words or any(each in words for each in self._way.vlan_names)
            ours = ours or self._way.vlan is None or self._way.vlan in (vlans_in(member["list"]) or ())
            return "our VLAN is taken off a port that carries it" if ours and self._on_path(said) else ""
        return self._of_bridge_vlan(said)

    def _of_junos_vlan(self, junos: re.Match[str]) -> str:
        exists = any(each.startswith(f"set vlans {junos['name']} ") for each in self._way.said)
        ours = junos["name"] in self._way.vlan_names or str(self._way.vlan) == junos["name"]
        unknown = not self._way.vlan_names and (exists or junos["verb"] != "set" or not self._way.said)
        takes_id = re.search(r" vlan-id (\d+)", junos["rest"])
        clash = takes_id is not None and int(takes_id[1]) == self._way.vlan
        if ours or unknown or clash:
            return f"VLAN {junos['name']} could be the one that we come by"
        interface = re.search(r" interface (\S+)", junos["rest"])
        return (
            "the port that we come by changes its VLAN"
            if interface and self._on_path_ports(interface[1])
            else ""
        )

    def _of_bridge_vlan(self, said: str) -> str | None:
        if re.match(r"^/interface vlan > add ", said):
            ids = re.search(r"\bvlan-id=(\S+)", said)
            ours = self._way.passes_vlan(vlans_in(ids[1]) if ids else None)
            return "a second interface in our VLAN" if ours else ""
        if not said.startswith("/interface bridge vlan > "):
            return None
        ids = re.search(r"\bvlan-ids=(\S+)", said)
        adds = " > add " in said and not re.search(r"(?<!\w)untagged=", said)
        ours = self._way.passes_vlan(vlans_in(ids[1]) if ids else None)
        return "" if adds and not ours else "it decides which ports carry our VLAN"

    def _of_address(self, said: str, _: bool) -> str | None:
        tokens = filter(None, [self._way.declared.address, self._way.declared.gateway])
        for token in tokens:
            if re.search(rf"(?<![\w.:]){re.escape(token)}(?![\w.:]*\d)", said):
                return f"it names {token}, which we come by"
        if not _found(self._rules.address, said):
            return None
        if any(meets(network, self._way) for _, network in addresses_in(said)):
            return "its network is one that we come from, or go to"
        return "an address where ours could be" if not self._way.own else None

    def _of_ports(self, said: str, removes: bool) -> str | None:
        names = interfaces_in(said, self._platform)
        if not names:
            return None
        if JOINT not in said and not removes and re.match(r"(?i)in[a-z]* ", said):
            return ""
        if any(self._way.passes(name) for name in names):
            return _OURS
        return ""

    def _of_list(self, said: str, _: bool) -> str | None:
        found = re.search(self._rules.list_name, said, re.IGNORECASE)
        if not found:
            return None
        name = found["value"]
        return f"access list {name} stands on our path" if self._lists.get(name, not self._way.said) else ""

    def _of_route(self, said: str, _: bool) -> str | None:
        found = _ROUTE.match(said)
        if not found:
            return None
        try:
            network = ip_network(found["to"].replace(" ", "/"), strict=False)
        except ValueError:
            return "a route whose destination is not clear"
        return "its network is one that we come from" if meets(network, self._way) else ""

    def _on_path(self, said: str) -> bool:
        return any(self._way.passes(name) for name in interfaces_in(said, self._platform))

    def _on_path_ports(self, text: str) -> bool:
        return not self._way.ports or any(covers(text, each) for each in self._way.ports)


def _found(pattern: str, said: str) -> bool:
    return re.search(pattern, said, re.IGNORECASE) is not None


def reasons(patterns: Sequence[tuple[str, str]], said: str) -> Iterator[str]:
    """Yield why, for each pattern that a sentence matches."""
    return (because for pattern, because in patterns if _found(pattern, said))
