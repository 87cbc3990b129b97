"""``drplan backup status`` typed at real restic repositories on this disk, and heard by a real webhook."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.adapters.access import Access
from drplan.adapters.agent.answer import answer
from drplan.adapters.secrets import SecretStore
from drplan.adapters.tools import find_restic
from drplan.adapters.vault import ResticVault
from drplan.cli import cli
from drplan.declare.lookup import data_set_named, repository_named
from drplan.errors import UsageError
from tests.contract.sinks import Webhook, serving
from tests.contract.weak_key import weaken

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse"
TOKEN = "t0kenT0ken"
INVENTORY = """
from datetime import date, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import PurePosixPath
from drplan import *

def service(name, rpo):
    data = DataSet(name=name, source=Paths(server="hs-file1", paths=(PurePosixPath("/srv"),)),
                   policy="nightly", privacy="internal")
    return Service(name=f"{{name}}-service", title=name, tier=Tier.INSTRUCTION, owner="admin", impact="none",
                   workaround="none", data_sets=(data,),
                   objectives=Objectives(rto=timedelta(hours=1), rpo=rpo, mtd=timedelta(days=9)))

def repository(name):
    return Repository(name=name, location=f"{folder}/{{name}}", site="hs", media="disk",
                      password=Secret.env("STATUS_TEST_PASSWORD"))

site = Site(code="hs", title="High School", kind="high-school", students=1, contact="admin",
    networks=(IPv4Network("198.18.20.0/24"),),
    assets=(Server(name="hs-file1", address=IPv4Address("198.18.20.12"), owner="admin"),),
    services=(service("files", timedelta(hours=24)), service("mail", timedelta(milliseconds=1))))
district = District(
    name="Test District", domain="test.example", sites=(site,),
    roles=(Role(name="admin", title="Administrator", phone="555-0100", email="admin@test.example"),),
    policies=(BackupPolicy(name="nightly", copies=("onsite", "offsite"), cadence=timedelta(hours=22)),),
    repositories=(repository("onsite"), repository("offsite")),
    notify=(Notify(name="ops", url=Secret.env("STATUS_TEST_URL")),),
)
"""


class Desk:
    """Two repositories, recovery points made in them, and the command."""

    def __init__(self, folder):
        self.folder = folder
        self.more = {}
        (folder / "inventories").mkdir(exist_ok=True)
        (folder / "inventories" / "district.py").write_text(INVENTORY.format(folder=folder))

    def target(self, name):
        return {
            "program": str(find_restic(ROOT / ".drplan")),
            "location": str(self.folder / name),
            "cache": str(self.folder / "cache"),
            "environment": {"RESTIC_PASSWORD": PASSWORD},
            "ca_certificate": "",
        }

    def ask(self, verb, **words):
        said = answer({"verb": verb, "scratch": str(self.folder / "scratch"), **words})
        assert "answer" in said, said
        return said["answer"]

    def protect(self, data_set, *copies):
        (self.folder / "source").mkdir(exist_ok=True)
        (self.folder / "source" / "page").write_text("words")
        source = {"paths": [str(self.folder / "source")]}
        return self.ask(
            "protect-paths", data_set=data_set, source=source, copies=[self.target(name) for name in copies]
        )

    def restic(self, name, *words):
        place = self.target(name)
        command = (place["program"], "--repo", place["location"], "--no-cache", *words)
        environment = {**os.environ, **place["environment"]}
        subprocess.run(command, env=environment, capture_output=True, check=True)

    def inject(self, name, data_set, *words):
        """Put a snapshot there with a recovery point's tags, whatever it holds."""
        tags = ("--tag", "drplan", "--tag", f"data-set:{data_set}")
        self.restic(name, "backup", *tags, *words)

    def status(self, *words):
        environment = {
            "DRPLAN_STATE": str(self.folder / "state"),
            "DRPLAN_RESTIC": str(find_restic(ROOT / ".drplan")),
            "STATUS_TEST_PASSWORD": PASSWORD,
            "COLUMNS": "160",
        }
        forget_what_was_read()
        command = ("backup", "status", "--inventory", str(self.folder / "inventories"), *words)
        return CliRunner().invoke(cli, command, env={**environment, **self.more})

    def copies(self):
        done = self.status("--format", "json")
        return {(each["data_set"], each["copy"]): each for each in json.loads(done.stdout)["copies"]}


def forget_what_was_read():
    wiring.enter.cache_clear()
    wiring.secrets.cache_clear()


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("pattern"))
    for name in ("onsite", "offsite"):
        made.ask("open", repository=made.target(name), create=True)
    assert weaken(made.folder) == 2
    made.protect("files", "onsite", "offsite")
    made.protect("mail", "onsite", "offsite")
    return made.folder


@pytest.fixture
def desk(pattern, tmp_path):
    """The two repositories, copied, with a recovery point of each data set in each."""
    shutil.copytree(pattern, tmp_path / "desk")
    yield Desk(tmp_path / "desk")
    forget_what_was_read()


def test_one_look_at_a_repository_shows_what_a_look_for_each_data_set_shows(desk):
    district = wiring.district(desk.folder / "inventories")
    secrets = SecretStore()
    vault = ResticVault(
        district, Access(), secrets, restic=find_restic(ROOT / ".drplan"), state=desk.folder / "state"
    )
    place = repository_named(district, "onsite")
    os.environ["STATUS_TEST_PASSWORD"] = PASSWORD
    try:
        each = [
            point
            for name in ("files", "mail")
            for point in vault.points(data_set_named(district, name), place)
        ]
        assert sorted(each, key=lambda point: point.taken_at) == list(vault.all_points(place))
    finally:
        del os.environ["STATUS_TEST_PASSWORD"]
    assert len(each) == 2


def test_every_copy_is_judged_by_its_own_recovery_points(desk):
    done = desk.status()
    assert done.exit_code == 1, done.output
    first, *_ = done.stdout.splitlines()
    assert first.startswith("4 copies of 2 data sets at ")
    assert first.endswith(": 2 within, 2 beyond 4x")
    found = desk.copies()
    assert [found["files", copy]["band"] for copy in ("onsite", "offsite")] == ["within", "within"]
    assert [found["mail", copy]["band"] for copy in ("onsite", "offsite")] == ["beyond", "beyond"]
    assert found["files", "onsite"]["last_good"]["size"] > 0
    assert "fewer than 5" in found["files", "onsite"]["forecast"]["because"]


def test_what_is_no_recovery_point_or_not_of_today_is_not_taken_for_a_good_one(desk):
    manifests = desk.folder / "elsewhere" / "manifests"
    manifests.mkdir(parents=True)
    (manifests / "mail.jsonl").write_text("{}")
    before = desk.copies()["mail", "onsite"]["last_good"]["snapshot"]
    desk.inject("onsite", "mail", str(desk.folder / "source"))
    desk.inject("onsite", "mail", "--time", "2099-01-01 00:00:00", str(manifests / "mail.jsonl"))
    desk.inject("onsite", "mail", "--time", "2001-01-01 00:00:00", str(manifests / "mail.jsonl"))
    desk.inject("onsite", "mail", "--tag", "suspect:encrypted", str(manifests / "mail.jsonl"))
    found = desk.copies()["mail", "onsite"]
    assert found["last_good"]["snapshot"] == before
    assert (found["recovery_points"], len(found["future_dated"]), len(found["suspect"])) == (2, 1, 1)
    done = desk.status()
    assert "suspect, newer than any good one" in done.stdout
    assert "dated in the future, so not counted" in done.stdout


def test_a_copy_that_cannot_be_asked_is_unknown_and_the_exit_code_says_so(desk):
    shutil.rmtree(desk.folder / "offsite")
    done = desk.status()
    assert done.exit_code == 3
    assert "offsite could not be asked: " in done.stdout
    assert {found["band"] for (_, copy), found in desk.copies().items() if copy == "offsite"} == {"unknown"}
    desk.more = {"STATUS_TEST_PASSWORD": "wrong"}
    assert desk.status().exit_code == 2


def test_without_restic_nothing_is_known_and_who_wants_to_know_is_told(desk):
    with serving(Webhook()) as hook:
        desk.more = {"DRPLAN_RESTIC": "/nowhere/restic", "STATUS_TEST_URL": f"json://{hook.place}/{TOKEN}"}
        done = desk.status("--notify", "--textfile", str(desk.folder / "drplan.prom"))
    assert done.exit_code == 2, done.output
    assert len(hook.heard) == 1
    assert (
        'drplan_backup_known{copy="onsite",data_set="files"} 0.0' in (desk.folder / "drplan.prom").read_text()
    )


def test_a_change_is_told_once_until_it_was_delivered_and_no_secret_is_shown(desk):
    with serving(Webhook()) as hook:
        desk.more = {"STATUS_TEST_URL": f"json://{hook.place}/{TOKEN}"}
        hook.answers = [503]
        refused = desk.status("--notify")
        kept = (desk.folder / "state" / "status.json").exists()
        told, silent = desk.status("--notify"), desk.status("--notify")
    assert (refused.exit_code, told.exit_code, silent.exit_code) == (3, 1, 1)
    assert not kept
    assert "error: the message to ops was not taken" in refused.stderr
    assert "told: Backups: 2 worse" in told.stderr
    assert silent.stderr == ""
    assert len(hook.heard) == 2
    body = json.loads(hook.heard[1][1])
    assert body["message"].splitlines()[0].startswith("worse: mail in o")
    shown = "".join(done.output for done in (refused, told, silent))
    shown += (desk.folder / "state" / "status.json").read_text()
    assert TOKEN not in shown
    assert PASSWORD not in shown


def test_a_textfile_that_cannot_be_written_leaves_no_exit_code_of_success(desk):
    done = desk.status("--textfile", str(desk.folder / "nowhere" / "drplan.prom"))
    assert done.exit_code == 3
    assert "error: metrics were not written" in done.stderr


def test_to_tell_nobody_is_refused(desk):
    declared = desk.folder / "inventories" / "district.py"
    declared.write_text(
        "\n".join(line for line in declared.read_text().splitlines() if "notify=" not in line)
    )
    refused = desk.status("--notify").exception
    assert isinstance(refused, UsageError)
    assert "nobody is declared" in refused.message


def test_a_lab_is_never_told_as_if_it_were_the_district(desk):
    lab = desk.folder / "state" / "lab"
    lab.mkdir(parents=True)
    (lab / "access.json").write_text(json.dumps({"where": "loopback lab", "site": "hs"}))
    for words in (("--notify",), ("--textfile", str(desk.folder / "drplan.prom"))):
        done = desk.status(*words)
        assert isinstance(done.exception, UsageError)
        assert "a lab is up" in done.exception.message
    assert not (desk.folder / "drplan.prom").exists()
    assert desk.status().exit_code == 1
