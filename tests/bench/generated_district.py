"""A district of any size: alike sites with servers and switches, all backed up, nearly all of it right."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import PurePosixPath

from drplan import (
    AcademicCalendar,
    Agreement,
    AwsAccount,
    BackupPolicy,
    BusinessImpact,
    DataSet,
    DeviceConfig,
    District,
    Escrow,
    Exercise,
    FileProbe,
    Funding,
    HumanStep,
    Lifecycle,
    Link,
    NetworkDevice,
    Objectives,
    Partner,
    Paths,
    Period,
    Repository,
    Retention,
    Role,
    Room,
    RouteProbe,
    S3Bucket,
    Scenario,
    Secret,
    Server,
    Service,
    Site,
    Snmp,
    Software,
    Tier,
    Tightening,
    Vendor,
    Vlan,
    Window,
)

HUB = "s0000"
DAYS = (date(2026, 9, 15), date(2026, 12, 8), date(2027, 2, 16), date(2027, 5, 11))
SERVER_SHARE = 5
"""Every fifth asset is a server, the others are switches but for one router a site."""
FUNCTIONS = ("files", "learning", "print", "library", "other")
PER_SITE = 1024
"""Addresses a site is given."""
Held = Server | NetworkDevice | AwsAccount
FLAWED = 100
"""One in so many services has no probe."""


def generated_district(sites: int, assets: int, services: int) -> District:
    """Return a district with that many sites, assets and services, dealt out evenly to the sites."""
    buildings = tuple(
        generated_site(number, assets // sites, services // sites, hub=number == 0) for number in range(sites)
    )
    return District(
        name="Generated District",
        domain="generated.example",
        sites=buildings,
        roles=tuple(roles(sites)),
        repositories=repositories(),
        policies=policies(),
        vendors=(vendor(),),
        partners=(partner(),),
        calendars=(calendar(),),
        scenarios=(
            Scenario(name="ransomware", title="Files are encrypted", peril="ransomware", sites=(HUB,)),
        ),
        exercises=tuple(exercise(site) for site in buildings),
    )


def generated_site(number: int, assets: int, services: int, *, hub: bool) -> Site:
    code = f"s{number:04}"
    network = IPv4Network((int(IPv4Address("10.0.0.0")) + number * PER_SITE, 22))
    held: list[Held] = [asset(code, network, place) for place in range(assets)]
    if hub:
        held[-1] = account()
    return Site(
        code=code,
        title=f"School {number}",
        kind="district-office" if hub else "elementary-school",
        students=0 if hub else 300 + number % 400,
        networks=(network,),
        contact=f"{code}-principal",
        rooms=(
            Room(name=f"{code}-mdf", title="Main closet", kind="main-closet", battery_minutes=30),
            Room(name=f"{code}-idf", title="Upper closet", kind="closet", battery_minutes=15),
        ),
        vlans=(Vlan(number=10, name="staff", network=network),),
        links=tuple(links(code, hub=hub)),
        assets=tuple(held),
        services=tuple(service(code, place, services, held) for place in range(services)),
    )


def asset(code: str, network: IPv4Network, place: int) -> Server | NetworkDevice:
    address = network.network_address + 10 + place
    room = f"{code}-{'mdf' if place < 2 * SERVER_SHARE else 'idf'}"
    if place and place % SERVER_SHARE == 0:
        return Server(
            name=f"{code}-srv{place}",
            address=address,
            owner="systems-administrator",
            software=Software(name="debian", version="13", support_until=date(2030, 6, 30)),
            room=room,
            admin=Secret.env(f"SERVER_ADMIN_{code.upper()}"),
            lifecycle=lifecycle(),
        )
    uplink = f"{code}-sw0" if place else (f"{HUB}-sw1" if code == HUB else f"{HUB}-sw0")
    return NetworkDevice(
        name=f"{code}-sw{place}",
        address=address,
        owner="network-administrator",
        platform="aruba-aos-cx" if place else "juniper-junos",
        neighbour=uplink,
        baselines=(),
        software=Software(name="firmware", version="10.13", support_until=date(2031, 6, 30)),
        snmp=Snmp(version="v3"),
        room=room,
        admin=Secret.env(f"NETWORK_ADMIN_{code.upper()}"),
        lifecycle=lifecycle(),
    )


def account() -> AwsAccount:
    return AwsAccount(
        name="district-aws",
        account_id="123456789012",
        region="us-east-1",
        owner="technology-director",
        buckets=("generated-transcripts",),
        admin=Secret.env("ACCOUNT_ADMIN"),
        lifecycle=lifecycle(),
    )


def lifecycle() -> Lifecycle:
    return Lifecycle(
        bought=date(2024, 7, 1),
        cost=2400,
        funding=Funding(budget="capital", source="Technology levy", e_rate_category=2),
        warranty_until=date(2029, 6, 30),
        support_until=date(2031, 6, 30),
    )


def service(code: str, place: int, of: int, held: Sequence[Held]) -> Service:
    """Return the network (place 0) with the devices' configurations, or one with some servers' files."""
    devices = [each for each in held if isinstance(each, NetworkDevice)]
    others = [each for each in held if not isinstance(each, NetworkDevice)]
    mine: Sequence[Held] = devices if place == 0 else others[place - 1 :: of - 1]
    first = place == 0
    return Service(
        name=f"{code}-{'network' if first else f'service{place}'}",
        title="Network" if first else f"Service {place}",
        function="network" if first else FUNCTIONS[place % len(FUNCTIONS)],
        tier=Tier.FOUNDATION if first else Tier.INSTRUCTION,
        objectives=objectives(2 + 6 * place),
        owner="network-administrator" if first else "systems-administrator",
        runs_on=tuple(each.name for each in (mine[:2] if first else mine)),
        depends_on=() if first else (f"{code}-network", *((f"{code}-service{place - 1}",) * (place > 1))),
        data_sets=tuple(map(data_set, mine)),
        probes=tuple(probes(code, place, mine)),
        recovery_steps=(human_step(),),
        impact="Classes fall back to paper.",
        workaround="Paper forms in the office.",
        bia=BusinessImpact(teaching="major", dollars_a_day=500),
        during=() if first else (Tightening(during="state-testing", objectives=objectives(1 + 6 * place)),),
    )


def probes(code: str, place: int, held: Sequence[Held]) -> Iterator[RouteProbe | FileProbe]:
    if (int(code[1:]) + place) % FLAWED == FLAWED - 1:
        return
    if place == 0:
        yield RouteProbe(seen_from=f"{HUB}-sw0", network=IPv4Network("10.0.0.0/8"))
    for each in held[: place and 1]:
        if isinstance(each, Server):
            yield FileProbe(server=each.name, path="/srv/canary.txt", contains="the canary sings")


def human_step() -> HumanStep:
    return HumanStep(what="Look at one screen", role="systems-administrator", duration=timedelta(minutes=10))


def objectives(hours: int) -> Objectives:
    return Objectives(
        rto=timedelta(hours=hours),
        rpo=timedelta(hours=26),
        mtd=timedelta(hours=max(96, hours + 1)),
        wrt=timedelta(hours=1),
    )


def data_set(held: Held) -> DataSet:
    own = isinstance(held, NetworkDevice)
    return DataSet(
        name=f"{held.name}-data",
        source=source(held),
        policy="nightly",
        privacy="internal" if own else "student-records",
        canaries=() if own else ("/srv/canary.txt",),
        size=20_000 if own else 20_000_000_000,
        nightly_change=2_000 if own else 100_000_000,
    )


def source(held: Held) -> DeviceConfig | Paths | S3Bucket:
    match held:
        case NetworkDevice():
            return DeviceConfig(device=held.name)
        case Server():
            return Paths(server=held.name, paths=(PurePosixPath("/srv"),))
        case AwsAccount():
            return S3Bucket(account=held.name, bucket=held.buckets[0])


def links(code: str, *, hub: bool) -> Iterator[Link]:
    rate = 10_000.0 if hub else 1_000.0
    yield Link(name=f"{code}-internet", to="internet", up_mbit_s=rate, down_mbit_s=rate, provider="carrier")
    if not hub:
        yield Link(name=f"{code}-fiber", to=HUB, up_mbit_s=10_000.0, down_mbit_s=10_000.0)


def roles(sites: int) -> Iterator[Role]:
    office = ("technology-director", "systems-administrator", "network-administrator")
    names = [*office, *(f"s{number:04}-principal" for number in range(sites))]
    for number, name in enumerate(names):
        yield Role(
            name=name,
            title=name.replace("-", " ").title(),
            phone=f"555-{number:04}",
            email=f"{name}@generated.example",
            alternate=office[1] if name == office[0] else office[0],
            confirmed_on=date(2026, 9, 1),
            assigned_on=date(2025, 7, 1),
            trained_on=date(2026, 8, 20),
        )


def repositories() -> tuple[Repository, ...]:
    envelope = Escrow(place="bank box", holder="technology-director", confirmed_on=date(2026, 9, 1))
    kept = (("onsite", HUB, "disk", True), ("offsite", "neighbour", "object-storage", False))
    return tuple(
        Repository(
            name=name,
            location=f"rest:https://{name}.generated.example:8000/drplan/",
            site=site,
            media=media,
            password=Secret.env(f"{name.upper()}_PASSWORD"),
            admin=Secret.env(f"{name.upper()}_ADMIN"),
            immutable_days=0 if append_only else 60,
            append_only=append_only,
            isolated=not append_only,
            escrow=(envelope,),
            restore_mbit_s=4_000.0,
        )
        for name, site, media, append_only in kept
    )


def policies() -> tuple[BackupPolicy, ...]:
    return (
        BackupPolicy(
            name="nightly",
            copies=("onsite", "offsite"),
            cadence=timedelta(hours=24),
            duration=timedelta(hours=1),
            window=Window(opens=time(20), lasts=timedelta(hours=9)),
            retention=Retention(within=timedelta(days=30), daily=30, weekly=12, monthly=12, yearly=3),
        ),
    )


def vendor() -> Vendor:
    return Vendor(
        name="carrier",
        title="Carrier",
        phone="555-9000",
        email="desk@carrier.example",
        agreements=(Agreement(kind="support", signed=date(2025, 7, 1), expires=date(2030, 6, 30)),),
    )


def partner() -> Partner:
    return Partner(
        name="neighbour",
        title="Neighbouring district",
        phone="555-9001",
        email="desk@neighbour.example",
        kilometers=120,
        gives=("off-site-copy", "evidence-countersignature"),
        agreements=(Agreement(kind="mutual-aid", signed=date(2025, 7, 1), expires=date(2030, 6, 30)),),
    )


def calendar() -> AcademicCalendar:
    testing = Period(
        name="spring-testing",
        title="State testing",
        kind="state-testing",
        first=date(2027, 4, 5),
        last=date(2027, 4, 30),
        freezes=("drill", "deploy"),
    )
    return AcademicCalendar(
        title="2026-27", first=date(2026, 7, 1), last=date(2027, 6, 30), periods=(testing,)
    )


def exercise(site: Site) -> Exercise:
    return Exercise(
        name=f"{site.code}-restores",
        title=f"Restores of {site.title}",
        kind="test",
        scenario="ransomware",
        dates=DAYS,
        led_by="technology-director",
        services=tuple(each.name for each in site.services),
    )
