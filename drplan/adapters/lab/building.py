"""A site's whole lab, for root: LAN, hosts, routers and servers, raised, looked at, lost and replaced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.lab import hosts, image, pens, reach, routers, servers
from drplan.adapters.lab.gear import Gear
from drplan.adapters.lab.keys import keep, ssh_key
from drplan.adapters.lab.layout import Layout, lay_out, namespace_of
from drplan.adapters.lab.parts import SSH, Part, parts_of
from drplan.adapters.lab.pool import recipes
from drplan.adapters.lab.tools import LAB_NAMESPACE, NEEDED, WHEELS, own_mounts, require
from drplan.adapters.lab.wires import guard_cloud, unwire_host, wire_all, wire_host
from drplan.declare import District, NetworkDevice, Server, Site
from drplan.errors import LabError

Say = Callable[[str, str], None]
"""Hears a subject and a message; ``Progress.say``."""

# weed leaves sockets in /tmp, named by port: it gets one of its own. Its folder and its program may be
# under /tmp themselves, so both are put elsewhere first.
_PRIVATE_TMP = """
mount --bind . /mnt && : > /mnt/program && mount --bind "$1" /mnt/program && mount -t tmpfs tmpfs /tmp &&
cd /mnt && shift && exec ./program "$@"
"""


class Building:
    """One site in one folder. All of its state is in the folder or in the kernel: any process can go on."""

    def __init__(self, folder: Path, cache: Path, district: District, site: Site) -> None:
        self._folder = folder
        self._cache = cache
        self.layout: Layout = lay_out(district, site)
        self._gear = Gear(folder, self.layout)

    @property
    def site(self) -> Site:
        """The site that this lab holds."""
        return self.layout.site

    def not_tried(self) -> list[str]:
        """Return what was left out: nothing."""
        return []

    def check_tools(self) -> None:
        """Raise ``ToolMissing`` for the first program that this machine lacks."""
        for name in (*NEEDED, *WHEELS):
            require(name)
        routers.check_tools()
        self._gear.check_tools()
        if any(mark in str(self._folder) for mark in ':,\\" \n'):
            raise LabError(
                f"a disk cannot be mounted in {str(self._folder)!r}",
                next_step="set DRPLAN_STATE to a folder with a plain name: no space, comma, colon or quote",
            )

    def raise_all(self, say: Say) -> Access:
        """Build everything and return when all of it answers."""
        for recipe in dict.fromkeys(recipes(self.layout.hosts).values()):
            there = image.path(self._cache, recipe).is_dir()
            say(f"image of {recipe.suite}", "ready" if there else "building, about a minute")
            image.build(self._cache, recipe)
        for declared, here in self.layout.locations.items():
            say(declared, f"stands at {here} in this lab")
        wire_all(self.layout)
        # Hosts are booted with the keys that this makes; network gear makes its own, below.
        self._write_ssh()
        made = servers.prepare(self._folder / "servers", self.layout)
        self._start_servers(made)
        for host in self.layout.hosts:
            self._boot(host)
        for device in self.layout.routers:
            self._prepare(device)
            whole = device is self.layout.neighbour and self.layout.router is not None
            # The site's own router comes blank: the first deploy configures it.
            config = routers.configuration(device, self.layout.router) if whole and self.layout.router else ""
            routers.boot(self._router(device), device, config)
        self._gear.start(self._operator())
        self._await_all(made, say)
        self._write_ssh(self._gear.known_hosts())
        return self._access(made)

    def parts(self) -> list[Part]:
        """Look at everything."""
        return parts_of(self.layout, self._gear)

    def destroy(self, asset: Server | NetworkDevice) -> str:
        """Lose a host or a router for good; raises ``LabError`` when it is not in this lab."""
        self._must_hold(asset)
        if asset in self._gear.all:
            return self._gear.destroy(asset)
        if isinstance(asset, NetworkDevice):
            routers.lose(self._router(asset), asset)
            return f"{asset.name}: processes killed, configuration and learnt routes gone"
        hosts.cut_power(self._host(asset), asset.name)
        unwire_host(asset.name)
        hosts.wipe(self._host(asset), asset.name)
        return f"{asset.name}: power cut, disk wiped"

    def blank(self, asset: Server | NetworkDevice) -> str:
        """Put a blank one in its place and return when it answers."""
        self.destroy(asset)
        if asset in self._gear.all:
            return self._gear.blank(asset)
        if isinstance(asset, NetworkDevice):
            routers.boot(self._router(asset), asset)
            self._await_router(asset)
            return f"{asset.name}: blank, FRR without a configuration answers at {asset.address}"
        wire_host(self.layout, asset)
        self._boot(asset)
        hosts.wait(self._host(asset), asset.name, self._folder / "ssh_config")
        return f"{asset.name}: blank, Debian with SSH answers at {asset.address}"

    def _machines(self) -> list[Server | NetworkDevice]:
        machines: list[Server | NetworkDevice] = [*self.layout.hosts, *self.layout.routers, *self._gear.all]
        return machines

    def _must_hold(self, asset: Server | NetworkDevice) -> None:
        names = [each.name for each in self._machines()]
        if asset.name not in names:
            raise LabError(
                f"{asset.name} is not in this lab, which holds {', '.join(names)}",
                next_step="run drplan lab down, then drplan lab up --site with the asset's site",
            )

    def _host(self, host: Server) -> Path:
        return self._folder / "hosts" / host.name

    def _router(self, device: NetworkDevice) -> Path:
        return self._folder / "routers" / device.name

    def _addresses(self) -> dict[str, str]:
        return {each.name: str(each.address) for each in self._machines()}

    def _operator(self) -> str:
        return ssh_key(self._folder / "operator_key", "drplan-lab")

    def _write_ssh(self, gear: str = "") -> None:
        keep(self._folder / "ssh_config", reach.ssh_config(self._folder, self._addresses().items()))
        keys = {each.name: self._host(each) / "host_key" for each in self.layout.hosts}
        keys |= {each.name: self._router(each) / "run/ssh/host_key" for each in self.layout.routers}
        lines = [
            reach.known_host(name, address, ssh_key(keys[name], name))
            for name, address in self._addresses().items()
            if name in keys
        ]
        keep(self._folder / "known_hosts", "".join([*lines, gear]), mode=0o644)

    def _prepare(self, device: NetworkDevice) -> None:
        routers.prepare(self._router(device), device, self._operator())

    def _boot(self, host: Server) -> None:
        base = image.path(self._cache, recipes(self.layout.hosts)[host.name])
        hosts.boot(self._host(host), base, host.name, self._addresses(), self._operator())

    def _start_servers(self, made: servers.Servers) -> None:
        guard_cloud(self.layout)
        private = [*own_mounts(), "/bin/sh", "-c", _PRIVATE_TMP, "sh"]
        for program in made.all:
            pens.start(
                f"server-{program.name}",
                [*(private if program in made.offsite else ()), *program.argv],
                log=self._folder / "servers" / program.name / "log",
                namespace=LAB_NAMESPACE if program in made.onsite else self.layout.cloud_namespace,
                environment=program.environment,
            )

    def _await_all(self, made: servers.Servers, say: Say) -> None:
        for device in self.layout.routers:
            self._await_router(device)
            say(device.name, f"answers at {device.address}")
        for device in self._gear.all:
            self._gear.wait(device)
            say(device.name, f"answers at {device.address} ({self._gear.kind(device)})")
        for host in self.layout.hosts:
            hosts.wait(self._host(host), host.name, self._folder / "ssh_config")
            say(host.name, f"answers at {host.address}")
        for program in made.all:
            namespace = LAB_NAMESPACE if program in made.onsite else self.layout.cloud_namespace
            log = self._folder / "servers" / program.name / "log"
            reach.await_answer(namespace, str(program.address), program.port, program.serves, log=log)
            say(program.serves, f"answers at {program.address}:{program.port}")
        servers.lock_buckets(self.layout.offsite, made.maker, self.layout.cloud_namespace)

    def _await_router(self, device: NetworkDevice) -> None:
        reach.await_answer(namespace_of(device.name), str(device.address), SSH, device.name)

    def _access(self, made: servers.Servers) -> Access:
        return Access(
            where="lab",
            site=self.layout.site.code,
            namespace=f"/run/netns/{LAB_NAMESPACE}",
            ssh_user=image.LOGIN,
            ssh_key=str(self._folder / "operator_key"),
            ssh_config=str(self._folder / "ssh_config"),
            known_hosts=str(self._folder / "known_hosts"),
            environment=made.environment,
            locations=self.layout.locations,
        )
