"""Databases, directories, names and addresses on real hosts of two releases, each asked from the other."""

import os
import shutil
import socket
import struct
from ipaddress import IPv4Address

import pytest

from tests.e2e.roles_lab import CORES, INVENTORY, NAME, inside

pytestmark = pytest.mark.lab

ACROSS = [("lab-core1", "198.18.40.12"), ("lab-core2", "198.18.40.11")]
"""Who asks, and whom: Debian 12 asks 13, and 13 asks 12."""

VERIFIED = "LDAPTLS_CACERT=/etc/ssl/lab/ca.pem"
TILL = """
create user if not exists till@"198.18.40.%" identified by "drawer";
grant all on meals.* to till@"198.18.40.%";
"""
PERSON = """dn: uid=pat,dc=roles,dc=example
objectClass: inetOrgPerson
uid: pat
cn: Pat
sn: Example
userPassword: secret word
"""


@pytest.fixture(scope="module")
def held(roles_applied):
    lab, applied = roles_applied
    outcomes = {outcome for done in applied.values() for outcome, _ in done.values()}
    assert outcomes == {"ok", "changed", "not-applicable"}
    with inside(lab.state):
        os.environ["DRPLAN_LAB_NAME"] = NAME
        yield lab


def test_a_second_apply_changes_nothing(held):
    for done in held.deploy("apply").values():
        assert {outcome for outcome, _ in done.values()} == {"ok", "not-applicable"}
        assert len(done) > 50


@pytest.mark.parametrize(("asks", "whom"), ACROSS)
def test_names_are_answered_and_zones_are_not_handed_out(held, asks, whom):
    def dig(*words):
        return held.ask(asks, f"dig +short +time=3 +tries=1 @{whom} {' '.join(words)}").splitlines()

    assert dig("lab-core2.roles.example") == ["198.18.40.12"]
    assert dig("www.roles.example") == ["lab-core1.roles.example.", "198.18.40.11"]
    assert dig("roles.example", "TXT") == [r'"v=spf1 -all; \"quoted\""']
    assert dig("version.bind", "CHAOS", "TXT") == []
    assert "Transfer failed" in held.ask(asks, f"dig @{whom} roles.example AXFR")
    # The serial is made of what a zone holds: both hold the same.
    (here,) = dig("roles.example", "SOA")
    assert here == held.ask(asks, "dig +short @127.0.0.1 roles.example SOA")


@pytest.mark.parametrize(("asks", "whom"), ACROSS)
def test_a_directory_answers_over_tls_and_only_to_those_who_log_in(held, asks, whom):
    server = next(name for name, address in CORES.items() if address == whom)
    held.on(server, "ldapadd -Q -Y EXTERNAL -H ldapi:///", stdin=PERSON)
    search = "ldapsearch -x -LLL -b dc=roles,dc=example"
    pat = 'uid=pat -D uid=pat,dc=roles,dc=example -w "secret word"'
    said = held.ask(asks, f"{VERIFIED} {search} -H ldaps://{whom} {pat}")
    assert "cn: Pat" in said
    assert "userPassword" not in said
    code, said = held.on(asks, f"{VERIFIED} {search} -H ldaps://{whom}")
    assert (code, "cn: Pat" in said) == (32, False)
    assert held.on(asks, f"{search} -H ldaps://{whom} {pat}")[0] != 0
    assert held.on(asks, f"{search} -H ldap://{whom} -o nettimeout=2 {pat}")[0] != 0


@pytest.mark.parametrize(("asks", "whom"), ACROSS)
def test_databases_answer_over_tls_and_to_nobody_in_clear(held, asks, whom):
    server = next(name for name, address in CORES.items() if address == whom)
    held.ask(server, "mariadb", stdin=TILL)
    held.ask(server, "runuser -u postgres -- psql -qX", stdin="alter role grades password 'report';")
    ask = f"mariadb -h {whom} -u till --password=drawer -Ne"
    assert (
        held.ask(asks, f'{ask} "select 6 * 7" --ssl-ca=/etc/ssl/lab/ca.pem --ssl-verify-server-cert') == "42"
    )
    assert held.on(asks, f'{ask} "select 1" --skip-ssl')[0] != 0
    reach = f"host={whom} dbname=grades user=grades password=report"
    verified = f"{reach} sslmode=verify-ca sslrootcert=/etc/ssl/lab/ca.pem"
    assert held.ask(asks, f'psql -XAtc "select 6 * 7" "{verified}"') == "42"
    assert "no encryption" in held.on(asks, f'psql -XAtc "select 1" "{reach} sslmode=disable"')[1]


def test_a_local_account_has_its_own_database_and_no_other(held):
    for host in CORES:
        held.on(host, "useradd meals; useradd grades")
        held.ask(host, 'runuser -u meals -- mariadb meals -e "create table if not exists kept (id int)"')
        assert held.on(host, 'runuser -u meals -- mariadb mysql -e "select 1"')[0] != 0
        held.ask(host, 'cd / && runuser -u grades -- psql -Xqc "create table if not exists kept (id int)"')


def test_addresses_are_lent_by_both_servers_none_of_them_twice(held):
    offers = {offer["server"]: offer for offer in discover("198.18.40.250", set(CORES.values()))}
    assert set(offers) == set(CORES.values())
    first, second = (IPv4Address(offers[address]["lent"]) for address in CORES.values())
    assert IPv4Address("198.18.40.100") <= first <= IPv4Address("198.18.40.149")
    assert IPv4Address("198.18.40.150") <= second <= IPv4Address("198.18.40.199")
    for offer in offers.values():
        assert offer["routers"] == ["198.18.40.1"]
        assert offer["name_servers"] == list(CORES.values())


def discover(relay, servers):
    """Ask as a relay does (RFC 2131, section 4.1.1); return what was offered."""
    client, magic = b"\x02drpla", b"\x63\x82\x53\x63"
    head = struct.pack("!4BIHH", 1, 1, 6, 1, 0x64727001, 0, 0) + bytes(12) + socket.inet_aton(relay)
    packet = head + client.ljust(16, b"\0") + bytes(192) + magic + b"\x35\x01\x01\x37\x02\x03\x06\xff"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((relay, 67))
        line.settimeout(10)
        for server in servers:
            line.sendto(packet, (server, 67))
        return [read_offer(line.recv(2048)) for _ in servers]


def read_offer(packet):
    options, at = {}, 240
    while packet[at] != 255:
        options[packet[at]] = packet[at + 2 : at + 2 + packet[at + 1]]
        at += 2 + packet[at + 1]
    addresses = {
        code: [str(IPv4Address(v[i : i + 4])) for i in range(0, len(v), 4)]
        for code, v in options.items()
        if len(v) % 4 == 0
    }
    return {
        "lent": str(IPv4Address(packet[16:20])),
        "server": addresses[54][0],
        "routers": addresses[3],
        "name_servers": addresses[6],
    }


BY_HAND = {
    "MariaDB: answers": "echo local_infile=ON >> /etc/mysql/mariadb.conf.d/90-drplan.cnf",
    "MariaDB: runs": "systemctl stop mariadb",
    "MariaDB: no account": 'mariadb -e "create user \\"\\"@localhost"',
    "PostgreSQL: local accounts": "echo host all all all trust >> /etc/postgresql/17/main/pg_hba.conf",
    "Directory: logins": "ldapmodify -Q -Y EXTERNAL -H ldapi:///",
    "Directory: answers": "echo SLAPD_SERVICES=ldap:/// > /etc/default/slapd",
    "Names: only": "sed -i s/version.none/version.1/ /etc/bind/named.conf.options",
    "Names: the declared": "echo x A 192.0.2.1 >> /etc/bind/drplan.roles.example.zone",
    "Addresses: Kea runs": "systemctl stop kea-dhcp4-server",
}
"""What somebody does by hand, by the operation that must find it."""


def test_what_was_changed_by_hand_is_drift_and_is_put_back_with_all_data_kept(held):
    quiet = "dn: cn=config\nchangetype: modify\nreplace: olcLogLevel\nolcLogLevel: none\n"
    for command in sorted(BY_HAND.values(), key=lambda each: "mariadb.conf" in each or "stop" in each):
        held.ask("lab-core2", command, stdin=quiet)
    drifted = held.deploy("drift", code=1)
    assert {outcome for outcome, _ in drifted["lab-core1"].values()} == {"ok", "not-applicable"}
    found = {name for name, (outcome, _) in drifted["lab-core2"].items() if outcome == "would-change"}
    missed = [wanted for wanted in BY_HAND if not any(name.startswith(wanted) for name in found)]
    assert missed == ["MariaDB: no account"]  # A server that is stopped cannot be asked.
    healed = held.deploy("apply")["lab-core2"]
    assert next(o for name, (o, _) in healed.items() if name.startswith("MariaDB: no account")) == "changed"
    for done in held.deploy("drift").values():
        assert {outcome for outcome, _ in done.values()} == {"ok", "not-applicable"}
    assert "cn: Pat" in held.ask(
        "lab-core2", "ldapsearch -Q -LLL -Y EXTERNAL -H ldapi:/// -b dc=roles,dc=example uid=pat"
    )
    assert held.ask("lab-core2", 'mariadb -Ne "show tables from meals"') == "kept"


def test_a_zone_that_bind_refuses_leaves_the_one_before_it_in_place(held, tmp_path):
    shutil.copytree(INVENTORY, tmp_path / "servers", ignore=shutil.ignore_patterns("__pycache__"))
    district = tmp_path / "servers" / "district.py"
    district.write_text(
        district.read_text().replace('name="www", type="CNAME"', 'name="lab-core2", type="CNAME"')
    )
    refused = held.deploy("apply", code=3, inventory=tmp_path / "servers")
    for host in CORES:
        ((name, (_, detail)),) = [(n, each) for n, each in refused[host].items() if each[0] == "error"]
        assert name.startswith("Names: the declared zones")
        assert "CNAME and other data" in detail
        assert held.ask(host, "dig +short @127.0.0.1 www.roles.example").endswith("198.18.40.11")
    for done in held.deploy("drift").values():
        assert {outcome for outcome, _ in done.values()} == {"ok", "not-applicable"}
