"""Closets of the schools: rooms, switches, VLANs and the line to the data room, from one small table each.

The papers that the schools' offices keep are put to their services here, too: see ``papers_teaching.py``.
"""

from datetime import date
from typing import NamedTuple

from drplan import (
    Funding,
    Lifecycle,
    Link,
    NetworkDevice,
    Platform,
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
    """A model of switch: what it runs, and what one costs in dollars."""

    platform: Platform
    software: Software
    cost: int


CX_CORE, CX_ACCESS = (
    Model("aruba-aos-cx", Software(name="AOS-CX", version="10.13", support_until=date(2030, 6, 30)), cost)
    for cost in (18_500, 5_200)
)
IOS_CORE, IOS_ACCESS = (
    Model("cisco-ios", Software(name="Cisco IOS XE", version="17.12", support_until=date(2029, 9, 30)), cost)
    for cost in (14_200, 4_900)
)
JUNOS_CORE = Model(
    "juniper-junos", Software(name="Junos", version="23.4R2", support_until=date(2028, 12, 31)), 11_000
)
PROCURVE = Model(
    "hpe-procurve", Software(name="ArubaOS-Switch", version="16.11", support_until=date(2029, 6, 30)), 3_600
)


def switch(school: Site, name: str, number: int, *, room: str, model: Model, bought: date) -> NetworkDevice:
    """Return a switch, under warranty for seven years and then replaced by its like."""
    seven_years = bought.replace(year=bought.year + 7)
    return NetworkDevice(
        name=name,
        address=school.networks[0][number],
        owner="network-administrator",
        platform=model.platform,
        # Kept by its maker's tools; drplan keeps its configuration.
        baselines=(),
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
                switch(school, f"{code}-core1", 2, room=main, model=core, bought=bought),
                *(
                    switch(
                        school,
                        f"{code}-sw{closet}-{place}",
                        100 + 2 * closet + place,
                        room=room,
                        model=access,
                        bought=bought,
                    )
                    for closet, room in enumerate(rooms, start=1)
                    for place in (1, 2)
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
