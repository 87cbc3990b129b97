"""What a server is told of the district: its own part of it, and no more."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network

from hypothesis import given
from hypothesis import strategies as st

from drplan.adapters.hosts.declared import declared_on, share
from drplan.declare import (
    DataSet,
    District,
    DnsRecord,
    DnsZone,
    LdapDirectory,
    Leases,
    MariaDbDatabase,
    Objectives,
    Server,
    Service,
    Site,
    Tier,
    Vlan,
)

LAN = IPv4Network("198.18.40.0/24")


def server(name, number):
    return Server(name=name, address=LAN[number], owner="admin", baselines=("baseline",))


FIRST, SECOND = server("ns1", 11), server("ns2", 12)


def district(*, zones=(), leases=None, sources=()):
    service = Service(
        name="records",
        title="Records",
        tier=Tier.FOUNDATION,
        objectives=Objectives(rto=timedelta(hours=1), rpo=timedelta(hours=1), mtd=timedelta(hours=2)),
        owner="admin",
        data_sets=tuple(
            DataSet(name=f"d{number}", source=source, policy="nightly", privacy="internal")
            for number, source in enumerate(sources)
        ),
        impact="None.",
        workaround="Paper.",
    )
    site = Site(
        code="do",
        title="Office",
        kind="district-office",
        students=0,
        networks=(LAN,),
        contact="admin",
        vlans=(Vlan(number=10, name="servers", network=LAN, leases=leases),),
        assets=(FIRST, SECOND),
        services=(service,),
    )
    return District(
        name="D", domain="d.example", sites=(site,), zones=zones, roles=(), repositories=(), policies=()
    )


def lent(servers, first=100, last=199):
    return Leases(first=LAN[first], last=LAN[last], gateway=LAN[1], servers=servers)


def test_each_engine_is_told_of_its_own_data():
    told = declared_on(
        district(
            sources=(
                MariaDbDatabase(server="ns1", database="meals"),
                MariaDbDatabase(server="ns1", database="meals"),
                LdapDirectory(server="ns1", suffix="dc=d,dc=example"),
                LdapDirectory(server="ns2", suffix="dc=other"),
            )
        ),
        FIRST,
    )
    assert (told["databases"], told["mariadb_databases"], told["directories"]) == (
        [],
        ["meals"],
        ["dc=d,dc=example"],
    )


def test_a_zone_names_its_servers_and_the_sites_machines_once():
    zone = DnsZone(
        name="d.example",
        servers=("ns1",),
        sites=("do",),
        records=(DnsRecord(name="www", type="CNAME", value="ns2"),),
    )
    (told,) = declared_on(district(zones=(zone,)), FIRST)["zones"]
    assert told["records"] == [
        ["ns1", "A", "198.18.40.11"],
        ["ns2", "A", "198.18.40.12"],
        ["www", "CNAME", "ns2"],
    ]
    assert declared_on(district(zones=(zone,)), SECOND)["zones"] == []


def test_a_zone_that_others_hold_has_no_records():
    zone = DnsZone(name=".", servers=("ns1",), forward_to=(IPv4Address("198.18.40.24"),))
    (told,) = declared_on(district(zones=(zone,)), FIRST)["zones"]
    assert (told["forward_to"], told["records"]) == (["198.18.40.24"], [])


def test_two_servers_lend_a_half_each_and_name_both_resolvers():
    (first,) = declared_on(district(leases=lent(("ns1", "ns2"))), FIRST)["leases"]
    (second,) = declared_on(district(leases=lent(("ns1", "ns2"))), SECOND)["leases"]
    assert (first["first"], first["last"]) == ("198.18.40.100", "198.18.40.149")
    assert (second["first"], second["last"]) == ("198.18.40.150", "198.18.40.199")
    assert first["name_servers"] == ["198.18.40.11", "198.18.40.12"] == second["name_servers"]
    assert not first["alone"]
    (alone,) = declared_on(district(leases=lent(("ns1",))), FIRST)["leases"]
    assert alone["alone"]
    assert (alone["last"], alone["seconds"]) == ("198.18.40.199", 8 * 3600)


@given(st.integers(1, 200), st.integers(1, 6))
def test_shares_hold_every_address_once(count, servers):
    if count < servers:
        return
    leases = lent(tuple(f"ns{number}" for number in range(servers)), first=20, last=19 + count)
    shares = [share(leases, number) for number in range(servers)]
    addresses = [each for first, last in shares for each in range(int(first), int(last) + 1)]
    assert addresses == list(range(int(leases.first), int(leases.last) + 1))
    assert all(first <= last for first, last in shares)
