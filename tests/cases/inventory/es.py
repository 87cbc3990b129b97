"""Elementary school. One file server, reached over the district network."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import PurePosixPath

from drplan import DataSet, FileProbe, Objectives, Paths, Server, Service, Site, Tier, pyinfra_hosts

site = Site(
    code="es",
    title="Elementary School",
    kind="elementary-school",
    students=420,
    networks=(IPv4Network("198.18.40.0/24"),),
    contact="es-principal",
    assets=(
        Server(
            name="es-file1",
            address=IPv4Address("198.18.40.12"),
            owner="systems-administrator",
            baselines=("baseline", "backup-client", "file-share"),
        ),
    ),
    services=(
        Service(
            name="es-files",
            title="Staff and student files",
            tier=Tier.INSTRUCTION,
            objectives=Objectives(rto=timedelta(hours=8), rpo=timedelta(hours=24), mtd=timedelta(hours=48)),
            owner="systems-administrator",
            runs_on=("es-file1",),
            data_sets=(
                DataSet(
                    name="es-school-files",
                    source=Paths(server="es-file1", paths=(PurePosixPath("/srv/school"),)),
                    policy="nightly",
                    privacy="student-records",
                    canaries=("/srv/school/canary.html",),
                ),
            ),
            probes=(
                FileProbe(server="es-file1", path="/srv/school/canary.html", contains="the canary sings"),
            ),
            impact="Teachers lose lesson plans and students lose their work in progress.",
            workaround="Teachers use the printed substitute folders; students work on paper.",
        ),
    ),
)

hosts = pyinfra_hosts(site)
