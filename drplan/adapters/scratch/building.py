"""A site's building raised as a scratch room: blank machines, no repository server, one way out.

It runs in a process whose ``DRPLAN_LAB_NAME`` is the room's name, so that everything carries that name.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.bounded import available_memory
from drplan.adapters.lab import claim, image, pens, reach, routers, servers
from drplan.adapters.lab.building import Building, Say
from drplan.adapters.lab.keys import keep
from drplan.adapters.lab.layout import namespace_of
from drplan.adapters.lab.pool import recipes
from drplan.adapters.lab.tools import LAB_NAMESPACE
from drplan.adapters.lab.wires import BRIDGE, batch, wire_all
from drplan.adapters.scratch.passages import Passage
from drplan.declare import District, Server, Site

_SHARE, _PROCESSES = 0.75, 16_384
"""How much of the free memory, and how many processes, a room may take: a dump that it loads is a program."""

FORWARDER = "forwarder"
"""The pen of what passes bytes to the repositories."""

# What is rehearsed here must never become a recovery point, though a restored /etc may bring the units back.
_QUIET = "usr/lib/systemd/system/drplan-backup@.service.d/zz-scratch-room.conf"
_NEVER = "[Unit]\nConditionPathExists=/nonexistent/this-is-a-scratch-room\n"


class RoomBuilding(Building):
    """One site's blank building. All of its state is in its folder or in the kernel."""

    def __init__(
        self, folder: Path, cache: Path, district: District, site: Site, ways: Sequence[Passage]
    ) -> None:
        super().__init__(folder, cache, district, site)
        self.district = district
        self.layout = dataclasses.replace(self.layout, onsite=(), offsite=())
        self._ways = tuple(ways)

    def raise_room(self, say: Say) -> Access:
        """Build everything but the machines that are to come back; returns when what is there answers."""
        self._get_images(say)
        for what in pens.confine(int(available_memory() * _SHARE), _PROCESSES):
            say("limits", f"this machine's control groups do not hold {what}: the room may take all of it")
        wire_all(self.layout)
        for way in self._ways:
            batch(self._door(way), [self._address(way)])
        self._write_ssh()
        made = servers.prepare(self._folder / "servers", self.layout)
        self._start_servers(made)
        for device in self.layout.routers:
            self._prepare(device)
        if self.layout.router and self.layout.neighbour:
            far = self.layout.neighbour
            routers.boot(self._router(far), far, routers.configuration(far, self.layout.router))
            self._await_router(far)
        self._forward()
        for program in made.all:
            log = self._folder / "servers" / program.name / "log"
            where = self.layout.cloud_namespace
            reach.await_answer(where, str(program.address), program.port, program.serves, log=log)
        return self._access(made)

    def holds(self) -> list[str]:
        """Return what can come back here: the site's servers and its router."""
        router = [self.layout.router.name] if self.layout.router else []
        return [*(host.name for host in self.layout.hosts), *router]

    def own_addresses(self) -> list[str]:
        """Return every address that is in the room by right."""
        layout = self.layout
        ports = [port.address.ip for device in layout.routers for port in device.interfaces]
        machines = [each.address for each in self._machines()]
        own = {layout.operator.ip, layout.account, *ports, *machines, *(way.address for way in self._ways)}
        return [str(each) for each in sorted(own)]

    def _get_images(self, say: Say) -> None:
        missing = [
            recipe
            for recipe in dict.fromkeys(recipes(self.layout.hosts).values())
            if not image.path(self._cache, recipe).is_dir()
        ]
        if missing:
            with claim.working(self._cache):
                for recipe in missing:
                    say(f"image of {recipe.suite}", "building, about a minute")
                    image.build(self._cache, recipe)

    def _boot(self, host: Server) -> None:
        _quieten(self._host(host) / "upper")
        far = [way for way in self._ways if way.address not in self.layout.lan]
        if not self.layout.router and far:
            via = self.layout.operator.ip
            batch(namespace_of(host.name), [f"route replace {way.address}/32 via {via}" for way in far])
        super()._boot(host)

    def _door(self, way: Passage) -> str:
        """Return the namespace in which the room asks a repository: where it is in the building, if there."""
        layout = self.layout
        if way.address in layout.lan:
            return LAB_NAMESPACE
        if way.address in layout.cloud:
            return layout.cloud_namespace
        return namespace_of(layout.router.name) if layout.router else LAB_NAMESPACE

    def _address(self, way: Passage) -> str:
        layout = self.layout
        if way.address in layout.lan:
            return f"addr replace {way.address}/{layout.lan.prefixlen} dev {BRIDGE}"
        if way.address in layout.cloud and layout.neighbour:
            return f"addr replace {way.address}/{layout.cloud.prefixlen} dev {layout.cloud_port}"
        return f"addr replace {way.address}/32 dev lo"

    def _forward(self) -> None:
        order = [
            {
                "namespace": f"/run/netns/{self._door(way)}",
                "address": str(way.address),
                "port": way.port,
                "host": way.target_host,
                "target_port": way.target_port,
            }
            for way in self._ways
        ]
        kept = keep(self._folder / FORWARDER / "order.json", json.dumps(order, indent=1))
        program = [sys.executable, "-I", str(Path(__file__).with_name("forward.py")), str(kept)]
        pens.start(FORWARDER, program, log=kept.with_name("log"))
        for way in self._ways:
            log = kept.with_name("log")
            reach.await_answer(self._door(way), str(way.address), way.port, f"way to {way.says()}", log=log)


def _quieten(disk: Path) -> None:
    """Keep the hosts' own backups from starting, by a file in the disk that is laid over the image."""
    folder = disk
    for part in Path(_QUIET).parent.parts:
        folder = folder / part
        folder.mkdir(parents=True, exist_ok=True)
        # What lies over the image also covers its folders' modes.
        folder.chmod(0o755)
    keep(disk / _QUIET, _NEVER, mode=0o644)
