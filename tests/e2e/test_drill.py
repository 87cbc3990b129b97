"""The whole high school, lost and brought back on real hosts, routers and repositories."""

import json
import re
import shutil
import subprocess

import pytest

from tests.e2e.command import flip_a_byte, packs_of

pytestmark = pytest.mark.lab

LOST = {"hs-rtr1", "hs-db1", "hs-file1", "district-aws"}


def drill(lab, tmp_path, *more, code=0):
    """Run a drill with its evidence beside the lab's own, chained to nothing else."""
    shutil.copytree(lab.runbooks, tmp_path / "runbooks", dirs_exist_ok=True)
    words = ["drill", "run", "--site", "hs", "--runbooks", str(tmp_path / "runbooks")]
    words += ["--patience", "20", "--format", "json", "--despite-freeze", "a test in a lab"]
    return json.loads(lab.drplan(*words, *more, code=code))


def outcomes(record):
    return {s["name"]: s["verdict"]["outcome"] for s in record["services"]}


def test_a_lost_school_comes_back_and_every_claim_has_its_evidence(lab_hs, tmp_path):
    lab_hs.drplan("backup", "run", "--site", "hs")
    record = drill(lab_hs, tmp_path)
    assert set(outcomes(record).values()) == {"pass"}
    assert record["waves"] == [
        ["hs-network"],
        ["hs-gradebook", "hs-files", "hs-transcripts"],
        ["hs-learning"],
    ]
    done = {(step["subject"], step["action"]) for step in record["steps"]}
    assert {(name, "destroy") for name in LOST} <= done
    assert {(name, "see-broken") for name in outcomes(record)} <= done
    files = next(s for s in record["services"] if s["name"] == "hs-files")["data_sets"][0]
    assert files["matched"] == files["entries"] > 30_000
    assert all(s["rta_seconds"] > 0 for s in record["services"])

    pages = lab_hs.drplan("runbook", "build", "--runbooks", str(tmp_path / "runbooks"))
    assert "14 pages" in pages
    page = (tmp_path / "runbooks" / "hs" / "runbook.md").read_text()
    command = re.search(r"\(?cd \S*runbooks\S*|ssh-keygen -Y verify.*", page)
    assert record["id"] in page
    assert command
    lab_hs.drplan("runbook", "check", "--runbooks", str(tmp_path / "runbooks"))
    lab_hs.drplan("evidence", "verify", "--runbooks", str(tmp_path / "runbooks"))


def test_a_damaged_copy_fails_its_service_alone_and_the_other_copy_still_recovers_it(lab_hs, tmp_path):
    lab_hs.drplan("backup", "run", "--site", "hs")
    # Only the school's files fill such packs: every backup makes packs of its own.
    packs = [pack for pack in packs_of(lab_hs.state / "lab") if pack.stat().st_size > 1 << 20]
    assert packs, "the on-site repository holds no large pack"
    kept = {pack: flip_a_byte(pack, 100) for pack in packs}
    try:
        record = drill(lab_hs, tmp_path, "--copy", "onsite", code=1)
        assert record["verdict"]["outcome"] == "fail"
        assert outcomes(record)["hs-files"] == "fail"
        assert outcomes(record)["hs-learning"] == "no-evidence"
        again = drill(lab_hs, tmp_path / "again", "--copy", "offsite", code=1)
    finally:
        for pack, content in kept.items():
            pack.write_bytes(content)
    recovered = {d["name"]: d["verdict"]["outcome"] for s in again["services"] for d in s["data_sets"]}
    assert set(recovered.values()) == {"pass"}
    probed = {s["subject"]: s["verdict"]["outcome"] for s in again["steps"] if s["action"] == "probe"}
    assert set(probed.values()) == {"pass"}
    # The first drill left the files lost, and what was broken before a drill began never passes it.
    failed = {name for name, outcome in outcomes(again).items() if outcome == "fail"}
    assert failed == {"hs-files", "hs-learning"}


def test_what_a_person_changes_by_hand_is_reported_as_drift_and_put_back(lab_hs):
    lab_hs.drplan("deploy", "apply", "--site", "hs")
    host = next(a for a in lab_hs.site.assets if a.name == "hs-file1")
    ssh = ("ssh", "-F", lab_hs.access.ssh_config, str(host.address))
    subprocess.run((*ssh, "echo welcome | sudo tee /etc/issue.net"), check=True, capture_output=True)
    said = json.loads(lab_hs.drplan("deploy", "drift", "--site", "hs", "--format", "json", code=1))
    drifted = {
        a["name"]: a for a in said["assets"] if any(o["outcome"] == "would-change" for o in a["operations"])
    }
    assert set(drifted) == {"hs-file1"}
    assert "welcome" in json.dumps(drifted)
    lab_hs.drplan("deploy", "apply", "--site", "hs")
    assert "no drift" in lab_hs.drplan("deploy", "drift", "--site", "hs")
