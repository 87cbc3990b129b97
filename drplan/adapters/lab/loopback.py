"""What a plain user can have of the lab: the repositories and the account on loopback, no host, no router."""

from __future__ import annotations

import dataclasses
import json
import random
import socket
from collections.abc import Iterator
from contextlib import closing
from ipaddress import IPv4Address
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.lab import own, reach, servers
from drplan.adapters.lab.building import Say
from drplan.adapters.lab.doors import Door
from drplan.adapters.lab.keys import keep
from drplan.adapters.lab.layout import Layout, lay_out
from drplan.adapters.lab.parts import Part
from drplan.adapters.lab.tools import WHEELS, require
from drplan.declare import AwsAccount, District, NetworkDevice, Server, Site
from drplan.errors import LabError

_HERE = IPv4Address("127.0.0.1")
_PORTS = range(20_000, 30_000)
_SECOND = 10_000
_SOCKETS = Path("/tmp")  # noqa: S108 - where weed leaves its sockets, named by port


class Loopback:
    """One site's servers on 127.0.0.1. The ports are kept in the folder: any process can go on."""

    def __init__(self, folder: Path, district: District, site: Site) -> None:
        self._folder = folder
        self._declared = lay_out(district, site)

    @property
    def site(self) -> Site:
        """The site whose servers these are."""
        return self._declared.site

    def check_tools(self) -> None:
        """Raise ``ToolMissing`` for the first program that this machine lacks."""
        for name in WHEELS:
            require(name)

    def not_tried(self) -> list[str]:
        """Return a line for each asset that a plain user cannot have."""
        names = [each.name for each in self._declared.routers] + [each.name for each in self._declared.hosts]
        return [f"{name}: not tried: lab hosts and routers need root" for name in names]

    def raise_all(self, say: Say) -> Access:
        """Start everything and return when all of it answers."""
        keep(self._folder / "ports.json", json.dumps(_choose(self._declared)))
        layout = self._layout()
        made = servers.prepare(self._folder / "servers", layout)
        for program in made.all:
            log = self._folder / "servers" / program.name / "log"
            own.start(self._folder, program.argv, log=log, environment=program.environment)
        for program in made.all:
            log = self._folder / "servers" / program.name / "log"
            reach.await_answer(None, str(program.address), program.port, program.serves, log=log)
            say(program.serves, f"answers at {program.address}:{program.port}")
        servers.lock_buckets(layout.offsite, made.maker, None)
        return Access(
            where="loopback lab",
            site=self.site.code,
            environment=made.environment,
            locations={door.repository.location: door.location for door in (*layout.onsite, *layout.offsite)},
        )

    def parts(self) -> list[Part]:
        """Look at everything."""
        layout = self._layout()
        wanted = [
            (door.repository.name, "repository", door.port) for door in (*layout.onsite, *layout.offsite)
        ]
        wanted += [
            (asset.name, "account", layout.account_port)
            for asset in layout.site.assets
            if isinstance(asset, AwsAccount)
        ]
        return [
            Part(name, kind, str(_HERE), port, reach.answers(None, str(_HERE), port))
            for name, kind, port in wanted
        ]

    def destroy(self, asset: Server | NetworkDevice) -> str:
        """Refuse: there is nothing to lose. Raises ``LabError``."""
        raise LabError(
            f"{asset.name}: not tried: lab hosts and routers need root",
            next_step="as root: drplan lab down, then drplan lab up",
        )

    blank = destroy

    def _layout(self) -> Layout:
        ports = json.loads((self._folder / "ports.json").read_text())
        return dataclasses.replace(
            self._declared,
            onsite=tuple(_moved(door, ports) for door in self._declared.onsite),
            offsite=tuple(_moved(door, ports) for door in self._declared.offsite),
            account=_HERE,
            account_port=ports["account"][0],
        )


def end(folder: Path) -> list[str]:
    """End a plain user's lab and remove what it left outside its folder; returns lines of what went."""
    ended = own.end(folder)
    ports = folder / "ports.json"
    if ports.exists():
        for port in (port for each in json.loads(ports.read_text()).values() for port in each):
            for left in _SOCKETS.glob(f"seaweedfs-*-{port + _SECOND}.sock"):
                left.unlink()
    return [f"{ended} processes"] if ended else []


def _moved(door: Door, ports: dict[str, list[int]]) -> Door:
    port, *inner = ports[f"{door.address}:{door.port}"]
    return dataclasses.replace(door, address=_HERE, port=port, inner=tuple(inner))


def _choose(layout: Layout) -> dict[str, list[int]]:
    """Return free ports for each door (an S3 door has more behind it) and for the account."""
    free = _free_ports()
    ports = {f"{door.address}:{door.port}": [next(free)] for door in layout.onsite}
    for door in layout.offsite:
        ports[f"{door.address}:{door.port}"] = [next(free) for _ in range(1 + len(servers.INNER))]
    return {**ports, "account": [next(free)]}


def _free_ports() -> Iterator[int]:
    """Yield ports that nobody listens on, nor on the one 10,000 higher, each once and in no order."""
    for port in random.sample(_PORTS, len(_PORTS)):
        if _is_free(port) and _is_free(port + _SECOND):
            yield port
    raise LabError("no free port between 20000 and 30000", next_step="end what listens there")


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((str(_HERE), port))
        except OSError:
            return False
    return True
