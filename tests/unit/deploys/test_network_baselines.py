"""What baselines of network gear make of a declaration: whole features, or none and a reason."""

import re
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.declare import Interface, Port
from drplan.errors import DeclarationError
from drplan.gear import PLATFORMS, Feature
from drplan.gear.placeholder import names
from tests.network_baselines import DEPLOYS, EVERYWHERE, MANAGEMENT, PORTS, ROLES, SECRETS, wanted
from tests.network_controls import control_of, read_network_controls

PROTECTED = {"bpdu-guard", "storm-control"}
HOSTILE = st.sampled_from("\n\r\x0b\x00\x1b\"'!?^|$\\{}[];#<>`é\u2028").flatmap(
    lambda sign: st.tuples(st.text("ab ", max_size=3), st.text("ab ", max_size=3)).map(
        lambda around: f"x{around[0]}{sign}{around[1]}x"
    )
)


def by_name(features: tuple[Feature, ...]) -> dict[str, Feature]:
    return {feature.name: feature for feature in features}


def said(platform: str, role: str, **fields) -> str:
    return "".join(feature.text for feature in wanted(platform, role, **fields))


def test_every_platform_that_is_typed_into_has_a_baseline():
    only_read = {name for name, platform in PLATFORMS.items() if platform.controller}
    assert set(ROLES) == set(PLATFORMS) - {"openvswitch"} - only_read
    assert only_read == {"cisco-meraki", "ubiquiti-unifi"}


@pytest.mark.parametrize(("platform", "role"), EVERYWHERE)
def test_a_feature_has_text_or_says_why_it_is_left_out(platform, role):
    for feature in wanted(platform, role):
        assert bool(feature.text) != bool(feature.left_out), feature.name
        assert all(re.compile(pattern) for pattern in (*feature.owns, *feature.spares))
        assert set(names(feature.text)) <= set(SECRETS)
        assert "Undefined" not in feature.text


@pytest.mark.parametrize(("platform", "role"), EVERYWHERE)
def test_every_feature_serves_a_control_that_is_listed(platform, role):
    listed = read_network_controls(DEPLOYS)
    for feature in wanted(platform, role):
        assert control_of(feature.name) in listed


@pytest.mark.parametrize("platform", [each for each in ROLES if each not in {"frr", "fortinet-fortios"}])
def test_only_what_people_plug_into_is_protected(platform):
    closet, router = by_name(wanted(platform, "closet")), by_name(wanted(platform, "router"))
    wireless = by_name(wanted(platform, "wireless"))
    assert "ports" in closet
    assert "ports" in wireless
    assert not {"ports", "vlans"} & set(router)
    assert not PROTECTED & set(wireless)
    assert PROTECTED & set(closet) or platform == "mikrotik-routeros"


@pytest.mark.parametrize(("platform", "role"), [each for each in EVERYWHERE if each[0] != "frr"])
def test_without_management_what_needs_it_is_left_out_and_said(platform, role):
    found = by_name(wanted(platform, role, management=None))
    assert "declares no management" in found["time"].left_out
    assert found["hostname"].text
    assert not any(names(feature.text) for feature in found.values())


@pytest.mark.parametrize(
    ("field", "feature", "why"),
    [
        ("time_servers", "time", "no time servers"),
        ("log_servers", "logging", "no log servers"),
        ("radius_secret", "aaa", "no RADIUS secret"),
        ("last_resort", "aaa", "no account of last resort"),
    ],
)
@pytest.mark.parametrize("platform", ["cisco-ios", "aruba-aos-cx", "ruckus-icx", "fortinet-fortios"])
def test_what_is_not_declared_leaves_out_its_feature_whole(platform, field, feature, why):
    empty = () if field.endswith("s") else None
    found = by_name(wanted(platform, ROLES[platform][0], management={**MANAGEMENT, field: empty}))
    assert why in found[feature].left_out
    assert found[feature].text == ""


def test_without_radius_servers_or_ports_the_features_say_so():
    found = by_name(wanted("cisco-ios", "closet", radius=(), ports=()))
    assert found["aaa"].left_out == "the device declares no RADIUS servers"
    assert found["ports"].left_out == "the device declares no ports"


def test_a_device_without_a_role_gets_what_every_role_has():
    found = by_name(wanted("cisco-ios", None))
    assert found["hostname"].text
    assert found["ports"].left_out == "the device's role is not declared"


def test_without_an_snmp_user_snmp_is_shut():
    found = by_name(wanted("cisco-ios", "closet", management={**MANAGEMENT, "snmp_user": None}))
    assert found["snmp"].text == ""
    assert found["snmp"].owns == ("snmp-server community ", "snmp-server group ")
    cx = by_name(wanted("aruba-aos-cx", "closet", management={**MANAGEMENT, "snmp_user": None}))
    assert "snmp-server vrf " in cx["snmp"].owns
    assert (
        "disable"
        in by_name(wanted("fortinet-fortios", "firewall", management={**MANAGEMENT, "snmp_user": None}))[
            "snmp"
        ].text
    )


@pytest.mark.parametrize(("platform", "role"), EVERYWHERE)
def test_ranges_of_ports_are_told_apart_and_nothing_is_said_of_others(platform, role):
    if platform == "frr" or role in {"router", "firewall"}:
        return
    text = said(platform, role)
    people, unused, uplink = PORTS[platform]
    assert uplink in text
    assert unused in text
    assert f"{people}\n" not in text or platform == "hpe-procurve"


@settings(max_examples=25, deadline=None)
@given(text=HOSTILE, which=st.sampled_from(EVERYWHERE))
def test_no_banner_or_description_becomes_a_command(text, which):
    platform, role = which
    declared = text.strip()
    port = Port(name=PORTS[platform][1], use="access", vlan=20, description=declared)
    interface = Interface(name="eth0", address=IPv4Interface("198.18.20.3/24"), description=declared)
    changes: list[dict[str, Any]] = [
        {"management": {**MANAGEMENT, "banner": declared}},
        {"ports": (port,)},
        {"interfaces": (interface,)},
    ]
    for change in changes:
        assert declared not in rendered_or_refused(platform, role, change)


def rendered_or_refused(platform: str, role: str, change: dict[str, Any]) -> str:
    """Return what a changed declaration becomes; nothing when it is refused in one line naming the device."""
    try:
        return said(platform, role, **change)
    except DeclarationError as refusal:
        refused = refusal.message
    assert refused.startswith(f"hs-sw1: {platform}/")
    assert "\n" not in refused
    return ""


@settings(max_examples=40, deadline=None)
@given(text=st.text("abc XYZ019.,:()/@+=&-_", min_size=1, max_size=40).map(str.strip).filter(bool))
def test_a_plain_description_adds_no_line(text):
    ports = (Port(name="1/1/1", use="access", vlan=20, description="x"),)
    plain = said("aruba-aos-cx", "closet", ports=ports)
    other = said("aruba-aos-cx", "closet", ports=(ports[0].model_copy(update={"description": text}),))
    assert len(plain.splitlines()) == len(other.splitlines())


def test_a_port_name_that_is_two_lines_is_refused_by_name():
    ports = (Port(name="1/1/1\nno aaa", use="access", vlan=20),)
    with pytest.raises(DeclarationError, match=r"hs-sw1: aruba-aos-cx/ports\.j2: .*cannot be typed"):
        wanted("aruba-aos-cx", "closet", ports=ports)


ROUTER = {
    "name": "hs-rtr1",
    "address": IPv4Address("198.18.20.1"),
    "ports": (),
    "interfaces": (
        Interface(name="lan0", address=IPv4Interface("198.18.20.1/24"), description="building"),
        Interface(name="wan0", address=IPv4Interface("198.18.255.2/30"), description="to do-rtr1"),
        Interface(name="mgmt0", address=IPv4Interface("192.168.7.1/24"), description="console"),
    ),
    "routing": (IPv4Network("198.18.20.0/24"), IPv4Network("198.18.255.0/30")),
}


def test_a_routers_baseline_is_the_declaration_in_the_devices_words():
    assert said("frr", "router", **ROUTER).splitlines() == [
        "hostname hs-rtr1",
        "service password-encryption",
        "log syslog informational",
        "log timestamp precision 3",
        "interface lan0",
        " description building",
        " ip ospf passive",
        "interface wan0",
        " description to do-rtr1",
        " ip ospf network point-to-point",
        " ip ospf hello-interval 1",
        " ip ospf dead-interval 4",
        "interface mgmt0",
        " description console",
        "router ospf",
        " ospf router-id 198.18.20.1",
        " log-adjacency-changes detail",
        " timers throttle lsa all 0",
        " timers lsa min-arrival 0",
        " network 198.18.20.0/24 area 0",
        " network 198.18.255.0/30 area 0",
    ]


def test_a_router_without_routing_gets_no_ospf():
    assert "ospf" not in said("frr", "router", **ROUTER | {"routing": ()})


def test_a_firewall_with_too_many_sources_leaves_out_whom_it_could_not_trust():
    sources = tuple(f"198.18.{number}.0/24" for number in range(11))
    found = by_name(wanted("fortinet-fortios", "firewall", management={**MANAGEMENT, "sources": sources}))
    assert "10 trusted hosts" in found["last-resort"].left_out
    assert found["time"].text
