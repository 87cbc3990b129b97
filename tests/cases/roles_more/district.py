"""Two sites for tests on lab hosts: one server holds every role, another asks it. One site is strict."""

from datetime import date, timedelta
from ipaddress import IPv4Network
from pathlib import PurePosixPath
from typing import Any

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

ROLES = ("baseline", "backup-client", "radius", "file-share", "web", "monitoring", "drill-runner")


def server(name: str, address: Any, version: str, **more: Any) -> Server:
    """Return a lab host."""
    software = Software(name="Debian", version=version)
    return Server(name=name, address=address, owner="it", software=software, **more)


def folder(site: str, name: str, path: str) -> DataSet:
    """Return a folder of the site's server."""
    source = Paths(server=f"{site}-all1", paths=(PurePosixPath(path),))
    return DataSet(name=f"{site}-{name}", source=source, policy="nightly", privacy="internal")


def site(code: str, network: str, version: str, **more: Any) -> Site:
    """Return a server with every role, one that asks it, and a switch that may ask it too."""
    lan = IPv4Network(network)
    files = Service(
        name=f"{code}-files",
        title="Files",
        tier=Tier.INSTRUCTION,
        objectives=Objectives(rto=timedelta(hours=8), rpo=timedelta(hours=24), mtd=timedelta(hours=48)),
        owner="it",
        runs_on=(f"{code}-all1",),
        data_sets=(
            folder(code, "school", "/srv/school"),
            folder(code, "logins", "/var/lib/samba/private"),
        ),
        impact="No files.",
        workaround="Paper.",
    )
    switch = NetworkDevice(
        name=f"{code}-switch1",
        address=lan[40],
        owner="it",
        platform="aruba-aos-cx",
        baselines=(),
        radius=(f"{code}-all1",),
    )
    return Site(
        code=code,
        title=code,
        kind="middle-school",
        students=0,
        networks=(lan,),
        contact="it",
        assets=(
            server(
                f"{code}-all1",
                lan[21],
                version,
                baselines=ROLES,
                secrets=(HostSecret(name="radius", secret=Secret.env("LAB_RADIUS")),),
                **more,
            ),
            server(f"{code}-asker1", lan[22], version, baselines=()),
            switch,
        ),
        services=(files,),
    )


def repository(name: str, host: str) -> Repository:
    """Return an append-only repository in a site's network."""
    return Repository(
        name=name,
        location=f"rest:https://{host}:8000/{name}/",
        site="more",
        media="disk",
        password=Secret.env("LAB_PASSWORD"),
        user=Secret.env("LAB_USER"),
        user_secret=Secret.env("LAB_USER_SECRET"),
        ca_certificate=Secret.env("LAB_CA"),
        append_only=True,
    )


district = District(
    name="Lab",
    domain="lab.example",
    sites=(
        site("more", "198.18.60.0/24", "12"),
        site("strict", "198.18.60.0/24", "13", level="strict"),
    ),
    roles=(Role(name="it", title="IT", phone="555-0100", email="it@lab.example"),),
    repositories=(repository("near", "198.18.60.5"),),
    policies=(BackupPolicy(name="nightly", copies=("near",), cadence=timedelta(hours=22)),),
    scenarios=(Scenario(name="fire", title="The closet burns", peril="fire-or-flood", sites=("more",)),),
    exercises=(
        Exercise(
            name="quarterly",
            title="Restore the files, and time it",
            kind="test",
            scenario="fire",
            dates=(date(2026, 9, 5), date(2098, 12, 6), date(2099, 3, 7)),
            led_by="it",
            services=("more-files", "strict-files"),
        ),
    ),
)
