"""Zones and leases that cannot be are refused when they are built."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network

import pytest
from pydantic import ValidationError

from drplan.declare import Certificate, DnsRecord, DnsZone, Leases, Vlan

NETWORK = IPv4Network("198.18.40.0/24")


def leases(**more):
    given = {"first": NETWORK[100], "last": NETWORK[199], "gateway": NETWORK[1], "servers": ("ns1",)}
    return Leases(**{**given, **more})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"last": NETWORK[99]}, "fewer than their servers, or none"),
        ({"last": NETWORK[100], "servers": ("ns1", "ns2")}, "fewer than their servers"),
        ({"gateway": NETWORK[150]}, "hold the gateway"),
        ({"servers": ()}, "at least 1 item"),
        ({"length": timedelta(minutes=1)}, "5 minutes to 30 days"),
    ],
)
def test_leases_that_nobody_could_lend_are_refused(more, said):
    with pytest.raises(ValidationError, match=said):
        leases(**more)


@pytest.mark.parametrize("outside", [NETWORK[0], NETWORK[255], IPv4Address("198.18.41.7")])
def test_leases_lie_among_the_hosts_of_their_vlan(outside):
    with pytest.raises(ValidationError, match=f"{outside} is no host's address"):
        Vlan(number=10, name="servers", network=NETWORK, leases=leases(gateway=outside))


@pytest.mark.parametrize(
    "name", ["Has Space", "ends.", "a..b", "-a", "a-.b", "x" * 64, 'quote"', "new\nline", "a;b", ""]
)
def test_what_is_no_domain_name_is_no_zone(name):
    with pytest.raises(ValidationError):
        DnsZone(name=name, servers=("ns1",))


def test_a_zone_is_held_here_or_asked_for_elsewhere():
    with pytest.raises(ValidationError, match="it has no records"):
        DnsZone(name="a.example", servers=("ns1",), sites=("hs",), forward_to=(NETWORK[9],))
    with pytest.raises(ValidationError, match="only its forward_to"):
        DnsZone(name=".", servers=("ns1",))
    assert DnsZone(name=".", servers=("ns1",), forward_to=(NETWORK[9],)).records == ()
    assert DnsZone(name="40.18.198.in-addr.arpa", servers=("ns1",)).name.startswith("40.")


@pytest.mark.parametrize("value", ["a\nb IN A 192.0.2.1", "a ; rest", "( a", "$INCLUDE", ""])
def test_a_record_is_one_line_of_a_zone(value):
    with pytest.raises(ValidationError):
        DnsRecord(name="www", type="CNAME", value=value)


def test_text_may_hold_what_would_end_another_record():
    assert DnsRecord(name="@", type="TXT", value="v=DMARC1; p=none").value == "v=DMARC1; p=none"


@pytest.mark.parametrize("path", ["relative.pem", "/etc/ssl/a b.pem", "/etc/ssl/$(id).pem", "/"])
def test_a_certificates_path_is_plain(path):
    with pytest.raises(ValidationError, match="absolute and plain"):
        Certificate(chain="/etc/ssl/chain.pem", key=path)
