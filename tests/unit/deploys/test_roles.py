"""What role baselines make of what is declared, and read from what a host answers."""

import json

import pytest

from deploys.ldap import Suffixes, database_of, normal, read_ldif
from deploys.mariadb import Held
from deploys.names import InterfaceOf, forwarded, kea_settings, zone_file
from deploys.openings import openings, rules

ZONE = {
    "name": "d.example",
    "servers": ["ns1", "ns2"],
    "forward_to": [],
    "records": [["ns1", "A", "198.18.40.11"], ["ns2", "A", "198.18.40.12"]],
}
LEASE = {
    "network": "198.18.40.0/24",
    "first": "198.18.40.100",
    "last": "198.18.40.149",
    "gateway": "198.18.40.1",
    "seconds": 3600,
    "name_servers": ["198.18.40.11", "198.18.40.12"],
    "alone": False,
}


def written(*records, servers=("ns1", "ns2")):
    return zone_file({**ZONE, "servers": list(servers), "records": list(records)}, "d.example").read()


def test_a_zone_has_every_server_and_a_serial_of_what_it_holds():
    text = written(*ZONE["records"])
    assert "@\tIN NS\tns1\n@\tIN NS\tns2\nns1\tIN A\t198.18.40.11\n" in text
    assert "@\tIN SOA\tns1 hostmaster.d.example. " in text
    assert text == written(*ZONE["records"])
    other = written(*ZONE["records"], ["www", "CNAME", "ns1"])
    assert serial(text) != serial(other)
    assert 0 < serial(text) < 1 << 32


def serial(text):
    (line,) = [line for line in text.splitlines() if "SOA" in line]
    return int(line.split()[5])


def test_text_is_quoted_and_cut_where_the_protocol_cuts_it():
    assert r'@	IN TXT	"v=spf1; \"x\" \\"' in written(["@", "TXT", 'v=spf1; "x" \\'])
    assert '"' + "a" * 255 + '" "aa"' in written(["key", "TXT", "a" * 257])


def test_kea_lends_this_servers_share_and_leaves_the_others_to_them():
    (kea,) = json.loads(kea_settings([LEASE], "eth0/198.18.40.11", "d.example").read()).values()
    assert kea["interfaces-config"]["interfaces"] == ["eth0/198.18.40.11"]
    (subnet,) = kea["subnet4"]
    assert subnet["pools"] == [{"pool": "198.18.40.100 - 198.18.40.149"}]
    assert subnet["authoritative"] is False
    assert {each["name"]: each["data"] for each in subnet["option-data"]} == {
        "routers": "198.18.40.1",
        "domain-name-servers": "198.18.40.11, 198.18.40.12",
    }
    more = {**LEASE, "network": "198.18.39.0/24"}
    both = json.loads(kea_settings([more, LEASE], "*", "d.example").read())["Dhcp4"]["subnet4"]
    assert both[1]["id"] == subnet["id"] != both[0]["id"]


def test_only_the_root_zone_says_who_is_asked_for_all_others():
    ad = {"name": "ad.d.example", "forward_to": ["198.18.40.13"]}
    root = {"name": ".", "forward_to": ["198.18.40.24", "198.18.40.25"]}
    assert forwarded([ad, root, ZONE]) == ["198.18.40.24", "198.18.40.25"]
    assert forwarded([ad, ZONE]) == []


def test_an_address_is_found_on_its_interface_or_on_any():
    read = InterfaceOf().process
    line = r"2: eth0    inet 198.18.40.11/24 brd 198.18.40.255 scope global eth0\       valid_lft forever"
    assert read([line]) == "eth0/198.18.40.11"
    assert read([]) == "*"


LDIF = """dn: cn=config
olcLogLevel: stats
olcTLSCertificateFile:: L2V0Yy9zc2w=

dn: olcDatabase={1}mdb,cn=config
olcSuffix: DC=Roles, dc=example
olcAccess: {0}to attrs=userPassword by * none
olcAccess: {1}to * by users read
""".splitlines()


def test_ldif_is_read_without_the_servers_own_numbers():
    entries = read_ldif(LDIF)
    assert entries["cn=config"] == {"olcLogLevel": ["stats"], "olcTLSCertificateFile": ["/etc/ssl"]}
    assert entries["olcDatabase={1}mdb,cn=config"]["olcAccess"] == [
        "to attrs=userPassword by * none",
        "to * by users read",
    ]


def test_a_suffix_is_found_however_it_is_written():
    assert database_of(read_ldif(LDIF), "dc=roles,dc=example") == "olcDatabase={1}mdb,cn=config"
    assert database_of(read_ldif(LDIF), "dc=example") is None
    assert normal(" DC = A , o=B").strip() == "dc=a,o=b"


def test_a_directory_that_does_not_answer_is_no_empty_one():
    command = Suffixes().command(["dc=a"])
    assert command.startswith("if systemctl is-active --quiet slapd; then ")
    assert "|| exit $code" in command


def test_rows_of_mariadb_are_sorted_into_databases_accounts_and_rights():
    held = Held().process(
        ["database\tmeals\t", "account\t\tlocalhost", "account\troot\t%", "grant\tmeals\tmeals"]
    )
    assert held.databases == {"meals"}
    assert held.accounts == {("", "localhost"), ("root", "%")}
    assert held.grants == {("meals", "meals")}


UNKNOWN = {"district_networks": None}
NETWORKS = {"site_networks": ["198.18.40.0/24"], "district_networks": ["198.18.40.0/24", "198.18.20.0/24"]}


@pytest.mark.parametrize(
    ("baseline", "told", "ports"),
    [
        ("database-mariadb", {}, []),
        (
            "database-mariadb",
            {"certificate": {"chain": "/c"}},
            ["ip saddr { 198.18.40.0/24 } tcp dport 3306 accept"],
        ),
        ("directory-ldap", {}, []),
        (
            "directory-ldap",
            {"certificate": {"chain": "/c"}},
            ["ip saddr { 198.18.40.0/24, 198.18.20.0/24 } tcp dport 636 accept"],
        ),
        (
            "dns-dhcp",
            {},
            [
                "ip saddr { 198.18.40.0/24, 198.18.20.0/24 } tcp dport 53 accept",
                "ip saddr { 198.18.40.0/24, 198.18.20.0/24 } udp dport 53 accept",
                "udp dport 67 accept",
            ],
        ),
        (
            "dns-dhcp",
            UNKNOWN,
            [f"{port} accept" for port in ("tcp dport 53", "udp dport 53", "udp dport 67")],
        ),
    ],
)
def test_a_port_is_open_where_its_service_answers_and_to_whom(baseline, told, ports):
    assert rules(openings([baseline]), {**NETWORKS, **told}.get) == ports
