"""A restored configuration and the ports of a replacement, as ``drplan restore --ports`` has them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan.adapters.inventory import load_district
from drplan.cli.restore_ports import as_document, device_of, for_replacement, ports_in_file, print_mapping
from drplan.declare import NetworkDevice
from drplan.declare.lookup import data_set_named
from drplan.errors import SourceError, UsageError

ROOT = Path(__file__).parents[3]
SECRET = "hunter2-do-not-print"
KEPT = f"interface 1/1/1\n    description secret {SECRET}\ninterface 1/1/40\n    vlan access 30\n"


@pytest.fixture
def switch():
    return NetworkDevice(name="sw1", address="192.0.2.1", owner="n", platform="aruba-aos-cx")


@pytest.fixture
def folder(tmp_path):
    kept = tmp_path / "restored" / "deep" / "sw1.cfg"
    kept.parent.mkdir(parents=True)
    kept.write_text(KEPT)
    return tmp_path / "restored"


def test_ports_come_one_a_line_or_as_a_range_with_remarks(tmp_path):
    path = tmp_path / "ports.txt"
    path.write_text("# the spare of the closet\n2/1/1-2/1/3\n\n2/1/49  # uplink\n2/1/1\n")
    assert ports_in_file(path) == ("2/1/1", "2/1/2", "2/1/3", "2/1/49")


@pytest.mark.parametrize("written", ["", "# nothing\n\n"])
def test_a_file_without_ports_is_refused(tmp_path, written):
    path = tmp_path / "ports.txt"
    path.write_text(written)
    with pytest.raises(UsageError, match="names no port"):
        ports_in_file(path)
    with pytest.raises(UsageError, match="cannot be read"):
        ports_in_file(tmp_path / "absent")


@pytest.mark.parametrize("platform", ["cisco-meraki", "ubiquiti-unifi"])
def test_what_nothing_loads_is_fitted_to_no_ports(folder, platform):
    console = NetworkDevice(name="sw1", address="192.0.2.1", owner="n", platform=platform)
    with pytest.raises(UsageError, match="no port is renamed"):
        for_replacement(folder, console, ("1",))
    assert not list(folder.rglob("*.replacement*"))


def test_what_fits_is_written_beside_what_was_kept_for_its_owners_eyes(folder, switch):
    written, found = for_replacement(folder, switch, tuple(f"2/1/{number}" for number in range(1, 25)))
    assert written == folder / "deep" / "sw1.replacement.cfg"
    assert written.stat().st_mode & 0o777 == 0o600
    assert written.read_text() == found.text
    assert written.read_text().startswith("interface 2/1/1\n")
    assert (folder / "deep" / "sw1.cfg").read_text() == KEPT
    assert not found.whole
    assert as_document(written, found)["left"] == [{"line": 3, "ports": ["1/1/40"]}]


def test_no_line_of_a_configuration_is_printed(folder, switch):
    written, found = for_replacement(folder, switch, ("2/1/1",))
    with CliRunner().isolation() as (out, _, _):
        print_mapping(written, found)
        said = out.getvalue().decode()
    assert "1/1/1 -> 2/1/1: it has the same numbers behind its unit's" in said
    assert "line 3 stays as it was: nothing takes the place of 1/1/40" in said
    assert "decide about these" in said
    assert SECRET not in said + json.dumps(as_document(written, found))


def test_a_folder_with_no_configuration_or_two_is_refused(tmp_path, folder, switch):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"holds 0 files called sw1\.cfg"):
        for_replacement(tmp_path / "empty", switch, ("1/1/1",))
    (folder / "sw1.cfg").write_text("x")
    with pytest.raises(SourceError, match="holds 2 files"):
        for_replacement(folder, switch, ("1/1/1",))


def test_ports_are_for_devices():
    district = load_district(ROOT / "inventories")
    with pytest.raises(UsageError, match="no device's configuration"):
        device_of(data_set_named(district, "hs-gradebook-db"), district)
    assert device_of(data_set_named(district, "hs-rtr1-config"), district).name == "hs-rtr1"
