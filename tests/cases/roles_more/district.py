"""A site of four servers, each with a role of its own, for tests on lab hosts."""

from datetime import date, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import PurePosixPath

from drplan import (
    BackupPolicy,
    DataSet,
    District,
    Exercise,
    HostSecret,
    NetworkDevice,
    Objectives,
    Paths,
    Repository,
    Role,
    Scenario,
    Secret,
    Server,
    Service,
    Site,
    Software,
    Tier,
)

LAN = IPv4Network("198.18.60.0/24")


def server(name: str, number: int, *baselines: str, version: str = "12", **more: object) -> Server:
    """Return a lab host."""
    return Server(
        name=name,
        address=LAN[number],
        owner="it",
        baselines=("baseline", *baselines),
        software=Software(name="Debian", version=version),
        **more,
    )


RADIUS = (HostSecret(name="radius", secret=Secret.env("LAB_RADIUS")),)


def folder(name: str, host: str, path: str) -> DataSet:
    """Return a folder that is backed up."""
    return DataSet(
        name=name,
        source=Paths(server=host, paths=(PurePosixPath(path),)),
        policy="nightly",
        privacy="internal",
    )


files = Service(
    name="lab-files",
    title="Files",
    tier=Tier.INSTRUCTION,
    objectives=Objectives(rto=timedelta(hours=8), rpo=timedelta(hours=24), mtd=timedelta(hours=48)),
    owner="it",
    runs_on=("lab-share1",),
    data_sets=(
        folder("lab-classes", "lab-share1", "/srv/classes"),
        folder("lab-passwords", "lab-share1", "/var/lib/samba/private"),
    ),
    impact="No files.",
    workaround="Paper.",
)

site = Site(
    code="lab",
    title="Lab",
    kind="middle-school",
    students=0,
    networks=(LAN,),
    contact="it",
    assets=(
        server("lab-radius1", 21, "radius", "monitoring", secrets=RADIUS),
        server("lab-radius2", 22, "radius", "monitoring", version="13", level="strict", secrets=RADIUS),
        server("lab-share1", 23, "backup-client", "file-share", "web", "monitoring"),
        server("lab-share2", 24, "file-share", "web", "drill-runner", version="13", level="strict"),
        NetworkDevice(
            name="lab-switch1",
            address=IPv4Address("198.18.60.40"),
            owner="it",
            platform="aruba-aos-cx",
            baselines=(),
            radius=("lab-radius1", "lab-radius2"),
        ),
    ),
    services=(files,),
)

district = District(
    name="Lab",
    domain="lab.example",
    sites=(site,),
    roles=(Role(name="it", title="IT", phone="555-0100", email="it@lab.example"),),
    repositories=(
        Repository(
            name="near",
            location="rest:https://198.18.60.5:8000/lab/",
            site="lab",
            media="disk",
            password=Secret.env("LAB_PASSWORD"),
            user=Secret.env("LAB_USER"),
            user_secret=Secret.env("LAB_USER_SECRET"),
            ca_certificate=Secret.env("LAB_CA"),
            append_only=True,
        ),
    ),
    scenarios=(Scenario(name="fire", title="The closet burns", peril="fire-or-flood", sites=("lab",)),),
    exercises=(
        Exercise(
            name="quarterly",
            title="Restore the files, and time it",
            kind="test",
            scenario="fire",
            dates=(date(2026, 9, 5), date(2098, 12, 6), date(2099, 3, 7)),
            led_by="it",
            services=("lab-files",),
        ),
    ),
    policies=(BackupPolicy(name="nightly", copies=("near",), cadence=timedelta(hours=22)),),
)
