"""Network devices backed up over real SSH into a real restic and a real git, and what goes wrong on the way.

The devices are the stand-ins of :mod:`drplan.adapters.lab.standin`; commands are typed as an operator types
them, but for the inventory and the place that they act in.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.adapters.secrets import SecretStore
from drplan.adapters.tools import find_restic
from drplan.cli import cli
from tests.contract.weak_key import PASSWORD, make_repository
from tests.device_fleet import SECRET, configuration, declared, fleet, listening

ROOT = Path(__file__).parents[2]
COUNT = 10


class World:
    """Ten switches, a repository, and the command line beside them."""

    def __init__(self, folder, restic, patch):
        self.folder, self.restic = folder, restic
        self.devices = fleet(folder / "switches", COUNT, ports=4)
        self.repository = make_repository(folder / "repository", restic)
        self.district = declared(self.devices, self.repository)
        patch.setenv("DRPLAN_STATE", str(folder / "state"))
        patch.setenv("DRPLAN_RESTIC", restic)
        patch.setenv("DRPLAN_TEST_PASSWORD", PASSWORD)
        patch.setattr(wiring, "district", lambda _: self.district)
        patch.setattr(wiring, "secrets", SecretStore)

    def type(self, *words):
        return CliRunner().invoke(cli, [*words])

    def back_up(self, *words):
        return self.type("backup", "run", "--kind", "network", *words)

    def git(self, *words):
        argv = ["git", "--git-dir", self.folder / "state/configurations", *words]
        return subprocess.run(argv, capture_output=True, text=True, check=True).stdout

    def snapshots(self):
        argv = [self.restic, "-r", self.repository, "--no-cache", "--no-lock", "snapshots", "--json"]
        told = {"RESTIC_PASSWORD": PASSWORD, "HOME": "/nonexistent"}
        return json.loads(subprocess.run(argv, env=told, capture_output=True, check=True).stdout)

    def points(self):
        vault = wiring.vault(self.district)
        return vault.all_points(self.district.repositories[0])


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    if os.geteuid() != 0:
        pytest.skip("not tried: a network of its own needs root")
    folder = tmp_path_factory.mktemp("devices")
    with pytest.MonkeyPatch.context() as patch:
        world = World(folder, str(find_restic(ROOT / ".drplan")), patch)
        with listening(folder / "server", world.devices) as raised:
            patch.setattr(wiring, "enter", lambda: raised.access)
            yield world


@pytest.fixture(autouse=True)
def as_before(world):
    for each in world.devices:
        each.faults()
        each.write(configuration(each.name, ports=4))


def test_all_are_kept_in_one_snapshot_with_a_point_each_and_in_git(world):
    done = world.back_up("--format", "json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert {each["error"] for each in said["data_sets"]} == {None}
    assert len({point["snapshot"] for each in said["data_sets"] for point in each["points"]}) == 1
    assert len(said["changes"]) == COUNT
    assert {each["because"] for each in said["changes"]} == {"first kept"}
    assert sorted({each.data_set for each in world.points()}) == sorted(
        f"hs-sw{n}-config" for n in range(1, 11)
    )
    assert len(world.git("ls-tree", "-r", "--name-only", "main").split()) == COUNT
    assert SECRET not in world.git("log", "-p")
    assert world.back_up("--format", "json").exit_code == 0
    assert world.git("rev-list", "--count", "main").strip() == "1"


def test_a_changed_secret_shows_as_changed_and_not_what_it_is(world):
    world.back_up()
    other = SECRET.replace("nhEm", "aaaa")
    world.devices[3].write(configuration("hs-sw4", ports=4, secret=other))
    done = world.back_up("--because", "new password after a leak")
    assert done.exit_code == 0, done.output
    assert "hs/hs-sw4 (cisco-ios): 1 line more, 1 line less, in enable, since" in done.stdout
    assert "new password after a leak" in done.stdout
    assert "-enable secret" in done.stdout
    told = world.type("backup", "changes", "--asset", "hs-sw4").stdout
    assert "+enable secret" in told
    for text in (done.output, told):
        assert other not in text
        assert SECRET not in text


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"truncate": {"command": "show running", "lines": 12}}, "its end is missing|to the end"),
        ({"pager": True}, "pager"),
        ({"cut": {"command": "show running", "lines": 12}}, "does not answer|cut|closed"),
    ],
)
def test_what_did_not_come_whole_is_no_backup_and_stops_no_other(world, fault, said):
    before = {each.data_set: each.snapshot for each in world.points()}
    for number in (2, 7):
        world.devices[number].faults(**fault)
    done = world.back_up("--format", "json")
    assert done.exit_code == 3, done.output
    failed = {
        each["data_set"]: each["error"] for each in json.loads(done.stdout)["data_sets"] if each["error"]
    }
    assert set(failed) == {"hs-sw3-config", "hs-sw8-config"}
    for error in failed.values():
        assert re.search(said, error), error
        assert SECRET not in error
    newest = {each.data_set: each.snapshot for each in world.points()}
    assert {name for name in newest if newest[name] == before[name]} == set(failed)
    for number in (3, 8):
        path = f"hs/hs-sw{number}.cisco-ios"
        assert world.git("rev-list", "--count", "main", "--", path).strip() == "1"


def test_a_restore_gives_the_file_and_how_to_load_it(world, tmp_path):
    world.back_up()
    done = world.type("restore", "hs-sw5-config", "--to", str(tmp_path / "back"))
    assert done.exit_code == 0, done.output
    found = {path.name: path for path in (tmp_path / "back").rglob("*") if path.is_file()}
    assert set(found) == {"hs-sw5.cfg", "LOADING.txt", "device.json"}
    assert SECRET in found["hs-sw5.cfg"].read_text()
    page = found["LOADING.txt"].read_text()
    assert "Model: WS-C2960X-24TS-L" in page
    assert world.devices[4].unit.settings["serial"] in page
    assert SECRET not in page
    assert found["hs-sw5.cfg"].stat().st_mode & 0o077 == 0


def test_what_is_kept_goes_back_into_a_device_and_is_the_same(world):
    world.back_up()
    data_set = world.district.sites[0].services[0].data_sets[5]
    vault, repository = wiring.vault(world.district), world.district.repositories[0]
    point = vault.points(data_set, repository)[-1]
    world.devices[5].blank()
    came = vault.recover(data_set, point, repository)
    assert came.expected == came.found
    facts = vault.facts(data_set, point, repository)
    assert facts
    assert facts.serial == world.devices[5].unit.settings["serial"]


def test_a_single_one_kept_by_itself_is_read_as_one_of_many(world):
    done = world.back_up("--data-set", "hs-sw9-config", "--format", "json")
    assert done.exit_code == 0, done.output
    point = max(
        (each for each in world.points() if each.data_set == "hs-sw9-config"), key=lambda p: p.taken_at
    )
    assert "/manifests/hs-sw9-config.jsonl" in "".join(point.paths)
    assert len(world.snapshots()[-1]["tags"]) == 3


def test_without_a_history_recovery_points_are_made_and_the_reason_is_said(world):
    key = world.folder / "state/keys/mask"
    content = key.read_bytes()
    key.write_bytes(b"short")
    try:
        done = world.back_up("--data-set", "hs-sw2-config")
    finally:
        key.write_bytes(content)
    assert done.exit_code == 3, done.output
    assert "1 recovery point made" in done.stdout
    assert "holds 5 bytes" in done.stderr
