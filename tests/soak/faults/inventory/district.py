"""The district that the faults befall: a database server and a file server, two repositories, no router.

Its addresses are kept for tests (RFC 2544, RFC 5737).
"""

from datetime import date, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import PurePosixPath

from drplan import (
    BackupPolicy,
    DataSet,
    District,
    Escrow,
    FileProbe,
    Objectives,
    Paths,
    PostgresDatabase,
    Repository,
    Role,
    Secret,
    Server,
    Service,
    Site,
    Software,
    SqlProbe,
    Tier,
)

DEBIAN = Software(name="Debian", version="12", support_until=date(2028, 6, 30))
PROMISED = Objectives(rto=timedelta(hours=4), rpo=timedelta(hours=4), mtd=timedelta(hours=24))
ESCROW = (Escrow(place="safe", holder="admin", confirmed_on=date(2026, 8, 13)),)

files = Service(
    name="files",
    title="School files",
    tier=Tier.INSTRUCTION,
    objectives=PROMISED,
    owner="admin",
    runs_on=("soak-file1",),
    data_sets=(
        DataSet(
            name="school-files",
            source=Paths(server="soak-file1", paths=(PurePosixPath("/srv/school"),)),
            policy="always",
            privacy="student-records",
            canaries=("/srv/school/canary.html",),
        ),
    ),
    probes=(FileProbe(server="soak-file1", path="/srv/school/canary.html", contains="the canary sings"),),
    impact="No files.",
    workaround="Paper.",
)

gradebook = Service(
    name="gradebook",
    title="Gradebook",
    tier=Tier.SAFETY_PAY_RECORDS,
    objectives=PROMISED,
    owner="admin",
    runs_on=("soak-db1",),
    data_sets=(
        DataSet(
            name="gradebook-db",
            source=PostgresDatabase(server="soak-db1", database="gradebook"),
            policy="always",
            privacy="student-records",
            canaries=("table public.canary",),
        ),
    ),
    probes=(
        SqlProbe(
            server="soak-db1",
            database="gradebook",
            query="select word from public.canary",
            expect="the canary sings",
        ),
    ),
    impact="No grades.",
    workaround="Paper.",
)

site = Site(
    code="hs",
    title="High School",
    kind="high-school",
    students=1240,
    contact="admin",
    networks=(IPv4Network("198.18.60.0/24"),),
    assets=(
        Server(
            name="soak-db1",
            address=IPv4Address("198.18.60.11"),
            owner="admin",
            baselines=("baseline", "backup-client", "database-postgres"),
            software=DEBIAN,
        ),
        Server(
            name="soak-file1",
            address=IPv4Address("198.18.60.12"),
            owner="admin",
            baselines=("baseline", "backup-client", "file-share", "web"),
            software=DEBIAN,
        ),
    ),
    services=(files, gradebook),
)

district = District(
    name="Soak School District",
    domain="soak.example",
    sites=(site,),
    roles=(Role(name="admin", title="Administrator", phone="555-0100", email="admin@soak.example"),),
    repositories=(
        Repository(
            name="onsite",
            location="rest:https://198.18.60.5:8000/drplan/",
            site="hs",
            media="disk",
            password=Secret.env("DRPLAN_ONSITE_PASSWORD"),
            user=Secret.env("DRPLAN_ONSITE_USER"),
            user_secret=Secret.env("DRPLAN_ONSITE_USER_SECRET"),
            ca_certificate=Secret.env("DRPLAN_ONSITE_CA"),
            append_only=True,
            escrow=ESCROW,
        ),
        Repository(
            name="offsite",
            location="s3:http://203.0.113.60:8333/soak-offsite",
            site="hs",
            media="object-storage",
            password=Secret.env("DRPLAN_OFFSITE_PASSWORD"),
            user=Secret.env("DRPLAN_OFFSITE_USER"),
            user_secret=Secret.env("DRPLAN_OFFSITE_USER_SECRET"),
            immutable_days=1,
            escrow=ESCROW,
        ),
    ),
    policies=(
        BackupPolicy(
            name="always",
            copies=("onsite", "offsite"),
            cadence=timedelta(hours=2),
            duration=timedelta(minutes=15),
        ),
    ),
)
