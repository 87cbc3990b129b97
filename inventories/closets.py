"""Closets of the schools: rooms, switches, VLANs and the line to the data room, from one small table each.

The papers that the schools' offices keep are put to their services here, too: see ``papers_teaching.py``.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from drplan import (
    DeviceRole,
    Funding,
    Lifecycle,
    Link,
    NetworkDevice,
    Platform,
    Port,
    Replacement,
    Room,
    Secret,
    Site,
    Snmp,
    Software,
    Vlan,
)

from . import es, hs, ms, papers_teaching

E_RATE = Funding(budget="capital", source="E-rate and building fund", e_rate_category=2)


class Model(NamedTuple):
    """A model of switch: its maker's name for it, what it runs, what one costs in dollars, and its ports.

    ``port`` is what it calls a numbered port; ``uplink`` the port that leads out of a closet.
    """

    name: str
    platform: Platform
    software: Software
    cost: int
    port: str
    uplink: str = ""

    def ports(self, first: int, last: int) -> str:
        """Return a range of ports in the device's own words."""
        return f"{self.port.format(first)}-{self.port.format(last)}"


AOS_CX = Software(name="AOS-CX", version="10.13", support_until=date(2030, 6, 30))
IOS_XE = Software(name="Cisco IOS XE", version="17.12", support_until=date(2029, 9, 30))
JUNOS = Software(name="Junos", version="23.4R2", support_until=date(2028, 12, 31))
AOS_S = Software(name="ArubaOS-Switch", version="16.11", support_until=date(2029, 6, 30))

CX_CORE = Model("8360-24XF2C", "aruba-aos-cx", AOS_CX, 18_500, "1/1/{}")
CX_ACCESS = Model("6300M-48G", "aruba-aos-cx", AOS_CX, 5_200, "1/1/{}", "1/1/49")
IOS_CORE = Model("C9500-40X", "cisco-ios", IOS_XE, 14_200, "TenGigabitEthernet1/0/{}")
IOS_ACCESS = Model(
    "C9300-48P", "cisco-ios", IOS_XE, 4_900, "GigabitEthernet1/0/{}", "TenGigabitEthernet1/1/1"
)
JUNOS_CORE = Model("EX4400-24X", "juniper-junos", JUNOS, 11_000, "xe-0/0/{}")
PROCURVE = Model("2930F-48G", "hpe-procurve", AOS_S, 3_600, "{}", "49")

CLIENTS = (20, 30, 40, 50)
"""The VLANs of people and things; VLAN 10, without a tag on trunks, is where servers and switches are."""


def trunk(name: str, to: str, to_port: str) -> Port:
    """Return a port to another switch: every VLAN of the school."""
    return Port(name=name, use="trunk", vlan=10, tagged=CLIENTS, to=to, to_port=to_port)


def closet_ports(model: Model, core: str, core_port: str) -> tuple[Port, ...]:
    """Return the same ports in every closet: what people plug into, what is shut, and the uplink."""
    return (
        Port(name=model.ports(1, 16), use="access", vlan=20),
        Port(name=model.ports(17, 36), use="access", vlan=30),
        Port(name=model.ports(37, 40), use="access", vlan=40),
        Port(name=model.ports(41, 44), use="access", vlan=50),
        Port(name=model.ports(45, 48), use="unused"),
        trunk(model.uplink, to=core, to_port=core_port),
    )


def core_ports(model: Model, closets: Sequence[str], uplink: str, router: str | None) -> tuple[Port, ...]:
    """Return the ports of a school's core: one to each switch of the closets, the last to its router."""
    return (
        *(
            trunk(model.port.format(number), to=closet, to_port=uplink)
            for number, closet in enumerate(closets, start=1)
        ),
        Port(name=model.ports(len(closets) + 1, 23), use="unused"),
        Port(name=model.port.format(24), use="access", vlan=10, to=router, description="servers"),
    )


def switch(
    school: Site,
    name: str,
    number: int,
    *,
    role: DeviceRole,
    room: str,
    model: Model,
    bought: date,
    ports: tuple[Port, ...],
) -> NetworkDevice:
    """Return a switch, under warranty for seven years and then replaced by its like."""
    seven_years = bought.replace(year=bought.year + 7)
    return NetworkDevice(
        name=name,
        address=school.networks[0][number],
        owner="network-administrator",
        platform=model.platform,
        role=role,
        model=model.name,
        ports=ports,
        radius=("do-dc1", "do-dc2"),
        # The high school has its switches kept by their maker's cloud; drplan keeps their configurations.
        baselines=() if school.code == "hs" else ("baseline",),
        software=model.software,
        snmp=Snmp(version="v3"),
        room=room,
        admin=Secret.env(f"DRPLAN_{school.code.upper()}_NETWORK_ADMIN"),
        lifecycle=Lifecycle(
            bought=bought,
            cost=model.cost,
            funding=E_RATE,
            warranty_until=seven_years,
            support_until=seven_years,
            replacement=Replacement(due=seven_years, cost=model.cost * 5 // 4, funding=E_RATE),
        ),
    )


def vlans(school: Site) -> tuple[Vlan, ...]:
    """Return the same five VLANs in every school, cut from its two networks."""
    servers, clients = school.networks
    staff, students, things, _ = clients.subnets(new_prefix=20)
    voice, doors, *_ = things.subnets(new_prefix=22)
    return (
        Vlan(number=10, name="servers", network=servers),
        Vlan(number=20, name="staff", network=staff),
        Vlan(number=30, name="students", network=students),
        Vlan(number=40, name="voice", network=voice),
        Vlan(number=50, name="doors-and-cameras", network=doors),
    )


def fitted_out(
    school: Site, link: Link, bought: date, models: tuple[Model, Model], closets: tuple[str, ...]
) -> Site:
    """Return the school with a main closet (core switch) and the named ones (two switches in each)."""
    code, main, (core, access) = school.code, f"{school.code}-mdf", models
    rooms = {f"{code}-idf{number}": title for number, title in enumerate(closets, start=1)}
    switches = [f"{code}-sw{closet}-{place}" for closet in range(1, len(rooms) + 1) for place in (1, 2)]
    router = next((asset.name for asset in school.assets if isinstance(asset, NetworkDevice)), None)
    return school.model_copy(
        update={
            "links": (link,),
            "services": tuple(
                each.model_copy(update={"papers": papers_teaching.of_schools.get(each.name, ())})
                for each in school.services
            ),
            "vlans": vlans(school),
            "rooms": (
                Room(name=main, title="Main closet", kind="main-closet", battery_minutes=60),
                *(
                    Room(name=room, title=title, kind="closet", battery_minutes=15)
                    for room, title in rooms.items()
                ),
            ),
            "assets": (
                *school.assets,
                switch(
                    school,
                    f"{code}-core1",
                    2,
                    role="core",
                    room=main,
                    model=core,
                    bought=bought,
                    ports=core_ports(core, switches, access.uplink, router),
                ),
                *(
                    switch(
                        school,
                        name,
                        103 + place,
                        role="closet",
                        room=room,
                        model=access,
                        bought=bought,
                        ports=closet_ports(access, f"{code}-core1", core.port.format(1 + place)),
                    )
                    for place, (name, room) in enumerate(
                        zip(switches, (room for room in rooms for _ in range(2)), strict=True)
                    )
                ),
            ),
        }
    )


schools = (
    fitted_out(
        hs.site,
        Link(name="hs-fiber", to="do", up_mbit_s=10_000, down_mbit_s=10_000),
        bought=date(2023, 7, 10),
        models=(CX_CORE, CX_ACCESS),
        closets=(
            "East wing, ground floor",
            "East wing, upper floor",
            "West wing, ground floor",
            "West wing, upper floor",
            "Gymnasium",
            "Auditorium and music",
            "Career and technical shops",
        ),
    ),
    fitted_out(
        ms.site,
        Link(name="ms-fiber", to="do", up_mbit_s=2_000, down_mbit_s=2_000),
        bought=date(2022, 7, 11),
        models=(IOS_CORE, IOS_ACCESS),
        closets=("Sixth grade", "Seventh grade", "Eighth grade", "Gymnasium and cafeteria"),
    ),
    fitted_out(
        es.site,
        # Across the highway: a leased line, where the others have the district's own fiber.
        Link(name="es-fiber", to="do", up_mbit_s=1_000, down_mbit_s=1_000, provider="valley-fiber"),
        bought=date(2021, 7, 12),
        models=(JUNOS_CORE, PROCURVE),
        closets=("Kindergarten and first grade", "Second and third grade", "Cafeteria and gymnasium"),
    ),
)
