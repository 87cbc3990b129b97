"""What the hosts of a lab start from, and what they may install: by Debian release and by baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drplan.adapters.programs import PROGRAMS
from drplan.declare import Server
from drplan.errors import LabError

SUITES = {"12": "bookworm", "13": "trixie"}
"""Debian's releases that a lab host can run, by version; a server that declares none runs the first."""

OF_ALL = (
    "unattended-upgrades",
    # At level strict, on a host that shares its kernel:
    "aide",
    "apparmor",
    "apparmor-utils",
    "apt-listchanges",
    "cracklib-runtime",
    "debsums",
    "libpam-pwquality",
    "libpam-tmpdir",
    "sysstat",
    "systemd-timesyncd",
)
"""What every baseline installs beyond a fresh system, at any level: a server's level can be raised later."""

OF_BASELINE: dict[str, tuple[str, ...]] = {
    "database-mariadb": ("mariadb-server", "ssl-cert"),
    "database-postgres": ("postgresql", "postgresql-contrib"),
    "directory-ldap": ("slapd", "ldap-utils", "ssl-cert"),
    "dns-dhcp": ("bind9", "bind9-dnsutils", "kea-dhcp4-server"),
    "drill-runner": (*sorted({each.package for each in PROGRAMS}), "git", "make", "python3-venv"),
    "file-share": ("samba", "smbclient"),
    "monitoring": ("prometheus-node-exporter",),
    "radius": ("freeradius", "freeradius-utils"),
    "web": ("nginx-light",),
}
"""What each baseline installs, and what asks it from another host.

A lab has no network: what is not in its pool cannot be installed there.
"""


@dataclass(frozen=True)
class Recipe:
    """A Debian release, and the packages of the pool that lies in its image."""

    suite: str = SUITES["12"]
    packages: tuple[str, ...] = OF_ALL


def recipes(servers: Sequence[Server]) -> dict[str, Recipe]:
    """Return each server's recipe by its name; the servers of one release share one.

    Raises ``LabError`` for a release that no lab host can run.
    """
    suites = {server.name: _suite(server) for server in servers}
    wanted: dict[str, set[str]] = {suite: set(OF_ALL) for suite in suites.values()}
    for server in servers:
        for baseline in server.baselines:
            wanted[suites[server.name]].update(OF_BASELINE.get(baseline, ()))
    made = {suite: Recipe(suite, tuple(sorted(packages))) for suite, packages in wanted.items()}
    return {name: made[suite] for name, suite in suites.items()}


def _suite(server: Server) -> str:
    software = server.software
    if software is None:
        return SUITES["12"]
    if software.name != "Debian" or software.version not in SUITES:
        raise LabError(
            f"{server.name} runs {software.name} {software.version}, and a lab host cannot",
            next_step=f"declare Debian {' or '.join(SUITES)} for a rehearsal, or leave it out of the site",
        )
    return SUITES[software.version]
