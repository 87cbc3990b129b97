"""District office and data room: what stands there. What it does for the district is in ``do_*.py``.

Two of everything that others stand on: hypervisors, directory, names, phones, filters, firewalls, lines out.
"""

from datetime import date
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Literal

from drplan import (
    DeviceRole,
    Funding,
    GoogleWorkspace,
    Interface,
    Lifecycle,
    Link,
    Microsoft365,
    NetworkDevice,
    Platform,
    PolicyWaiver,
    Port,
    Replacement,
    Room,
    Secret,
    Server,
    Site,
    Snmp,
    Software,
    Vlan,
    pyinfra_hosts,
)

LAN = IPv4Network("198.18.10.0/24")
ROOM = "do-data-room"

SERVERS_ADMIN = Secret.env("DRPLAN_DO_SERVERS_ADMIN")
NETWORK_ADMIN = Secret.env("DRPLAN_DO_NETWORK_ADMIN")
# The backup server and the vault have secrets of their own, and the copies themselves others: see copies.py.
BACKUP_ADMIN = Secret.env("DRPLAN_BACKUP_SERVER_ADMIN")
VAULT_ADMIN = Secret.env("DRPLAN_VAULT_ADMIN")
SNMP = Snmp(version="v3")

DEBIAN = Software(name="Debian", version="12", support_until=date(2028, 6, 30))
FRR = Software(name="FRRouting on Debian", version="10.3", support_until=date(2028, 6, 30))
AOS_CX = Software(name="AOS-CX", version="10.13", support_until=date(2030, 6, 30))
FORTIOS = Software(name="FortiOS", version="7.6", support_until=date(2029, 1, 25))
UNIFI = Software(name="UniFi OS", version="4.3", support_until=date(2029, 6, 30))

BOND = Funding(budget="capital", source="2024 technology bond")
E_RATE = Funding(budget="capital", source="E-rate and 2024 technology bond", e_rate_category=2)
OPERATING = Funding(budget="operating", source="technology operating budget")


def bought(day: date, cost: int, funding: Funding, years: int = 7) -> Lifecycle:
    """Return the lifecycle of what is kept while its warranty lasts, then replaced by its like."""
    end = day.replace(year=day.year + years)
    return Lifecycle(
        bought=day,
        cost=cost,
        funding=funding,
        warranty_until=end,
        support_until=end,
        replacement=Replacement(due=end, cost=cost * 5 // 4, funding=funding),
    )


def not_federal(policy: str) -> PolicyWaiver:
    """Return the waiver of a policy that asks what federal agencies alone can do."""
    return PolicyWaiver(
        policy=policy,
        reason="Reports to CISA's own DMARC mailbox are for federal agencies.",
        approved_by_role="technology-director",
        until=date(2027, 6, 30),
    )


Level = Literal["essential", "strict"]


def machine(name: str, number: int, cost: int, admin: Secret, level: Level = "essential") -> Server:
    """Return a server of metal."""
    return Server(
        name=name,
        address=LAN[number],
        owner="systems-administrator",
        baselines=("baseline", "backup-client"),
        level=level,
        software=DEBIAN,
        room=ROOM,
        admin=admin,
        lifecycle=bought(date(2024, 7, 8), cost, BOND),
    )


def guest(name: str, number: int, host: str, serves: str | None = None) -> Server:
    """Return a virtual machine: its hardware is its host's, so what it costs is work and licences."""
    return Server(
        name=name,
        address=LAN[number],
        owner="systems-administrator",
        baselines=("baseline", "backup-client", *([serves] if serves else [])),
        software=DEBIAN,
        host=host,
        admin=SERVERS_ADMIN,
        lifecycle=bought(date(2024, 7, 22), 400, OPERATING, years=4),
    )


CLIENTS = (20, 40, 50)
"""Staff, voice, doors and cameras; VLAN 10, without a tag on trunks, is where servers and switches are."""
CORES = ("do-core1", "do-core2")
CLOSETS = tuple(f"do-sw{number}" for number in range(1, 5))


def trunk(name: str, to: str, to_port: str) -> Port:
    """Return a port to another switch or firewall: every VLAN of the building."""
    return Port(name=name, use="trunk", vlan=10, tagged=CLIENTS, to=to, to_port=to_port)


def core_ports(number: int) -> tuple[Port, ...]:
    """Return the ports of one of the two core switches: its like, its firewall, every closet, the servers."""
    return (
        trunk("1/1/1", to=CORES[2 - number], to_port="1/1/1"),
        trunk("1/1/2", to=f"do-fw{number}", to_port="port1"),
        *(
            trunk(f"1/1/{2 + place}", to=closet, to_port=f"1/1/{48 + number}")
            for place, closet in enumerate(CLOSETS, start=1)
        ),
        Port(name="1/1/7-1/1/20", use="access", vlan=10, description="servers"),
        Port(name="1/1/21-1/1/24", use="unused"),
    )


CLOSET_PORTS = (
    Port(name="1/1/1-1/1/24", use="access", vlan=20),
    Port(name="1/1/25-1/1/36", use="access", vlan=40),
    Port(name="1/1/37-1/1/40", use="access", vlan=50),
    Port(name="1/1/41-1/1/48", use="unused"),
)


def device(
    name: str,
    number: int,
    *,
    platform: Platform,
    role: DeviceRole,
    model: str,
    software: Software,
    cost: int,
    pair: str | None = None,
    ports: tuple[Port, ...] = (),
    interfaces: tuple[Interface, ...] = (),
    room: str = ROOM,
    baselines: tuple[str, ...] = ("baseline",),
) -> NetworkDevice:
    """Return a network device of the office, held to the baseline of its platform and role."""
    return NetworkDevice(
        name=name,
        address=LAN[number],
        owner="network-administrator",
        platform=platform,
        role=role,
        model=model,
        pair=pair,
        ports=ports,
        interfaces=interfaces,
        radius=("do-dc1", "do-dc2"),
        baselines=baselines,
        software=software,
        snmp=SNMP,
        room=room,
        admin=NETWORK_ADMIN,
        lifecycle=bought(date(2024, 7, 8), cost, E_RATE),
    )


site = Site(
    code="do",
    title="District Office",
    kind="district-office",
    students=0,
    networks=(LAN, IPv4Network("198.18.255.0/24"), IPv4Network("198.19.192.0/18")),
    contact="technology-director",
    contacts=("superintendent", "facilities-director"),
    rooms=(
        Room(name=ROOM, title="Data room, with generator", kind="data-room", battery_minutes=120),
        Room(name="do-idf1", title="Upper floor", kind="closet", battery_minutes=15),
        Room(name="do-idf2", title="Bus garage", kind="closet", battery_minutes=30),
    ),
    vlans=(
        Vlan(number=10, name="servers", network=LAN),
        Vlan(number=20, name="staff", network=IPv4Network("198.19.192.0/20")),
        Vlan(number=40, name="voice", network=IPv4Network("198.19.208.0/22")),
        Vlan(number=50, name="doors-and-cameras", network=IPv4Network("198.19.212.0/22")),
    ),
    links=(
        Link(
            name="do-internet1",
            to="internet",
            up_mbit_s=1_000,
            down_mbit_s=1_000,
            provider="valley-fiber",
        ),
        Link(
            name="do-internet2",
            to="internet",
            up_mbit_s=500,
            down_mbit_s=500,
            provider="ridge-broadband",
        ),
    ),
    assets=(
        NetworkDevice(
            name="do-rtr1",
            address=IPv4Address("198.18.10.1"),
            owner="network-administrator",
            platform="frr",
            interfaces=(
                Interface(name="lan0", address=IPv4Interface("198.18.10.1/24"), description="data room"),
                Interface(name="wan0", address=IPv4Interface("198.18.255.1/30"), description="to hs-rtr1"),
                Interface(
                    name="cloud0", address=IPv4Interface("203.0.113.1/24"), description="Internet handoff"
                ),
            ),
            routing=(
                IPv4Network("198.18.10.0/24"),
                IPv4Network("198.18.255.0/30"),
                IPv4Network("203.0.113.0/24"),
            ),
            role="router",
            neighbour="hs-rtr1",
            software=FRR,
            snmp=SNMP,
            room=ROOM,
            admin=NETWORK_ADMIN,
            lifecycle=bought(date(2024, 7, 8), 4_800, BOND),
        ),
        *(
            device(
                f"do-core{number}",
                1 + number,
                platform="aruba-aos-cx",
                role="core",
                model="8360-24XF2C",
                software=AOS_CX,
                cost=18_500,
                pair=CORES[2 - number],
                ports=core_ports(number),
            )
            for number in (1, 2)
        ),
        *(
            device(
                f"do-fw{number}",
                3 + number,
                platform="fortinet-fortios",
                role="firewall",
                model="FortiGate 200F",
                software=FORTIOS,
                cost=24_000,
                pair=f"do-fw{3 - number}",
                interfaces=(
                    Interface(
                        name="port1",
                        address=IPv4Interface(f"198.18.10.{3 + number}/24"),
                        description="data room",
                    ),
                ),
            )
            for number in (1, 2)
        ),
        device(
            "do-wlc1",
            6,
            platform="ubiquiti-unifi",
            role="wireless",
            model="UniFi Cloud Gateway",
            software=UNIFI,
            cost=1_900,
            # Kept by its maker's cloud.
            baselines=(),
        ),
        *(
            device(
                name,
                101 + place,
                platform="aruba-aos-cx",
                role="closet",
                model="6300M-48G",
                software=AOS_CX,
                cost=5_200,
                ports=(
                    *CLOSET_PORTS,
                    *(
                        trunk(f"1/1/{49 + at}", to=core, to_port=f"1/1/{3 + place}")
                        for at, core in enumerate(CORES)
                    ),
                ),
                room=room,
            )
            for place, (name, room) in enumerate(
                zip(CLOSETS, (ROOM, ROOM, "do-idf1", "do-idf2"), strict=True)
            )
        ),
        machine(name="do-hv1", number=11, cost=21_000, admin=SERVERS_ADMIN),
        machine(name="do-hv2", number=12, cost=21_000, admin=SERVERS_ADMIN),
        machine(name="do-backup1", number=20, cost=9_500, admin=BACKUP_ADMIN, level="strict"),
        machine(name="do-vault1", number=21, cost=3_200, admin=VAULT_ADMIN, level="strict"),
        guest(name="do-dc1", number=13, host="do-hv1"),
        guest(name="do-dc2", number=14, host="do-hv2"),
        guest(name="do-ns1", number=15, host="do-hv1"),
        guest(name="do-ns2", number=16, host="do-hv2"),
        guest(name="do-phone1", number=22, host="do-hv1"),
        guest(name="do-phone2", number=23, host="do-hv2"),
        guest(name="do-filter1", number=24, host="do-hv1"),
        guest(name="do-filter2", number=25, host="do-hv2"),
        guest(name="do-door1", number=26, host="do-hv1"),
        guest(name="do-health1", number=27, host="do-hv2", serves="database-postgres"),
        guest(name="do-finance1", number=28, host="do-hv1", serves="database-postgres"),
        guest(name="do-roster1", number=29, host="do-hv2"),
        guest(name="do-bus1", number=30, host="do-hv1", serves="web"),
        guest(name="do-pos1", number=31, host="do-hv2"),
        guest(name="do-test1", number=32, host="do-hv1"),
        guest(name="do-file1", number=33, host="do-hv2", serves="file-share"),
        guest(name="do-print1", number=34, host="do-hv1"),
        GoogleWorkspace(
            name="district-google",
            domain="cedarvalley.example",
            owner="technology-director",
            edition="Education Plus",
            users=2_650,
            admin=Secret.env("DRPLAN_GOOGLE_EMERGENCY_ADMIN"),
            holds=("GWS.COMMONCONTROLS", "GWS.GMAIL", "GWS.DRIVEDOCS", "GWS.CLASSROOM"),
            waives=(not_federal("GWS.GMAIL.4.3v1"),),
        ),
        Microsoft365(
            name="district-m365",
            domain="cedarvalley.onmicrosoft.example",
            owner="technology-director",
            edition="A3",
            users=310,
            admin=Secret.env("DRPLAN_M365_EMERGENCY_ADMIN"),
            holds=("MS.AAD", "MS.EXO"),
            waives=(not_federal("MS.EXO.4.3v1"),),
        ),
    ),
)

hosts = pyinfra_hosts(site)
