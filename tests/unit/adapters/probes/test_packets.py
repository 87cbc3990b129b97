"""Packets that ask, and hostile ones that answer: read, or refused with a reason, and never anything else."""

import hashlib
import hmac
from contextlib import suppress
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.adapters.probes.ber import SEQUENCE, element, elements, header, number
from drplan.adapters.probes.dhcp_packet import CLIENT, Offer, discover, read_offer
from drplan.adapters.probes.ldap_message import Search, encoded_filter, read_message, result_code, values
from drplan.adapters.probes.radius_packet import access_request, read_answer
from drplan.declare.ldap_filter import parse_filter

UNIQUE = 0x01020304
RELAY = IPv4Address("198.18.40.250")


def offer(options, *, unique=UNIQUE, kind=2, client=CLIENT):
    """Build what a DHCP server sends (RFC 2131, figure 1)."""
    head = bytes([kind, 1, 6, 0]) + unique.to_bytes(4, "big") + bytes(8)
    addresses = IPv4Address("198.18.40.100").packed + bytes(4) + RELAY.packed
    return head + addresses + client.ljust(16, b"\0") + bytes(192) + b"\x63\x82\x53\x63" + options


WHOLE = bytes([53, 1, 2, 0, 54, 4, 198, 18, 40, 11, 3, 4, 198, 18, 40, 1, 6, 4, 198, 18, 40, 11, 255])


def test_an_address_is_asked_for_and_never_taken():
    packet = discover(UNIQUE, RELAY)
    assert packet[:4] == bytes([1, 1, 6, 1])
    assert packet[24:28] == RELAY.packed
    assert packet[240:243] == bytes([53, 1, 1])
    assert len(packet) == 300
    assert discover(UNIQUE, None)[10:12] == b"\x80\x00"


def test_an_offer_is_read_with_its_router_and_its_name_servers():
    here = IPv4Address("198.18.40.11")
    wanted = Offer(IPv4Address("198.18.40.100"), here, (IPv4Address("198.18.40.1"),), (here,))
    assert read_offer(offer(WHOLE), UNIQUE) == wanted
    halves = WHOLE[:10] + bytes([6, 2, 198, 18, 6, 2, 40, 11, 255])
    in_pieces = read_offer(offer(halves), UNIQUE)
    assert in_pieces is not None
    assert in_pieces.name_servers == (here,)


@pytest.mark.parametrize(
    "packet",
    [
        offer(WHOLE, unique=UNIQUE + 1),
        offer(WHOLE, kind=1),
        offer(WHOLE, client=b"\x02other"),
        offer(bytes([53, 1, 5, 255])),
        offer(bytes([255])),
        offer(b""),
    ],
)
def test_what_is_no_offer_to_us_is_none(packet):
    assert read_offer(packet, UNIQUE) is None


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        offer(WHOLE)[:200],
        offer(bytes([53, 1, 2, 3, 200, 1])),
        offer(bytes([53, 1, 2, 3])),
        offer(bytes([53, 1, 2, 3, 3, 198, 18, 40, 255])),
    ],
)
def test_an_offer_that_breaks_off_cannot_be_read(packet):
    with pytest.raises(ValueError, match=r"packet|half"):
        read_offer(packet, UNIQUE)


@given(st.binary(max_size=80))
def test_no_options_do_harm_or_change_the_address_that_is_offered(options):
    found = None
    with suppress(ValueError):
        found = read_offer(offer(bytes([53, 1, 2]) + options), UNIQUE)
    assert found is None or found.address == IPv4Address("198.18.40.100")


SECRET = "a secret of the lab"
REQUEST = access_request("pat", "a password of more than sixteen", SECRET, bytes(range(16)))


def answer(code=2, *, body=b"", secret=SECRET, signed=True, number_=REQUEST.number, unique=REQUEST.unique):
    """Build what a RADIUS server sends (RFC 2865, section 3; RFC 3579, section 3.2)."""
    attributes = (b"\x50\x12" + bytes(16) if signed else b"") + body
    head = bytes([code, number_]) + (20 + len(attributes)).to_bytes(2, "big")
    if signed:
        mark = hmac.new(secret.encode(), head + unique + attributes, hashlib.md5).digest()
        attributes = b"\x50\x12" + mark + body
    return head + hashlib.md5(head + unique + attributes + secret.encode()).digest() + attributes


def test_a_password_is_hidden_as_rfc_2865_says():
    # Section 7.1: nemo logs in.
    unique = bytes.fromhex("0f403f9473978057bd83d5cb98f4227a")
    request = access_request("nemo", "arctangent", "xyzzy5461", unique)
    assert bytes.fromhex("02120dbe708d93d413ce3196e43f782a0aee") in request.octets
    assert b"arctangent" not in request.octets


def test_a_request_is_signed_before_anything_else_in_it():
    octets = REQUEST.octets
    assert octets[20:22] == b"\x50\x12"
    unsigned = octets[:22] + bytes(16) + octets[38:]
    assert octets[22:38] == hmac.new(SECRET.encode(), unsigned, hashlib.md5).digest()
    assert int.from_bytes(octets[2:4], "big") == len(octets)


@pytest.mark.parametrize(("code", "says"), [(2, "accept"), (3, "reject"), (11, "challenge")])
def test_a_signed_answer_is_believed(code, says):
    assert read_answer(answer(code, body=b"\x12\x04hi"), REQUEST) == says
    assert read_answer(answer(code) + b"padding", REQUEST) == says


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (b"", "shorter than"),
        (b"\x02" * 19, "shorter than"),
        (answer(1), "another question"),
        (answer(number_=REQUEST.number + 1), "another question"),
        (answer()[:30], "another question"),
        (answer(secret="another secret"), "not signed"),
        (answer(unique=bytes(16)), "not signed"),
        (answer(signed=False), "no Message-Authenticator"),
        (answer(body=b"\x50\x12" + bytes(16)), "Message-Authenticator is wrong"),
        (answer(signed=False, body=b"\x50\x03x"), "Message-Authenticator is wrong"),
        (answer(signed=False, body=b"\x50\x12" + bytes(16)), "Message-Authenticator is wrong"),
        (answer(body=b"\x12\x01"), "ends after"),
        (answer(body=b"\x12\x09hi"), "ends after"),
        (answer(body=b"\x12"), "ends after"),
    ],
)
def test_an_answer_that_is_forged_or_cannot_be_read_is_not_believed(packet, why):
    with pytest.raises(ValueError, match=why):
        read_answer(packet, REQUEST)


def test_the_older_signature_is_enough_only_where_it_is_declared_to_be():
    older = answer(3, signed=False)
    assert read_answer(older, REQUEST, signed=False) == "reject"
    for packet in (
        answer(signed=False, secret="another secret"),
        answer(signed=False, body=b"\x50\x12" + bytes(16)),
        answer(signed=False, body=b"\x21\x04hi"),
        b"\x02" + older[1:],
    ):
        with pytest.raises(ValueError, match=r"not signed|is wrong|Proxy-State"):
            read_answer(packet, REQUEST, signed=False)


def test_an_accept_that_was_a_reject_is_not_believed():
    refused = answer(3)
    with pytest.raises(ValueError, match="not signed"):
        read_answer(b"\x02" + refused[1:], REQUEST)


@given(st.binary(max_size=120))
def test_no_answer_is_believed_by_chance(packet):
    for each in (packet, b"\x02" + bytes([REQUEST.number]) + packet):
        with pytest.raises(ValueError, match=r"shorter|another question|not signed"):
            read_answer(each, REQUEST)


@pytest.mark.parametrize(("user", "password"), [("", "x"), ("x" * 254, "x"), ("x", "y" * 129), ("x", "")])
def test_what_radius_cannot_carry_is_refused_without_being_shown(user, password):
    with pytest.raises(ValueError, match="too long for RADIUS") as refused:
        access_request(user, password, SECRET, bytes(16))
    assert "x" * 9 not in str(refused.value)
    assert "y" * 9 not in str(refused.value)


def test_a_filter_is_encoded_as_rfc_4511_says():
    assert encoded_filter(parse_filter("(cn=*)")) == b"\x87\x02cn"
    assert encoded_filter(parse_filter("(cn=a)")) == b"\xa3\x07\x04\x02cn\x04\x01a"
    assert encoded_filter(parse_filter("(!(cn=a))")) == b"\xa2\x09\xa3\x07\x04\x02cn\x04\x01a"
    pieces = b"\x30\x09\x80\x01a\x81\x01b\x82\x01c"
    assert encoded_filter(parse_filter("(cn=a*b*c)")) == b"\xa4\x0f\x04\x02cn" + pieces
    assert encoded_filter(parse_filter("(cn=*b*)")) == b"\xa4\x09\x04\x02cn\x30\x03\x81\x01b"


def test_a_search_asks_for_nothing_of_an_entry_that_is_only_counted():
    asked = Search("dc=x", parse_filter("(cn=*)"), None, 2, 5).encoded()
    assert asked.endswith(b"\x30\x05\x04\x031.1")


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 70_000])
def test_elements_of_any_length_are_read_back(size):
    encoded = element(SEQUENCE, bytes(size))
    assert list(elements(encoded + number(200))) == [(SEQUENCE, bytes(size)), (2, b"\x00\xc8")]
    start, length = header(encoded)
    assert (length, start + length) == (size, len(encoded))


@pytest.mark.parametrize(
    "data", [b"\x30", b"\x30\x80", b"\x30\x85\1\1\1\1\1", b"\x30\x82\x01", b"\x1f\x01\x00"]
)
def test_elements_that_break_off_cannot_be_read(data):
    with pytest.raises(ValueError, match="element"):
        list(elements(data))


@given(st.binary(max_size=60))
def test_no_message_does_harm_or_says_what_is_not_in_it(content):
    try:
        answered = read_message(content)
    except ValueError:
        return
    assert answered.body in content
    with suppress(ValueError):
        code = result_code(answered)
        assert code.to_bytes(2, "big").lstrip(b"\0") in content
    with suppress(ValueError):
        read = values(answered)
        assert all(value in content for value in read)
