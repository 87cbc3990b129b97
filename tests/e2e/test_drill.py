"""The whole high school, lost and brought back on real hosts, routers and repositories."""

import json
import re
import shutil
import subprocess

import pytest

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
    assert re.search(r"(\d+) pages in .*: \1 written, 0 current", pages)
    page = (tmp_path / "runbooks" / "hs" / "runbook.md").read_text()
    command = re.search(r"\(?cd \S*runbooks\S*|ssh-keygen -Y verify.*", page)
    assert record["id"] in page
    assert command
    lab_hs.drplan("runbook", "check", "--runbooks", str(tmp_path / "runbooks"))
    lab_hs.drplan("evidence", "verify", "--runbooks", str(tmp_path / "runbooks"))


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
