"""Readers of what devices, controllers and servers print: configurations, facts, neighbours, live answers."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from typing import Any

from drplan.adapters.network.answers import facts_in, refusal
from drplan.adapters.network.heard import is_deaf, merged, neighbours_in
from drplan.adapters.network.history_words import since
from drplan.adapters.network.sight import judge
from drplan.adapters.probes.ber import SEQUENCE, element, number
from drplan.adapters.probes.dhcp_packet import discover, read_offer
from drplan.adapters.probes.ldap_message import FOUND, read_message, result_code, values
from drplan.adapters.probes.radius_packet import access_request, read_answer
from drplan.declare import RouteProbe
from drplan.gear import PLATFORMS, Platform
from drplan.gear.documents import written_document
from drplan.gear.loading import SCHEMA
from drplan.gear.loading import facts_in as kept_facts_in
from drplan.gear.mask import hidden, masked
from drplan.gear.settled import settled
from drplan.gear.tree import Unreadable, read
from drplan.gear.whole import whole
from drplan.measure.live_answer import parse_live
from tests.unit.fuzz.readers_documents import CASES, of
from tests.unit.fuzz.reading import Reader
from tests.unit.fuzz.spoiling import spoilt_bytes, spoilt_json

ANSWERS = json.loads((CASES / "fuzz/device_answers.json").read_text())
_ROUTES = {
    "10.1.0.0/16": [
        {
            "protocol": "ospf",
            "selected": True,
            "installed": True,
            "nexthops": [{"ip": "10.0.0.2", "active": True}],
        }
    ]
}
_PROBE = RouteProbe(seen_from="do-rtr1", network="10.1.0.0/16", protocol="ospf")


def _text(data: bytes) -> str:
    """Return what a session makes of bytes."""
    return data.decode(errors="replace")


def _configuration(platform: Platform) -> Callable[[bytes], Any]:
    """Return what is done to a configuration that was fetched: seen to be whole, kept, masked, compared."""

    def reading(data: bytes) -> Any:
        text = whole(_text(data), platform, "sw1")
        try:
            kept = settled(text, platform)
            assert settled(kept, platform) == kept
            kept.encode()
        except ValueError:
            kept = ""
        masked(text, platform, b"key").encode()
        try:
            return read(text, platform)
        except Unreadable as error:
            return str(error)

    return reading


def _running(name: str) -> Reader:
    text = ANSWERS[name]["running"].encode()
    spoil = spoilt_json if PLATFORMS[name].text.shape == "document" else spoilt_bytes
    return Reader(f"device: {name} configuration", lambda: [text], _configuration(PLATFORMS[name]), spoil)


def _facts(name: str) -> Reader:
    platform = PLATFORMS[name]

    def reading(data: bytes) -> Any:
        refusal("show version", _text(data), platform)
        return facts_in(_text(data), platform)

    return Reader(f"device: {name} facts", lambda: [ANSWERS[name]["version"].encode()], reading)


def _heard(name: str, word: str) -> Reader:
    heard = PLATFORMS[name].lldp if word == "neighbours" else PLATFORMS[name].cdp

    def reading(data: bytes) -> Any:
        is_deaf(_text(data), heard)
        return merged(neighbours_in(_text(data), heard), neighbours_in(_text(data), heard))

    return Reader(f"device: {name} {word}", lambda: [ANSWERS[name][word].encode()], reading)


def _document(name: str) -> Reader:
    platform = PLATFORMS[name]
    held = {
        "network": {"id": "N_1", "name": "Cedar Valley", "password": "s3cret"},
        "devices": {"Q2": {"ports": [1]}},
    }

    def reading(data: bytes) -> Any:
        try:
            said = json.loads(data)
        except (ValueError, RecursionError):
            return None  # the client refuses it: see "controller: answer"
        if not isinstance(said, dict):
            return None
        try:
            return _configuration(platform)(written_document(platform, said).encode())
        except ValueError as error:
            return str(error)  # the controller's reader refuses it

    return Reader(f"controller: {name}", lambda: [json.dumps(held).encode()], reading, spoilt_json)


_SCHEMA = {"name": "Open_vSwitch", "version": "8.3.1"}
_ROWS = {
    "Open_vSwitch": {"a": {"bridges": ["uuid", "b"], "cur_cfg": 1}},
    "Bridge": {"b": {"name": "br0", "ports": ["set", [["uuid", "c"], ["uuid", "d"]]]}},
    "Port": {
        "c": {"name": "p1", "tag": 10, "trunks": ["set", []]},
        "d": {"name": "p2", "other": ["map", [["x", "y"]]]},
    },
}


def _summed(*bodies: bytes) -> bytes:
    """Write records as ``ovsdb-client backup`` does: the sums fit, whatever the bodies hold."""
    sums = [(each + b"\n", hashlib.sha1(each + b"\n", usedforsecurity=False).hexdigest()) for each in bodies]
    return b"".join(b"OVSDB JSON %d %b\n%b" % (len(body), digest.encode(), body) for body, digest in sums)


def _tables(data: bytes) -> Any:
    return _configuration(PLATFORMS["openvswitch"])(_summed(json.dumps(_SCHEMA).encode(), data))


def _ldap(data: bytes) -> Any:
    answer = read_message(data)
    with contextlib.suppress(ValueError):
        result_code(answer)
    return values(answer)


def _entry() -> bytes:
    attribute = element(SEQUENCE, element(4, b"uid"), element(0x31, element(4, b"a"), element(4, b"b")))
    return number(2) + element(FOUND, element(4, b"dc=x"), element(SEQUENCE, attribute))


def _offer() -> bytes:
    packet = bytearray(discover(7, None))
    packet[0] = 2
    return bytes(packet).replace(b"\x35\x01\x01", b"\x35\x01\x02")


_ASKED = access_request("u", "p", "s", bytes(16))
_NAMES = (
    "cisco-ios",
    "aruba-aos-cx",
    "hpe-procurve",
    "ruckus-icx",
    "juniper-junos",
    "fortinet-fortios",
    "mikrotik-routeros",
)
_FRR = tuple(f"network/frr/{name}.conf" for name in ("campus-router", "banner-and-log", "bgp-policy"))


def _frr() -> list[bytes]:
    head = b"Building configuration...\n\nCurrent configuration:\n!\n"
    return [head + sample + b"\nend\n" for sample in of(*_FRR)()]


_BESIDE = {
    "schema": SCHEMA,
    "device": "sw1",
    "platform": "cisco-ios",
    "hostname": "a",
    "model": "b",
    "serial": "c",
    "version": "d",
}
_SAID = b"Configurations of 2026-11-22\n\nsince: hs/sw1.cfg 2026-11-22T09:00:00+00:00\n"


def _radius(data: bytes) -> Any:
    try:
        return read_answer(data, _ASKED)
    except ValueError:
        return None


READERS = (
    *map(_running, _NAMES),
    Reader("device: frr configuration", _frr, _configuration(PLATFORMS["frr"])),
    Reader("device: openvswitch tables", lambda: [json.dumps(_ROWS).encode()], _tables, spoilt_json),
    Reader(
        "device: openvswitch configuration",
        lambda: [_summed(json.dumps(_SCHEMA).encode(), json.dumps(_ROWS).encode())],
        _configuration(PLATFORMS["openvswitch"]),
    ),
    *map(_facts, _NAMES),
    *(_heard(name, word) for name in _NAMES for word in ("neighbours", "cdp") if word in ANSWERS[name]),
    *map(_document, ("cisco-meraki", "ubiquiti-unifi")),
    Reader(
        "device: any line masked",
        lambda: [b"username a secret 5 $1$x\nset password ENC abc\n"],
        lambda data: hidden(_text(data)),
    ),
    Reader(
        "device: route",
        lambda: [json.dumps(_ROUTES).encode()],
        lambda data: judge(_PROBE, _text(data)),
        spoilt_json,
        good=lambda seen: frozenset({"healthy"} if seen.healthy and "10.1.0.0" not in seen.detail else ()),
    ),
    Reader(
        "device: kept facts",
        lambda: [json.dumps(_BESIDE).encode()],
        lambda data: kept_facts_in(_text(data)),
        spoilt_json,
    ),
    Reader("device: history", lambda: [_SAID], lambda data: since(_text(data))),
    Reader("server: live", of("live/healthy.txt"), parse_live, refuses=(ValueError,)),
    Reader("probe: LDAP", lambda: [_entry()], _ldap, refuses=(ValueError,)),
    Reader("probe: DHCP", lambda: [_offer()], lambda data: read_offer(data, 7), refuses=(ValueError,)),
    Reader(
        "probe: RADIUS",
        lambda: [bytes([2, 0, 0, 20]) + bytes(16)],
        _radius,
        good=lambda word: frozenset({word} if word else ()),
    ),
)
