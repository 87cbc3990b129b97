"""From what a district says of itself to its first declaration."""

from __future__ import annotations

from datetime import date, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from drplan.declare import (
    Agreement,
    BackupPolicy,
    DataSet,
    District,
    Link,
    Objectives,
    Paths,
    PortProbe,
    Repository,
    Retention,
    Role,
    Secret,
    Server,
    Service,
    Site,
    Tier,
    Vendor,
    Waiver,
)
from drplan.explain.starter.start import Start
from drplan.validate import examine

BORNE = timedelta(days=90)
"""The first quarter: as long as the assessment's list of what to do first."""

_DIRECTOR, _ADMINISTRATOR, _KEEPER = "technology-director", "systems-administrator", "copies-keeper"
_DAY = timedelta(days=1)


def first_plan(start: Start, today: date) -> District:
    """Return the declaration; what it does not say yet is borne for ninety days from ``today``, by name.

    Raises pydantic's ``ValidationError`` when the parts do not fit each other.
    """
    plan = District(
        name=start.district,
        domain=start.domain,
        time_zone=start.time_zone,
        sites=(_site(start),),
        roles=_roles(start),
        repositories=_copies(start),
        policies=(_nightly(),),
        vendors=(_keeper(start),),
        detection=min(timedelta(days=14), timedelta(days=start.lock_days)),
    )
    return plan.model_copy(update={"waivers": borne(plan, today)})


def borne(plan: District, today: date) -> tuple[Waiver, ...]:
    """Return a waiver for each warning: it is named in the plan, and comes back after ninety days.

    Errors are never set aside: a plan that cannot hold is not made to look as if it did.
    """
    found = [each for each in examine(plan, today).findings if each.severity == "warning"]
    said: dict[tuple[str, str], list[str]] = {}
    for each in found:
        said.setdefault((each.rule, each.subject.name), []).append(each.message)
    return tuple(
        Waiver(
            rule=rule,
            subject=subject,
            reason=f"not done yet when the plan was begun on {today}{_more(messages)}",
            approved_by_role=_DIRECTOR,
            until=today + BORNE,
        )
        for (rule, subject), messages in said.items()
    )


def _more(messages: list[str]) -> str:
    """Say how many findings one waiver bears; what each is about, ``drplan validate`` prints above it."""
    return f": {len(messages)} of them" if len(messages) > 1 else ""


def _roles(start: Start) -> tuple[Role, ...]:
    return (
        Role(
            name=_DIRECTOR,
            title="Director of Technology",
            phone=start.director.phone,
            email=start.director.email,
            alternate=_ADMINISTRATOR,
        ),
        Role(
            name=_ADMINISTRATOR,
            title="Systems Administrator",
            phone=start.administrator.phone,
            email=start.administrator.email,
            alternate=_DIRECTOR,
        ),
    )


def _site(start: Start) -> Site:
    return Site(
        code=start.site,
        title=start.site_title,
        kind=start.site_kind,
        students=start.students,
        networks=(IPv4Network(f"{start.address}/24", strict=False),),
        contact=_DIRECTOR,
        links=(
            Link(
                name=f"{start.site}-internet",
                to="internet",
                up_mbit_s=start.link_mbit_s,
                down_mbit_s=start.link_mbit_s,
            ),
        ),
        assets=(
            Server(
                name=start.server,
                address=start.address,
                owner=_ADMINISTRATOR,
                baselines=("baseline", "backup-client"),
            ),
        ),
        services=(_service(start),),
    )


def _service(start: Start) -> Service:
    """Return the one service that every Debian host has: its own settings, which no student record is in."""
    settings = DataSet(
        name=f"{start.server}-settings",
        source=Paths(server=start.server, paths=(PurePosixPath("/etc"),)),
        policy="nightly",
        privacy="internal",
        canaries=("/etc/hostname",),
    )
    return Service(
        name=f"{start.server}-itself",
        title=f"The server {start.server}, with its settings",
        tier=Tier.FOUNDATION,
        objectives=Objectives(rto=4 * timedelta(hours=1), rpo=_DAY, mtd=_DAY),
        owner=_ADMINISTRATOR,
        runs_on=(start.server,),
        data_sets=(settings,),
        probes=(PortProbe(server=start.server, port=22),),
        impact=f"What runs on {start.server} is gone: declare those services beside this one.",
        workaround="None yet: write down what people do by hand while it is gone.",
    )


def _copies(start: Start) -> tuple[Repository, ...]:
    def repository(name: str, location: str, site: str, media: str, **more: object) -> Repository:
        word = name.upper()
        return Repository.model_validate(
            {
                "name": name,
                "location": location,
                "site": site,
                "media": media,
                "password": Secret.env(f"{word}_PASSWORD"),
                "user": Secret.env(f"{word}_USER"),
                "user_secret": Secret.env(f"{word}_USER_SECRET"),
                "ca_certificate": Secret.env(f"{word}_CA") if _own_authority(location) else None,
                **more,
            }
        )

    return (
        repository("onsite", start.onsite, start.site, "disk", append_only=start.onsite.startswith("rest:")),
        repository("offsite", start.offsite, _KEEPER, "object-storage", immutable_days=start.lock_days),
    )


def _own_authority(location: str) -> bool:
    """Say whether a copy is reached over TLS by address: no public authority vouches for one.

    Such a server has a certificate of the district's own authority, which restic has to be given.
    """
    scheme, _, url = location.partition(":")
    parts = urlsplit(url)
    try:
        return scheme == "rest" and parts.scheme == "https" and bool(IPv4Address(parts.hostname or ""))
    except ValueError:
        return False


def _nightly() -> BackupPolicy:
    return BackupPolicy(
        name="nightly",
        copies=("onsite", "offsite"),
        cadence=timedelta(hours=22),
        duration=timedelta(hours=2),
        retention=Retention(within=timedelta(days=35), daily=14, weekly=9, monthly=12),
    )


def _keeper(start: Start) -> Vendor:
    contract = Agreement(kind="support", signed=start.contract_from, expires=start.contract_until)
    return Vendor(
        name=_KEEPER,
        title=start.keeper,
        phone=start.keeper_contact.phone,
        email=start.keeper_contact.email,
        agreements=(contract,),
    )
