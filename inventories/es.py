"""Elementary school. One file server, reached over the district network."""

from datetime import date, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import PurePosixPath

from drplan import (
    BusinessImpact,
    DataSet,
    FileProbe,
    Funding,
    Lifecycle,
    Objectives,
    Paths,
    Replacement,
    Secret,
    Server,
    Service,
    Site,
    Software,
    Tier,
    pyinfra_hosts,
)

LAN = IPv4Network("198.18.40.0/24")
CLIENTS = IPv4Network("198.19.128.0/18")

SERVERS_ADMIN = Secret.env("DRPLAN_ES_SERVERS_ADMIN")
DEBIAN = Software(name="Debian", version="12", support_until=date(2028, 6, 30))

BUILDING_FUND = Funding(budget="capital", source="building fund")

files = Service(
    name="es-files",
    title="Staff and student files",
    function="files",
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
            under_13=True,
            kept_for=timedelta(days=2 * 365),
            size=90_000_000_000,
            nightly_change=1_000_000_000,
        ),
    ),
    probes=(FileProbe(server="es-file1", path="/srv/school/canary.html", contains="the canary sings"),),
    impact="Teachers lose lesson plans and students lose their work in progress.",
    workaround="Teachers use the printed substitute folders; students work on paper.",
    bia=BusinessImpact(teaching="major", dollars_a_day=1_000),
)

site = Site(
    code="es",
    title="Elementary School",
    kind="elementary-school",
    students=420,
    networks=(LAN, CLIENTS),
    contact="es-principal",
    contacts=("facilities-director", "network-administrator"),
    assets=(
        Server(
            name="es-file1",
            address=IPv4Address("198.18.40.12"),
            owner="systems-administrator",
            baselines=("baseline", "backup-client", "file-share"),
            software=DEBIAN,
            room="es-mdf",
            admin=SERVERS_ADMIN,
            lifecycle=Lifecycle(
                bought=date(2021, 7, 12),
                cost=6_800,
                funding=BUILDING_FUND,
                warranty_until=date(2028, 7, 12),
                support_until=date(2028, 7, 12),
                replacement=Replacement(due=date(2028, 7, 12), cost=8_500, funding=BUILDING_FUND),
            ),
        ),
    ),
    services=(files,),
)

hosts = pyinfra_hosts(site)
