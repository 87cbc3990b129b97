"""PostgreSQL for the databases the district declares on this server; over the network by TLS or not at all.

Each database belongs to a role of its own name, which that user of the host logs in to (``peer``). Passwords
of those who come over the network are the application's own to set.
"""

from pyinfra import host
from pyinfra.api import DeployError
from pyinfra.facts.server import LinuxDistribution
from pyinfra.operations import systemd

from deploys.certificate import certificate, key_readable, waits_for_address, why_not
from deploys.checked import checked_file
from deploys.control import held
from deploys.postgres import databases_exist
from deploys.steps import installed, loaded, rendered

VERSIONS = {("Debian", 12): 15, ("Debian", 13): 17, ("Ubuntu", 24): 16}
"""The PostgreSQL that each release supports for its life."""

there = host.get_fact(LinuxDistribution)
release = (there["name"], there["major"])
if release not in VERSIONS:
    known = ", ".join(f"{name} {major}" for name, major in VERSIONS)
    raise DeployError(f"this baseline knows {known}, not {release[0]} {release[1]}")
version = VERSIONS[release]
unit = f"postgresql@{version}-main.service"
folder = f"/etc/postgresql/{version}/main"
read = (
    f"cd / && runuser -u postgres -- /usr/lib/postgresql/{version}/bin/postgres"
    f" -D /var/lib/postgresql/{version}/main -c config_file={folder}/postgresql.conf"
    " -C data_directory >/dev/null"
)
"""Reads all of the settings, as the server does, and ends with an error at one that it refuses."""

if name := held("postgres-installed"):
    installed(name=name, packages=[f"postgresql-{version}"])
shown = certificate()
if (name := held("postgres-tls", not_here=why_not())) and shown:
    key_readable(name=name, user="postgres", key=shown.key)

changed, paths = [], []
if name := held("postgres-settings"):
    paths.append(f"{folder}/conf.d/10-drplan.conf")
    changed.append(
        checked_file(
            name=name,
            src=rendered("postgresql.conf", certificate=shown, address=host.data.ssh_hostname),
            dest=paths[-1],
            mode="644",
            check=f"{shown.proof('postgres')} && {read}" if shown else read,
        )
    )
if name := held("postgres-access", not_here=why_not()):
    paths.append(f"{folder}/pg_hba.conf")
    changed.append(
        checked_file(
            name=name,
            src=rendered("pg_hba.conf", networks=host.data.get("site_networks") or []),
            dest=paths[-1],
            mode="640",
            group="postgres",
            check=read,
        )
    )
if name := held("postgres-audit"):
    paths.append(f"{folder}/conf.d/11-drplan-audit.conf")
    changed.append(
        checked_file(name=name, src=rendered("postgresql-audit.conf"), dest=paths[-1], mode="644", check=read)
    )
if name := held("postgres-running"):
    if shown:
        waits_for_address("PostgreSQL", unit)
    systemd.service(name=f"{name}: the cluster", service=unit, running=True)
    systemd.service(name=name, service="postgresql", running=True, enabled=True)
if paths:
    loaded(
        name="PostgreSQL: works with the settings on disk",
        unit=unit,
        paths=[*paths, *([shown.chain] if shown else [])],
        after=tuple(changed),
        how="restart",
    )
databases = host.data.get("databases") or []
none = None if databases else "no database of PostgreSQL is declared here"
if name := held("postgres-databases", not_here=none):
    databases_exist(name=name, unit=unit, databases=databases)
