"""What each tool's files say comes over as it was meant, and what does not is named with its reason."""

from pathlib import Path

import pytest

from drplan.adapters.imports.ansible_groups import expand
from drplan.adapters.imports.readers import READERS, read_import
from drplan.declare import NetworkDevice, Server, Site
from drplan.declare.imported import TOOLS, Imported
from drplan.errors import DeclarationError
from drplan.explain.site_draft import Draft, draft_district

CASES = Path(__file__).parents[3] / "cases" / "imports"


def draft(tool: str, source: str) -> Draft:
    return draft_district(read_import(tool, CASES / source))


def site_of(found: Draft, code: str) -> Site:
    return next(site for site in found.district.sites if site.code == code)


def assets_of(found: Draft) -> dict[str, Server | NetworkDevice]:
    assets = [asset for site in found.district.sites for asset in site.assets]
    return {asset.name: asset for asset in assets if isinstance(asset, Server | NetworkDevice)}


def reasons(found: Draft) -> dict[str, str]:
    return {each.what: each.why for each in found.unmapped}


def platforms(found: Draft) -> dict[str, str]:
    return {
        name: asset.platform for name, asset in assets_of(found).items() if isinstance(asset, NetworkDevice)
    }


def test_every_tool_of_the_command_has_a_reader():
    assert set(READERS) == set(TOOLS)


def test_netbox_pages_give_sites_with_prefixes_rooms_and_vlans():
    found = draft("netbox", "netbox_rest")
    hs = site_of(found, "hs")
    assert (hs.title, hs.kind) == ("Cedar High School", "high-school")
    assert [str(network) for network in hs.networks] == ["10.20.0.0/16", "10.20.30.0/24"]
    assert [(room.name, room.title, room.kind) for room in hs.rooms] == [
        ("mdf-101", "MDF 101", "main-closet")
    ]
    assert [(vlan.number, vlan.name, str(vlan.network)) for vlan in hs.vlans] == [
        (30, "voice", "10.20.30.0/24")
    ]
    assert [str(network) for network in site_of(found, "district-office").networks] == ["10.1.0.0/24"]


def test_netbox_devices_and_machines_in_service_become_assets():
    found = draft("netbox", "netbox_rest")
    assets = assets_of(found)
    assert platforms(found) == {"hs-core": "cisco-ios", "do-fw": "fortinet-fortios"}
    core, files = assets["hs-core"], assets["hs-files"]
    assert (str(core.address), core.room) == ("10.20.0.1", "mdf-101")
    assert isinstance(files, Server)
    assert files.host == "hs-esx1"
    assert files.software is not None
    assert (files.software.name, files.software.version) == ("Ubuntu", "24.04 LTS")


def test_netbox_things_left_behind_are_named_with_their_reasons():
    why = reasons(draft("netbox", "netbox_rest"))
    assert why["hs-old"] == "is being decommissioned"
    assert why["Old Annex"] == "is retired"
    assert why["hs-pdu1"].startswith("is neither a server nor a network device: PDU")
    assert why["do-v6"] == "'2001:db8::5/64' is no IPv4 address"
    assert why["VLAN 40"] == "has no IPv4 prefix"
    assert why["2001:db8:20::/48"] == "is no IPv4 prefix"
    assert why["10.0.0.0/8"] == "belongs to no site that is brought over"
    assert why["1 of 2"] == "not in this export: save the other pages"
    assert why["dcim.device serial"] == "has no place in the declaration"


def test_a_django_fixture_is_followed_by_its_numbers():
    found = draft("netbox", "netbox_fixture/netbox.json")
    (site,) = found.district.sites
    assert (site.code, site.kind, [str(n) for n in site.networks]) == (
        "oak",
        "elementary-school",
        ["10.40.1.0/24"],
    )
    assets = assets_of(found)
    assert platforms(found) == {"oak-sw01": "juniper-junos"}
    assert (str(assets["oak-sw01"].address), assets["oak-sw01"].room) == ("10.40.1.2", "server-room")
    assert str(assets["oak-dns"].address) == "10.40.1.9"
    assert reasons(found)["every dcim.interface"] == "has no place in the declaration"


def test_one_object_by_endpoint_reads_like_pages(tmp_path):
    pages = ",".join(
        f'"dcim/{path.stem}": {path.read_text()}'
        for path in (CASES / "netbox_rest" / "sites.json", CASES / "netbox_rest" / "devices.json")
    )
    whole = tmp_path / "all.json"
    whole.write_text("{" + pages + "}")
    assert set(assets_of(draft_district(read_import("netbox", whole)))) == {"hs-core", "hs-esx1", "do-fw"}


def test_nornir_values_come_from_the_host_then_its_groups_then_the_defaults():
    found = draft("nornir", "nornir")
    assert platforms(found) == {"hs-core": "cisco-ios", "es-sw1": "hpe-procurve"}
    assert [asset.name for asset in site_of(found, "high-school").assets] == ["hs-core", "hs-files"]
    assert assets_of(found)["hs-core"].room == "mdf"
    software = assets_of(found)["hs-files"].software
    assert software is not None
    assert (software.name, software.version) == ("Debian", "12")
    assert reasons(found)["password"].startswith("a secret")


def test_ansible_ranges_groups_and_files_of_variables_are_read():
    found = draft("ansible", "ansible")
    assert set(assets_of(found)) == {"bastion", "web01", "web02", "web03", "hs-sw-a", "hs-sw-b"}
    assert platforms(found) == {"hs-sw-a": "aruba-aos-cx", "hs-sw-b": "aruba-aos-cx"}
    assert [str(asset.address) for asset in site_of(found, "do").assets if isinstance(asset, Server)] == [
        "10.1.0.5"
    ]
    why = reasons(found)
    assert why["nowhere"] == "names no site: give --site CODE"
    assert why["ansible_host of ghost"].startswith("is a template")
    assert why["banner"].startswith("a secret")


def test_what_we_export_to_ansible_comes_back(tmp_path, district):
    from drplan.explain.export_ansible import ansible_inventory

    file = tmp_path / "hosts.yml"
    file.write_text(ansible_inventory(district))
    back = {
        asset.name: asset.address
        for asset in assets_of(draft_district(read_import("ansible", file))).values()
    }
    ours = {
        a.name: a.address
        for site in district.sites
        for a in site.assets
        if isinstance(a, Server | NetworkDevice)
    }
    assert back
    assert back.items() <= ours.items()
    assert {name for name in ours.keys() - back.keys() if isinstance(ours[name], Server)} == set()


@pytest.mark.parametrize(
    ("pattern", "hosts"),
    [
        ("web", ["web"]),
        ("web[08:10].x", ["web08.x", "web09.x", "web10.x"]),
        ("w[1:5:2]", ["w1", "w3", "w5"]),
        ("[a:c]-[1:2]", ["a-1", "a-2", "b-1", "b-2", "c-1", "c-2"]),
    ],
)
def test_a_range_stands_for_its_hosts(pattern, hosts):
    assert expand(Path("f"), 1, pattern) == hosts


@pytest.mark.parametrize(
    "pattern", ["w[3:1]", "w[1:2", "w[1:3:0]", "w[a:3]", "w[1:999999999999]", "[1:9][:]"]
)
def test_what_is_no_range_is_refused(pattern):
    with pytest.raises(DeclarationError, match="f:4: "):
        expand(Path("f"), 4, pattern)


def test_oxidized_columns_are_told_apart_by_the_address():
    found = draft("oxidized", "oxidized/router.db")
    assert platforms(found) == {
        "hs-core": "cisco-ios",
        "hs-idf1": "aruba-aos-cx",
        "host-10-30-0-1": "hpe-procurve",
    }
    assert reasons(found)["es-named"] == "has no IPv4 address"
    assert "secret" in reasons(found)["columns after the group"]


def test_a_register_gives_lifecycles_and_names_what_they_lack():
    found = draft("csv", "csv/register.csv")
    life = assets_of(found)["hs-fs01"].lifecycle
    assert life is not None
    assert (str(life.bought), life.cost, life.funding.budget) == ("2023-08-15", 9850, "capital")
    assert (str(life.warranty_until), str(life.support_until)) == ("2028-08-14", "2031-10-14")
    assert life.replacement is not None
    assert (str(life.replacement.due), life.replacement.cost) == ("2029-07-01", 11000)
    switch = assets_of(found)["hs-sw-idf2"].lifecycle
    assert switch is not None
    assert switch.funding.e_rate_category == 2
    why = reasons(found)
    assert why["cart-7"].startswith("is neither a server nor a network device: Chromebook")
    assert why["bought of elan-fw"] == "'2021-02-30' is no date as 2026-11-22 or 11/22/2026"
    assert why["support_until of hs-fs01-2"].startswith("a lifecycle needs")
    assert "renamed the host hs-fs01 to hs-fs01-2" in found.notes


def test_an_imported_machine_holds_no_baseline_until_one_is_named():
    assert {asset.baselines for asset in assets_of(draft("csv", "csv/register.csv")).values()} == {()}


def test_an_import_without_anything_is_refused():
    with pytest.raises(DeclarationError, match="holds nothing that can be declared"):
        draft_district(Imported("NetBox's export", "f.json", (), (), ()))
