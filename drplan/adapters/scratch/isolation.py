"""Seeing that nothing leads out of a scratch room: by cables, routes and forwarder, and by asking."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, ip_address
from pathlib import Path

from drplan.adapters.scratch.forwarded import forwarded
from drplan.adapters.scratch.namespaces import handle, ip, ip_json, names, within
from drplan.adapters.scratch.passages import Passage
from drplan.adapters.scratch.reach import answering
from drplan.declare import District
from drplan.declare.assets import NetworkDevice, Server
from drplan.declare.lookup import assets
from drplan.errors import LabError

_FAR_END = re.compile(r" link-netns (\S+)")
_ABROAD = re.compile(r" link-netnsid ")
_CABLES = {"veth", "bridge", "dummy"}


@dataclass(frozen=True)
class Isolation:
    """What is looked at: the room's namespaces by ``prefix``, its ``own`` addresses, its ways out.

    ``abroad`` are the addresses that must not answer.
    """

    prefix: str
    own: frozenset[str]
    ways: tuple[Passage, ...]
    abroad: tuple[str, ...]

    def check(self, *, first: bool, seconds: float) -> tuple[tuple[str, ...], str]:
        """Return what is wrong, and in words what was seen.

        ``first``: nothing was restored yet, so that every address and route is ours. Afterwards a restored
        router may have routes of its own, which are listed; where they lead is seen by cables and by asking.
        """
        there = names(self.prefix)
        faults = [] if there else [f"no network namespace is named {self.prefix}-…"]
        look = partial(self._look, there=there, first=first, seconds=seconds)
        with ThreadPoolExecutor(max(1, len(there))) as pool:
            looks = list(pool.map(lambda name: within(handle(name), partial(look, name)), there))
        faults += [fault for wrong, _ in looks for fault in wrong]
        routes = [route for _, seen in looks for route in seen]
        faults += self._way_faults()
        told = (
            f"{len(there)} network namespaces; {len(self.abroad)} addresses of production and this machine "
            f"asked from each; let in: "
            f"{'; '.join(way.says() for way in self.ways) or 'nothing'}; "
            f"routes: {', '.join(routes)}"
        )
        return tuple(faults), told

    def _look(
        self, name: str, *, there: Sequence[str], first: bool, seconds: float
    ) -> tuple[list[str], list[str]]:
        """Return what is wrong in the namespace where this thread is, and its routes."""
        strict = first or name == f"{self.prefix}-lab"
        wrong, routes = route_faults(name, self.own, strict=strict)
        reached = answering(self.abroad, seconds=seconds)
        return [
            *cable_faults(name, there),
            *wrong,
            *(f"{address} answers from {name}" for address in reached),
        ], routes

    def _way_faults(self) -> list[str]:
        seen = forwarded(self.prefix)
        wanted = {(str(way.address), way.port) for way in self.ways}
        targets = {(way.target_host, way.target_port) for way in self.ways}
        more = [f"the forwarder listens at {a}:{p}, which is no repository" for a, p in seen.listens - wanted]
        less = [f"the forwarder does not listen at {a}:{p}" for a, p in wanted - seen.listens]
        out = [
            f"the forwarder is connected to {a}:{p}, which is no repository"
            for a, p in seen.connected - targets
        ]
        return more + less + out


def abroad(district: District, own: Iterable[str]) -> tuple[str, ...]:
    """Return what must not answer in a room: each asset that is not the room's, this machine, its gateways.

    Asked where production is; raises ``LabError``.
    """
    declared = {str(a.address) for a in assets(district) if isinstance(a, Server | NetworkDevice)}
    found = declared | set(_around())
    for process in (1, os.getppid()):
        # In a container the first process may be hidden; whoever started this one stands on the machine too.
        with suppress(LabError):
            found |= set(within(Path(f"/proc/{process}/ns/net"), _around))
    return tuple(sorted(found - set(own), key=IPv4Address))


def _around() -> list[str]:
    """Return the addresses that this thread's network has itself, and its gateways."""
    held = [
        str(each["local"])
        for port in ip_json(["-4", "addr", "show"])
        for each in port["addr_info"]
        if "local" in each
    ]
    gateways = [str(each["gateway"]) for each in ip_json(["-4", "route", "show"]) if "gateway" in each]
    return [each for each in (*held, *gateways) if not ip_address(each).is_loopback]


def cable_faults(name: str, there: Sequence[str]) -> list[str]:
    """Return what a namespace's devices may lead to that is not in the room."""
    faults = []
    for line in ip(["-d", "-o", "link", "show"]).splitlines():
        port = line.split(": ")[1].partition("@")[0]
        words = set(line.replace("\\", " ").split())
        far = _FAR_END.search(line)
        if far and far[1] not in there:
            faults.append(f"{port} in {name} is cabled to {far[1]}, which is not in the room")
        elif not far and _ABROAD.search(line):
            faults.append(f"{port} in {name} is cabled to a network outside the room")
        elif _is_up(line) and "link/loopback" not in words and not _CABLES & words:
            faults.append(f"{port} in {name} is no cable of the room")
    return faults


def _is_up(line: str) -> bool:
    flags = line.partition("<")[2].partition(">")[0]
    return "UP" in flags.split(",")


def route_faults(name: str, own: frozenset[str], *, strict: bool) -> tuple[list[str], list[str]]:
    """Return which routes and addresses of a namespace are none of the room's, and all routes as texts.

    Loose (not ``strict``), only a next hop that the room does not have is a fault.
    """
    faults, seen = [], []
    for route in ip_json(["-4", "route", "show"]) + ip_json(["-6", "route", "show"]):
        to, via = str(route["dst"]), str(route.get("gateway", ""))
        if to.startswith(("fe80:", "ff00:", "::1")):
            continue
        seen.append(f"{name.partition('-')[2]} to {to}{f' via {via}' if via else ''}")
        connected = route.get("protocol") == "kernel"
        led = via in own and (to == "default" or to in own)
        if (strict and not (connected or led)) or (via and via not in own):
            faults.append(f"{name} has a route to {to}{f' via {via}' if via else ''}")
    if strict:
        faults += [f"{name} has the address {each}" for each in _addresses() if each not in own]
    return faults, seen


def _addresses() -> list[str]:
    held = [str(each["local"]) for port in ip_json(["addr", "show"]) for each in port["addr_info"]]
    return [e for e in held if not ip_address(e).is_loopback and not ip_address(e).is_link_local]
