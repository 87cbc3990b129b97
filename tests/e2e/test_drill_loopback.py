"""Drills of a cloud service on real restic and a real append-only server; the account is moto.

moto truly models versions, delete markers and current objects, which is all that these drills rest on.
"""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from unittest import mock

import pytest

from tests.e2e.command import flip_a_byte, packs_of, run_drplan

INVENTORY = """
from datetime import timedelta
from ipaddress import IPv4Network
from drplan import *

site = Site(
    code="hs", title="High School", kind="high-school", students=1, contact="admin",
    networks=(IPv4Network("198.18.20.0/24"),),
    assets=(AwsAccount(name="cloud", account_id="123456789012", region="us-east-1", owner="admin",
                       buckets=("test-transcripts",)),),
    services=(
        Service(
            name="transcripts", title="Transcripts", tier=Tier.INSTRUCTION, owner="admin",
            objectives=Objectives(rto=timedelta(seconds={rto}), rpo=timedelta(hours=1),
                                  mtd=timedelta(days=9)),
            runs_on=("cloud",), impact="none", workaround="none",
            data_sets=(DataSet(name="bucket", policy="nightly", privacy="internal",
                               source=S3Bucket(account="cloud", bucket="test-transcripts"),
                               canaries=("canary.txt",)),),
            probes=(ObjectProbe(account="cloud", bucket="test-transcripts", key="canary.txt",
                                contains="{canary}"),),
        ),
    ),
)
district = District(
    name="Test District", domain="test.example", sites=(site,),
    roles=(Role(name="admin", title="Administrator", phone="555-0100", email="admin@test.example"),),
    policies=(BackupPolicy(name="nightly", copies=("onsite",), cadence=timedelta(hours=24)),),
    repositories=(Repository(
        name="onsite", location="rest:https://198.18.20.5:8000/drplan/", site="hs", media="disk",
        password=Secret.env("DRPLAN_ONSITE_PASSWORD"), user=Secret.env("DRPLAN_ONSITE_USER"),
        user_secret=Secret.env("DRPLAN_ONSITE_USER_SECRET"), append_only=True,
        ca_certificate=Secret.env("DRPLAN_ONSITE_CA")),),
)
"""


class Cloud:
    """A loopback lab with one service, backed up and ready to be drilled."""

    def __init__(self, folder):
        self.folder = folder
        self.state = folder / "state"
        self.declare()

    def declare(self, rto=3600, canary="the canary sings"):
        (self.folder / "inventories").mkdir(exist_ok=True)
        text = INVENTORY.replace("{rto}", str(rto)).replace("{canary}", canary)
        (self.folder / "inventories" / "district.py").write_text(text)

    def drplan(self, *words, code=0):
        inventory = ("--inventory", str(self.folder / "inventories"))
        takes = words[0] in ("lab", "deploy", "backup", "drill") and words[1] not in ("down", "status")
        done = run_drplan(self.state, *words, *(inventory if takes else ()))
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def drill(self, code=0):
        words = ("drill", "run", "--site", "hs", "--role", "admin", "--patience", "3", "--format", "json")
        done = self.drplan(*words, "--runbooks", str(self.folder / "runbooks"), code=code)
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def cloud():
    with mock.patch.dict(os.environ, DRPLAN_LAB_NAME="loopback"):
        yield from raised()


def raised():
    folder = Path(tempfile.mkdtemp(prefix="drplan-", dir="/var/tmp"))
    made = Cloud(folder)
    try:
        made.drplan("lab", "up", "--loopback", "--site", "hs")
        made.drplan("deploy", "apply", "--site", "hs")
        made.drplan("lab", "fill", "--site", "hs")
        made.drplan("backup", "init")
        made.drplan("backup", "run")
        key = ("evidence", "keygen", "--inventory", str(folder / "inventories"))
        made.drplan(*key, "--runbooks", str(folder / "runbooks"))
        yield made
    finally:
        run_drplan(made.state, "lab", "down")
        shutil.rmtree(folder, ignore_errors=True)


def why(record):
    return "; ".join(record["services"][0]["verdict"]["because"])


def test_a_stolen_bucket_comes_back_whole_and_the_evidence_verifies(cloud):
    record = cloud.drill()
    (service,) = record["services"]
    assert service["verdict"]["outcome"] == "pass"
    assert service["data_sets"][0]["matched"] == service["data_sets"][0]["entries"] > 10
    assert service["rta_seconds"] > 0
    folder = cloud.folder / "runbooks" / "evidence" / record["id"]
    command = (
        "ssh-keygen -Y verify -f ../allowed_signers -I evidence@test.example -n drplan-evidence"
        " -s SHA256SUMS.sig < SHA256SUMS && sha256sum -c --quiet SHA256SUMS"
    )
    assert subprocess.run(command, shell=True, cwd=folder, check=False, capture_output=True).returncode == 0
    content = (folder / "record.json").read_bytes()
    (folder / "record.json").write_bytes(content.replace(b'"pass"', b'"fail"', 1))
    refused = subprocess.run(command, shell=True, cwd=folder, check=False, capture_output=True).returncode
    (folder / "record.json").write_bytes(content)
    assert refused != 0


def test_a_missed_rto_fails_the_drill_although_everything_came_back(cloud):
    cloud.declare(rto=1)
    try:
        record = cloud.drill(code=1)
    finally:
        cloud.declare()
    (service,) = record["services"]
    assert service["data_sets"][0]["verdict"]["outcome"] == "pass"
    assert service["rta_seconds"] > 1
    assert why(record).startswith("RTO missed by 0:00:0")


def test_a_probe_that_was_never_healthy_fails_the_drill(cloud):
    cloud.declare(canary="another song")
    try:
        record = cloud.drill(code=1)
    finally:
        cloud.declare()
    assert "a probe was not healthy" in why(record)


def test_a_tampered_repository_fails_the_drill_and_says_why(cloud):
    kept = {pack: flip_a_byte(pack, 100) for pack in packs_of(cloud.state / "lab")}
    assert kept
    try:
        record = cloud.drill(code=1)
    finally:
        for pack, content in kept.items():
            pack.write_bytes(content)
    assert record["verdict"]["outcome"] == "fail"
    assert "restic" in why(record)
    assert record["services"][0]["rta_seconds"] is None


def test_the_next_drill_recovers_what_a_failed_one_left_lost(cloud):
    assert cloud.drill(code=1)["services"][0]["data_sets"][0]["verdict"]["outcome"] == "pass"
    assert cloud.drill()["verdict"]["outcome"] == "pass"


def test_no_secret_is_seen_in_any_argument_list_or_output(cloud):
    told = json.loads((cloud.state / "lab" / "access.json").read_text())["environment"]
    secrets = [value for name, value in told.items() if name.endswith(("PASSWORD", "SECRET"))]
    assert len(secrets) >= 2
    seen, running = set(), [True]

    def watch():
        while running:
            for listing in Path("/proc").glob("[0-9]*/cmdline"):
                with contextlib.suppress(OSError):
                    seen.add(listing.read_bytes().decode(errors="replace"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        done = cloud.drplan("backup", "run")
    finally:
        running.clear()
        watcher.join()
    assert [line for line in seen if "restic" in line and "backup" in line]
    said = "\n".join([*seen, done.stdout, done.stderr])
    assert not [secret for secret in secrets if secret in said]


def test_one_data_set_is_restored_beside_production(cloud, tmp_path):
    words = (
        "restore",
        # Its name is a verb's too.
        "data-set",
        "bucket",
        "--inventory",
        str(cloud.folder / "inventories"),
        "--to",
        str(tmp_path / "out"),
    )
    done = run_drplan(cloud.state, *words)
    assert done.returncode == 0, done.stderr
    # The text is kept in a folder of its own.
    assert done.stdout.startswith("pass: 2 of 2 entries")
    (index,) = (tmp_path / "out").rglob("versions.json")
    assert "canary.txt" in json.loads(index.read_text())["versions"]
    again = run_drplan(cloud.state, *words)
    assert again.returncode == 2
    assert "is not an empty folder" in again.stderr


def test_the_state_of_the_copies_is_read_from_them_and_told_to_nobody_from_a_lab(cloud, tmp_path):
    place = ("--inventory", str(cloud.folder / "inventories"))
    done = run_drplan(cloud.state, "backup", "status", "--format", "json", *place)
    assert done.returncode == 0, done.stdout + done.stderr
    (copy,) = json.loads(done.stdout)["copies"]
    assert (copy["data_set"], copy["copy"], copy["band"]) == ("bucket", "onsite", "within")
    assert copy["last_good"]["size"] > 0
    metrics = tmp_path / "drplan.prom"
    refused = run_drplan(cloud.state, "backup", "status", "--textfile", str(metrics), *place)
    assert (refused.returncode, metrics.exists()) == (2, False)
    assert "error: a lab is up" in refused.stderr


def test_a_drill_outside_a_lab_is_refused(cloud, tmp_path):
    done = run_drplan(tmp_path / "elsewhere", "drill", "run", "--site", "hs", "--despite-freeze", "-")
    assert done.returncode == 2
    assert "never touches production" in done.stderr


def test_a_service_is_planned_and_drilled_alone_from_a_drawn_recovery_point(cloud):
    runbooks = ("--runbooks", str(cloud.folder / "runbooks"))
    asked = (
        "--service",
        "transcripts",
        "--point",
        "random",
        "--seed",
        "spring",
        "--format",
        "json",
        *runbooks,
    )
    planned = json.loads(cloud.drplan("drill", "plan", *asked).stdout)
    (data,) = planned["data_sets"]
    done = cloud.drplan("drill", "run", *asked, "--role", "admin", "--patience", "3")
    record = json.loads(done.stdout)
    assert record["scope"]["name"] == "transcripts"
    assert record["scope"]["points"] == "random, seed spring"
    assert record["services"][0]["data_sets"][0]["snapshot"] == data["snapshot"]
    assert record["verdict"]["outcome"] == "pass"
    again = json.loads(cloud.drplan("drill", "plan", *asked).stdout)
    assert again["data_sets"][0]["known"].startswith(("as measured in ", "measured in "))
    assert again["data_sets"][0]["snapshot"] == data["snapshot"]
    cloud.drplan("evidence", "verify", *runbooks)


@pytest.mark.parametrize("way", [(), ("--stream",)], ids=["scratch", "stream"])
def test_data_alone_is_proven_loses_nothing_and_is_gone_on_with_by_its_id(cloud, way):
    runbooks = ("--runbooks", str(cloud.folder / "runbooks"))
    drill = f"data-{len(way)}"
    asked = ("--site", "hs", "--role", "admin", "--data-only", *way, "--id", drill, "--format", "json")
    record = json.loads(cloud.drplan("drill", "run", *asked, *runbooks, code=3).stdout)
    (service,) = record["services"]
    (data,) = service["data_sets"]
    assert (record["where"], service["verdict"]["outcome"]) == ("scratch", "no-evidence")
    assert service["verdict"]["because"] == ["only its data was rehearsed"]
    assert data["verdict"]["outcome"] == "pass"
    assert data["proof"] == ("stream" if way else "scratch")
    assert data["matched"] == data["entries"] > 10
    assert not {step["action"] for step in record["steps"]} & {"destroy", "blank", "deploy", "probe"}
    again = cloud.drplan("drill", "run", *asked, *runbooks, code=3)
    assert json.loads(again.stdout) == record
    assert "is finished: it is not run again" in again.stderr
    cloud.drplan("evidence", "verify", *runbooks)
