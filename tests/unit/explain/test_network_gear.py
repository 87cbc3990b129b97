"""Restore packs: what brings a blank device back, true of it and of no other, and nothing that it holds."""

import re
from ipaddress import IPv4Address

import pytest

from drplan import Secret, Software
from drplan.declare import NetworkDevice, Port
from drplan.declare.lookup import site_of
from drplan.explain.html import html
from drplan.explain.markdown import markdown
from drplan.explain.network_gear import restore_packs
from drplan.explain.runbook import runbook_for
from drplan.explain.runbook_page import document
from drplan.gear import PLATFORMS
from drplan.plan.restorable import SPOKEN
from drplan.plan.step_id import read_step_id


@pytest.fixture(scope="module")
def gear(district, site, make_record):
    return restore_packs(site, district, make_record())


@pytest.fixture(scope="module")
def packs(gear):
    return {pack.name: pack for pack in gear.packs}


def packs_of(site, district):
    gear = restore_packs(site, district, None)
    return {} if gear is None else {pack.name: pack for pack in gear.packs}


def with_core(district, **fields):
    """Return the district and the high school with its core switch declared otherwise."""
    hs = site_of(district, "hs")
    there = tuple(each.model_copy(update=fields) if each.name == "hs-core1" else each for each in hs.assets)
    changed = hs.model_copy(update={"assets": there})
    sites = tuple(changed if each.code == "hs" else each for each in district.sites)
    return changed, district.model_copy(update={"sites": sites})


def step(pack, action):
    (found,) = [each for each in pack.steps if each.action == action]
    return found


def test_every_network_device_of_every_site_has_a_pack(district):
    for site in district.sites:
        names = [asset.name for asset in site.assets if isinstance(asset, NetworkDevice)]
        assert list(packs_of(site, district)) == names


def test_a_site_without_network_gear_has_none(district, site):
    bare = site.model_copy(update={"assets": ()})
    assert restore_packs(bare, district, None) is None


def test_a_pack_says_what_the_device_is_and_where_its_configuration_is_kept(packs):
    facts = dict(packs["hs-rtr1"].facts)
    assert facts["Platform"] == "frr"
    assert facts["Managed at"] == "198.18.20.1/24, VLAN 10 (servers)"
    assert facts["Uplink to"] == "do-rtr1"
    assert facts["Configuration"] == "hs-rtr1-config, every 22 h, in onsite, offsite"
    assert packs["hs-rtr1"].ports.rows[1] == ("wan0", "198.18.255.2/30", "to do-rtr1")


def test_a_router_goes_from_its_console_to_reachable_to_restored(packs):
    assert [each.id for each in packs["hs-rtr1"].steps] == [
        "hs-rtr1.place",
        "hs-rtr1.console",
        "hs-rtr1.open",
        "hs-rtr1.reach",
        "hs-rtr1.deploy",
        "hs-rtr1-config.restore",
        "hs-rtr1-config.put-back",
        "hs-rtr1.save",
    ]
    console = step(packs["hs-rtr1"], "console").commands
    assert "'  address 198.18.20.1/24'" in console[1]
    assert "'  gateway 198.18.255.1'" in console[2]
    assert console[-1] == "ifup wan0"


def test_its_restored_steps_are_those_of_its_service(district, site, make_record, packs):
    services = runbook_for(district, site, [make_record()]).services
    known = {each.id: each for page in services for each in page.steps}
    shared = [each for each in packs["hs-rtr1"].steps if each.id in known]
    assert len(shared) == 3
    for each in shared:
        assert (each.commands, each.took) == (known[each.id].commands, known[each.id].took)


def test_a_platform_whose_words_are_unknown_is_given_none_of_them(district):
    hs, other = with_core(district, platform="a-make-of-its-own", baselines=())
    pack = packs_of(hs, other)["hs-core1"]
    console = step(pack, "console")
    assert console.commands == ()
    assert "does not know the syntax of" in console.what
    typed = {line.split()[0] for each in pack.steps for line in each.commands}
    assert typed == {"nc"}


@pytest.mark.parametrize("platform", sorted(set(PLATFORMS) - set(SPOKEN)))
def test_what_is_only_read_by_its_api_is_brought_back_by_people_and_nothing_is_typed_into_it(
    district, platform
):
    hs, other = with_core(district, platform=platform, model="ABC", serial="SN123", baselines=())
    pack = packs_of(hs, other)["hs-core1"]
    assert [each.action for each in pack.steps] == ["console", "restore", "put-back"]
    told = step(pack, "console")
    assert told.what.startswith("drplan does not bring hs-core1 back")
    assert "{" not in told.what
    assert "Nothing loads it" in step(pack, "put-back").what
    (typed,) = [line for each in pack.steps for line in each.commands]
    assert typed.startswith("drplan restore hs-core1-config --to ")
    facts = dict(pack.facts)
    assert facts["Its configuration's file"] == "hs-core1.json"
    assert "drplan does not make these copies" not in facts["Configuration"]


def test_a_router_is_spoken_to_in_the_words_of_its_own_shell(district, site, packs):
    assert step(packs["hs-rtr1"], "reach").commands == ("ssh 198.18.20.1 'show version'",)
    assert step(packs["hs-rtr1"], "save").commands == ("ssh 198.18.20.1 'write memory'",)
    (fed,) = step(packs["hs-rtr1"], "put-back").commands
    assert fed.startswith("(echo configure terminal; find restored/hs-rtr1-config ")
    assert fed.endswith("; echo end; echo write memory) | ssh -T 198.18.20.1")
    for page in runbook_for(district, site, []).services:
        typed = [line for each in page.steps for line in each.commands if "ssh 198.18.20.1 " in line]
        assert not [line for line in typed if "sudo" in line]


def test_copies_that_drplan_does_not_make_are_not_called_its_own(district):
    hs, other = with_core(district, platform="paloalto-panos")
    said = dict(packs_of(hs, other)["hs-core1"].facts)["Configuration"]
    assert said.endswith("drplan does not make these copies, the tool that keeps this platform does")


def test_a_configuration_that_nobody_keeps_is_said_to_be_lost(district):
    hs, other = with_core(district, name="hs-core9")
    pack = packs_of(hs, other)["hs-core9"]
    assert dict(pack.facts)["Configuration"] == "no copy of it is declared: what is lost with it is lost"
    assert dict(pack.facts)["Carries"] == "none"
    assert not [each for each in pack.steps if each.action in ("restore", "put-back")]


def test_an_address_outside_every_network_of_its_site_is_said_to_be(district):
    hs, other = with_core(district, address=IPv4Address("192.0.2.9"))
    pack = packs_of(hs, other)["hs-core1"]
    assert dict(pack.facts)["Managed at"] == "192.0.2.9, in no network of its site"
    assert "ip route 0.0.0.0/0 <gateway>" in step(pack, "console").commands
    assert "ip address 192.0.2.9/<prefix>" in step(pack, "console").commands


@pytest.mark.parametrize("platform", sorted(set(SPOKEN) - {"frr"}))
def test_each_platform_is_spoken_to_in_its_own_words_with_nothing_left_to_guess(district, platform):
    hs, other = with_core(district, platform=platform, model="ABC-48", serial="SN123")
    pack = packs_of(hs, other)["hs-core1"]
    facts, console = dict(pack.facts), step(pack, "console")
    assert (facts["Model"], facts["Serial number"]) == ("ABC-48", "SN123")
    assert facts["Its configuration's file"] == PLATFORMS[platform].pack.file.format(name="hs-core1")
    assert PLATFORMS[platform].pack.firmware in facts["Software comes from"]
    loading = step(pack, "put-back")
    assert loading.commands
    for each in (*console.commands, *loading.commands):
        assert "{" not in each or "find" in each, each
    assert any(str(IPv4Address("198.18.20.2")) in each or "hs-core1" in each for each in console.commands)
    assert facts["Its configuration's file"] in loading.what


def test_cables_are_told_port_by_port(district):
    ports = (
        Port(name="1/1/1", use="access", vlan=30, description="room 101"),
        Port(name="1/1/48", use="trunk", vlan=10, tagged=(20, 30), to="hs-rtr1", to_port="lan0"),
        Port(name="1/1/2-1/1/9", use="unused"),
    )
    hs, other = with_core(district, ports=ports)
    cables = packs_of(hs, other)["hs-core1"].cables
    assert cables.header == ("Port", "Use", "VLANs", "Leads to", "That port")
    assert cables.rows == (
        ("1/1/1", "access", "30 untagged", "room 101", ""),
        ("1/1/48", "trunk", "10 untagged, 20 tagged, 30 tagged", "hs-rtr1", "lan0"),
        ("1/1/2-1/1/9", "unused", "none", "nothing", ""),
    )


def test_each_step_that_is_to_be_judged_says_how(gear):
    for pack in gear.packs:
        for each in pack.steps:
            assert each.expect, each.id
            assert each.otherwise, each.id
            assert read_step_id(each.id)


def test_an_anchor_is_given_once_on_the_page(district, site, make_record):
    page = html(document(runbook_for(district, site, [make_record()]))).decode()
    anchors = re.findall(r'\bid="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert page.count('<span class="id">hs-rtr1.deploy</span>') == 2


def test_a_secret_is_named_and_never_shown_and_a_hostile_name_stays_text(district, monkeypatch):
    monkeypatch.setenv("DRPLAN_HS_NETWORK_ADMIN", "hunter2-do-not-print")
    hostile = Software(name="<script>alert(1)</script> `x` " + "n" * 500, version="1")
    hs, other = with_core(district, software=hostile, admin=Secret.env("DRPLAN_HS_NETWORK_ADMIN"))
    page = document(runbook_for(other, hs, []))
    for written in (html(page).decode(), markdown(page).decode()):
        assert "hunter2" not in written
        assert not re.search(r"(?<!\\)<script>alert", written)
