"""What another tool reads is what was declared, whatever it is called."""

import json
import random
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drplan.declare import District, Site
from drplan.errors import UsageError
from drplan.explain.export import EXPORTS, declaration_json, narrowed
from drplan.explain.export_ansible import ansible_inventory
from drplan.explain.export_file import write_export
from drplan.explain.export_pyinfra import pyinfra_inventory
from drplan.explain.export_words import quoted

HOSTS = ("server", "network")
HOSTILE = 'a"\n\'\'\'b: &x {{ 1 }} # \\\u2028\u0085\x7f\x00\ufeff 𝄞 é """ ]'


def parsed(text: str) -> Any:
    return pytest.importorskip("yaml").safe_load(text)


def hostile(district: District) -> District:
    """Return a district whose every exported word is one that no declaration would be let through with."""
    sites = []
    for number, site in enumerate(district.sites):
        assets = tuple(
            asset.model_copy(
                update={"name": f"{HOSTILE}{asset.name}", "owner": HOSTILE, "baselines": (HOSTILE, "b")}
            )
            for asset in site.assets
        )
        sites.append(
            site.model_copy(update={"code": f"{HOSTILE}{number}", "title": HOSTILE, "assets": assets})
        )
    return district.model_copy(update={"name": HOSTILE, "sites": tuple(sites)})


def shuffled(district: District, seed: int) -> District:
    dice = random.Random(seed)
    sites = [
        site.model_copy(update={"assets": tuple(dice.sample(site.assets, len(site.assets)))})
        for site in district.sites
    ]
    return district.model_copy(update={"sites": tuple(dice.sample(sites, len(sites)))})


@pytest.fixture
def empty(site):
    bare: Site = site.model_copy(update={"assets": (), "services": ()})
    return bare


def test_ansible_reads_hosts_with_address_owner_site_and_platform(district):
    hosts = parsed(ansible_inventory(district))["all"]["hosts"]
    assert list(hosts) == sorted(a.name for s in district.sites for a in s.assets if a.kind in HOSTS)
    assert hosts["hs-db1"] == {
        "ansible_host": "198.18.20.11",
        "drplan_owner": "systems-administrator",
        "drplan_site": "hs",
    }
    assert hosts["hs-rtr1"]["ansible_network_os"] == "frr.frr.frr"


def test_ansible_groups_by_site_by_kind_and_by_baseline(district):
    groups = parsed(ansible_inventory(district))["all"]["children"]
    assets = [(site.code, asset) for site in district.sites for asset in site.assets]
    assert set(groups["site_ms"]["hosts"]) == {a.name for code, a in assets if code == "ms"}
    assert set(groups["kind_network"]["hosts"]) == {a.name for _, a in assets if a.kind == "network"}
    assert set(groups["baseline_backup_client"]["hosts"]) == {
        a.name for _, a in assets if "backup-client" in a.baselines
    }


def test_ansible_is_told_how_to_speak_to_the_platforms_that_it_knows(district):
    hosts = parsed(ansible_inventory(district))["all"]["hosts"]
    spoken = {
        asset.platform: hosts[asset.name].get("ansible_network_os")
        for site in district.sites
        for asset in site.assets
        if asset.kind == "network"
    }
    assert spoken["aruba-aos-cx"] == "arubanetworks.aoscx.aoscx"
    assert spoken["fortinet-fortios"] is None


def test_ansible_gets_no_tenant_and_is_told_so(district):
    text = ansible_inventory(district)
    assert '# Not exportable, a tenant is no host: "district-aws" of site "hs".' in text.splitlines()
    assert '# Not exportable, a tenant is no host: "district-google" of site "do".' in text.splitlines()


def test_hostile_words_stay_inside_their_quotes_in_yaml(district):
    broken = hostile(district)
    found = parsed(ansible_inventory(broken))["all"]
    names = {asset.name for site in broken.sites for asset in site.assets if asset.kind in HOSTS}
    assert set(found["hosts"]) == names
    assert {host["drplan_owner"] for host in found["hosts"].values()} == {HOSTILE}
    assert all(group.replace("_", "a").isalnum() for group in found["children"])


@pytest.mark.parametrize("text", [HOSTILE, "", "yes", "1e3", "- a", "\ud7ff\uffff", "\t"])
def test_a_quoted_text_reads_the_same_in_json_and_yaml_on_one_line(text):
    assert json.loads(quoted(text)) == text
    assert parsed(quoted(text)) == text
    assert len(quoted(text).splitlines()) == 1


def test_pyinfra_gets_a_list_a_site_and_a_baseline(district, tmp_path):
    file = tmp_path / "hosts.py"
    file.write_text(pyinfra_inventory(district))
    found = runpy.run_path(str(file))
    assert [name for name, _ in found["site_hs"]] == ["hs-db1", "hs-file1"]
    assert found["site_hs"][0][1]["ssh_hostname"] == "198.18.20.11"
    assert found["baseline_database_postgres"] == sorted(
        asset.name
        for site in district.sites
        for asset in site.assets
        if asset.kind == "server" and "database-postgres" in asset.baselines
    )


def test_pyinfra_itself_accepts_the_file(district, tmp_path):
    file = tmp_path / "hosts.py"
    file.write_text(pyinfra_inventory(district))
    done = subprocess.run(
        [Path(sys.executable).parent / "pyinfra", "hosts.py", "debug-inventory"],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    shown = done.stdout + done.stderr
    assert all(word in shown for word in ("hs-db1", "198.18.40.12", "baseline_file_share", "site_ms"))
    assert "hs-rtr1" not in shown


def test_hostile_words_stay_inside_their_quotes_in_python(district, tmp_path):
    broken = hostile(district)
    file = tmp_path / "hosts.py"
    file.write_text(pyinfra_inventory(broken))
    found = runpy.run_path(str(file))
    servers = {asset.name for site in broken.sites for asset in site.assets if asset.kind == "server"}
    assert set(found["baseline_b"]) == servers
    lists = [hosts for name, hosts in found.items() if name.startswith("site_")]
    assert {data["owner"] for hosts in lists for _, data in hosts} == {HOSTILE}


def test_json_reads_back_equal(district):
    assert District.model_validate_json(declaration_json(district)) == district


def test_json_of_one_site_reads_back_as_a_district_of_that_site(district, site):
    read = District.model_validate_json(declaration_json(narrowed(district, "hs")))
    assert read.sites == (site,)
    assert read.repositories == district.repositories


def test_an_unknown_site_is_refused(district):
    with pytest.raises(UsageError, match="no site is named 'xx'"):
        narrowed(district, "xx")


@pytest.mark.parametrize("tool", ["ansible", "pyinfra"])
@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_declaring_changes_nothing(district, tool, seed):
    assert EXPORTS[tool](shuffled(district, seed)) == EXPORTS[tool](district)


def test_an_empty_site_is_a_group_without_hosts(district, empty, tmp_path):
    bare = district.model_copy(update={"sites": (empty,)})
    assert parsed(ansible_inventory(bare))["all"] == {"hosts": {}, "children": {"site_hs": {"hosts": {}}}}
    file = tmp_path / "hosts.py"
    file.write_text(pyinfra_inventory(bare))
    assert runpy.run_path(str(file))["site_hs"] == []
    assert District.model_validate_json(declaration_json(bare)) == bare


def test_a_file_that_is_there_is_left_alone_without_force(tmp_path):
    file = tmp_path / "hosts.yml"
    file.write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        write_export(file, "theirs", force=False)
    assert file.read_text() == "mine"
    write_export(file, "theirs", force=True)
    assert file.read_text() == "theirs"


def test_a_link_is_followed_and_not_replaced(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_export(tmp_path / "link", "new", force=True)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


@pytest.mark.parametrize("where", ["nowhere/hosts.yml", "folder", "file/hosts.yml", "loop", "n" * 300])
def test_where_no_file_can_be_nothing_is_written(tmp_path, where):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError):
        write_export(tmp_path / where, "text", force=True)
    assert sorted(tmp_path.rglob("*")) == before


def test_no_device_is_replaced_by_a_file():
    with pytest.raises(UsageError, match="is not a file"):
        write_export(Path("/dev/null"), "text", force=True)
    assert Path("/dev/null").is_char_device()
