"""PostgreSQL for the databases the district declares on this server, reached by local socket only."""

from pyinfra import host
from pyinfra.api import DeployError
from pyinfra.facts.server import LinuxDistribution
from pyinfra.operations import files, postgres, systemd

from deploys.steps import installed, loaded, rendered

VERSIONS = {12: 15, 13: 17}
"""The PostgreSQL that each Debian release supports for its life."""

release = host.get_fact(LinuxDistribution)["major"]
if release not in VERSIONS:
    raise DeployError(f"this baseline knows Debian {', '.join(map(str, VERSIONS))}, not {release}")
version = VERSIONS[release]

installed(name="PostgreSQL: the server is installed", packages=[f"postgresql-{version}"])
settings = files.put(
    name="PostgreSQL: listens on its local socket only (SC-7, CM-7)",
    src=rendered("postgresql.conf"),
    dest=f"/etc/postgresql/{version}/main/conf.d/10-drplan.conf",
    user="root",
    group="root",
    mode="644",
)
systemd.service(name="PostgreSQL: the cluster runs", service=f"postgresql@{version}-main", running=True)
systemd.service(name="PostgreSQL: starts at boot", service="postgresql", running=True, enabled=True)

loaded(
    name="PostgreSQL: works with the settings on disk",
    unit=f"postgresql@{version}-main.service",
    paths=[f"/etc/postgresql/{version}/main/conf.d/10-drplan.conf"],
    after=(settings,),
    how="restart",
)

for database in host.data.get("databases", []):
    # No password: the role is used by local accounts (peer), never over the network.
    postgres.role(name=f"PostgreSQL: role {database}", role=database, login=True, _sudo_user="postgres")
    postgres.database(
        name=f"PostgreSQL: database {database}, owned by its role (AC-6)",
        database=database,
        owner=database,
        _sudo_user="postgres",
    )
