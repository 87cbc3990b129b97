"""High school. The same file serves ``pyinfra inventories/hs.py deploys/baseline.py``."""

from datetime import date, timedelta
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import PurePosixPath

from drplan import (
    AwsAccount,
    Budget,
    BusinessImpact,
    DataSet,
    DeviceConfig,
    FileProbe,
    Funding,
    HttpProbe,
    HumanStep,
    Interface,
    Lifecycle,
    NetworkDevice,
    Objectives,
    ObjectProbe,
    Paths,
    PostgresDatabase,
    Replacement,
    RouteProbe,
    S3Bucket,
    Secret,
    Server,
    Service,
    Site,
    Snmp,
    Software,
    SqlProbe,
    Tier,
    Tightening,
    Trail,
    pyinfra_hosts,
)

LAN = IPv4Network("198.18.20.0/24")
CLIENTS = IPv4Network("198.19.0.0/18")

SERVERS_ADMIN = Secret.env("DRPLAN_HS_SERVERS_ADMIN")
DEBIAN = Software(name="Debian", version="12", support_until=date(2028, 6, 30))

BOND = Funding(budget="capital", source="2024 technology bond")


def bought(day: date, cost: int) -> Lifecycle:
    """Return the lifecycle of what is kept under warranty for seven years and then replaced by its like."""
    seven_years = day.replace(year=day.year + 7)
    return Lifecycle(
        bought=day,
        cost=cost,
        funding=BOND,
        warranty_until=seven_years,
        support_until=seven_years,
        replacement=Replacement(due=seven_years, cost=cost * 5 // 4, funding=BOND),
    )


network = Service(
    name="hs-network",
    title="High school network",
    function="network",
    tier=Tier.FOUNDATION,
    objectives=Objectives(rto=timedelta(hours=1), rpo=timedelta(hours=24), mtd=timedelta(hours=4)),
    owner="network-administrator",
    runs_on=("hs-rtr1",),
    data_sets=(
        DataSet(
            name="hs-rtr1-config",
            source=DeviceConfig(device="hs-rtr1"),
            policy="nightly",
            privacy="internal",
            size=40_000,
            nightly_change=2_000,
        ),
    ),
    probes=(RouteProbe(seen_from="do-rtr1", network=LAN),),
    impact="No classroom reaches anything outside the building; phones and doors run on batteries.",
    workaround="Office uses the two mobile hotspots in the main office cabinet; attendance on paper.",
    bia=BusinessImpact(teaching="severe", safety="major", dollars_a_day=9_000),
)

files = Service(
    name="hs-files",
    title="Staff and student files",
    function="files",
    tier=Tier.INSTRUCTION,
    objectives=Objectives(rto=timedelta(hours=8), rpo=timedelta(hours=24), mtd=timedelta(hours=48)),
    owner="systems-administrator",
    runs_on=("hs-file1",),
    depends_on=("hs-network",),
    data_sets=(
        DataSet(
            name="hs-school-files",
            source=Paths(server="hs-file1", paths=(PurePosixPath("/srv/school"),)),
            policy="nightly",
            privacy="student-records",
            canaries=("/srv/school/canary.html",),
            size=400_000_000_000,
            nightly_change=2_000_000_000,
        ),
    ),
    probes=(FileProbe(server="hs-file1", path="/srv/school/canary.html", contains="the canary sings"),),
    impact="Teachers lose lesson plans and students lose their work in progress.",
    workaround="Teachers use the printed substitute folders; students work on paper.",
    bia=BusinessImpact(teaching="major", dollars_a_day=2_000),
)

gradebook = Service(
    name="hs-gradebook",
    title="Gradebook and attendance",
    function="student-information",
    tier=Tier.SAFETY_PAY_RECORDS,
    objectives=Objectives(
        rto=timedelta(hours=4), rpo=timedelta(hours=4), mtd=timedelta(hours=24), wrt=timedelta(hours=2)
    ),
    owner="systems-administrator",
    runs_on=("hs-db1",),
    depends_on=("hs-network",),
    data_sets=(
        DataSet(
            name="hs-gradebook-db",
            source=PostgresDatabase(server="hs-db1", database="gradebook"),
            policy="every-four-hours",
            privacy="student-records",
            canaries=("table public.canary",),
            size=20_000_000_000,
            nightly_change=400_000_000,
        ),
    ),
    probes=(
        SqlProbe(
            server="hs-db1",
            database="gradebook",
            query="select word from public.canary",
            expect="the canary sings",
        ),
    ),
    recovery_steps=(
        HumanStep(
            what="Registrar compares today's attendance with the paper sheets and signs",
            role="registrar",
            duration=timedelta(minutes=45),
        ),
    ),
    impact="Attendance, grades and health alerts are unknown; the office cannot say who is in the building.",
    workaround="Paper attendance per homeroom, collected by runners at 08:30 and 12:30.",
    bia=BusinessImpact(teaching="major", safety="major", records="severe", dollars_a_day=6_000),
    during=(
        Tightening(
            during="grading",
            objectives=Objectives(
                rto=timedelta(hours=3), rpo=timedelta(hours=4), mtd=timedelta(hours=8), wrt=timedelta(hours=2)
            ),
        ),
    ),
)

learning = Service(
    name="hs-learning",
    title="Learning portal",
    function="learning",
    tier=Tier.INSTRUCTION,
    objectives=Objectives(rto=timedelta(hours=24), rpo=timedelta(hours=24), mtd=timedelta(hours=72)),
    owner="systems-administrator",
    runs_on=("hs-file1",),
    depends_on=("hs-files", "hs-gradebook"),
    probes=(HttpProbe(url="http://198.18.20.12/canary.html", contains="the canary sings"),),
    impact="Assignments cannot be handed out or in.",
    workaround="Assignments on the board and on paper.",
    bia=BusinessImpact(teaching="major"),
    during=(
        Tightening(
            during="summer",
            objectives=Objectives(rto=timedelta(hours=72), rpo=timedelta(hours=24), mtd=timedelta(hours=120)),
        ),
    ),
)

transcripts = Service(
    name="hs-transcripts",
    title="Transcript archive",
    tier=Tier.INSTRUCTION,
    objectives=Objectives(rto=timedelta(hours=24), rpo=timedelta(hours=24), mtd=timedelta(hours=120)),
    owner="registrar",
    runs_on=("district-aws",),
    depends_on=("hs-network",),
    data_sets=(
        DataSet(
            name="hs-transcripts-bucket",
            source=S3Bucket(account="district-aws", bucket="cedarvalley-transcripts"),
            policy="nightly",
            privacy="student-records",
            canaries=("canary.txt",),
            size=6_000_000_000,
            nightly_change=10_000_000,
        ),
    ),
    probes=(
        ObjectProbe(
            account="district-aws",
            bucket="cedarvalley-transcripts",
            key="canary.txt",
            contains="the canary sings",
        ),
    ),
    impact="Transcripts for college applications cannot be issued.",
    workaround="The registrar issues letters that a transcript will follow.",
    bia=BusinessImpact(records="major"),
)

site = Site(
    code="hs",
    title="High School",
    kind="high-school",
    students=1240,
    networks=(LAN, CLIENTS),
    contact="hs-principal",
    contacts=("facilities-director", "network-administrator"),
    assets=(
        NetworkDevice(
            name="hs-rtr1",
            address=IPv4Address("198.18.20.1"),
            owner="network-administrator",
            platform="frr",
            interfaces=(
                Interface(name="lan0", address=IPv4Interface("198.18.20.1/24"), description="building"),
                Interface(name="wan0", address=IPv4Interface("198.18.255.2/30"), description="to do-rtr1"),
            ),
            routing=(LAN, IPv4Network("198.18.255.0/30")),
            role="router",
            neighbour="do-rtr1",
            software=Software(name="FRRouting on Debian", version="10.3", support_until=date(2028, 6, 30)),
            snmp=Snmp(version="v3"),
            room="hs-mdf",
            admin=Secret.env("DRPLAN_HS_NETWORK_ADMIN"),
            lifecycle=bought(date(2023, 7, 10), 4_800),
        ),
        Server(
            name="hs-db1",
            address=IPv4Address("198.18.20.11"),
            owner="systems-administrator",
            baselines=("baseline", "backup-client", "database-postgres"),
            software=DEBIAN,
            room="hs-mdf",
            admin=SERVERS_ADMIN,
            lifecycle=bought(date(2022, 8, 1), 7_400),
        ),
        Server(
            name="hs-file1",
            address=IPv4Address("198.18.20.12"),
            owner="systems-administrator",
            baselines=("baseline", "backup-client", "file-share", "web"),
            software=DEBIAN,
            room="hs-mdf",
            admin=SERVERS_ADMIN,
            lifecycle=bought(date(2022, 8, 1), 9_900),
        ),
        AwsAccount(
            name="district-aws",
            account_id="123456789012",
            region="us-east-1",
            owner="technology-director",
            buckets=("cedarvalley-transcripts",),
            trail=Trail(name="district", bucket="cedarvalley-trail"),
            budget=Budget(dollars_a_month=60, told=("technology-director", "business-manager")),
        ),
    ),
    services=(network, files, gradebook, learning, transcripts),
)

hosts = pyinfra_hosts(site)
