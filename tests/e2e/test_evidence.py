"""``drplan evidence`` as people type it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.keys import KeyFile
from drplan.record.drill import DrillRecord
from tests.e2e.command import run_here

ROOT = Path(__file__).parents[2]
SAMPLE = DrillRecord.model_validate_json((ROOT / "tests/cases/evidence/record.json").read_bytes())
IDENTITY = "evidence@cedarvalley.example"


@pytest.fixture
def evidence(tmp_path: Path) -> EvidenceFolder:
    """Three drills in a row: hs-1, hs-2, hs-3."""
    key = KeyFile.create(tmp_path / "state/keys", IDENTITY)
    folder = EvidenceFolder(tmp_path / "runbooks/evidence")
    for name in ("hs-1", "hs-2", "hs-3"):
        record = SAMPLE.model_copy(update={"id": name, "previous": folder.head()})
        folder.append(record, {"manifests/sis.json": b"{}"}, key)
    return folder


def drplan(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_here(tmp_path / "state", "evidence", *arguments, folder=tmp_path)


def drplan_itself(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start the program that people start."""
    return subprocess.run(
        [Path(sys.executable).parent / "drplan", "evidence", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "DRPLAN_STATE": str(tmp_path / "state")},
    )


def test_a_key_is_made_once_and_may_sign(tmp_path):
    inventory = ("--inventory", str(ROOT / "inventories"))
    made = drplan(tmp_path, "keygen", *inventory, "--format", "json")
    assert made.returncode == 0
    report = json.loads(made.stdout)
    assert (report["made"], report["identity"]) == (True, IDENTITY)
    seen = subprocess.run(["ssh-keygen", "-lf", report["key"]], check=True, capture_output=True, text=True)
    assert report["fingerprint"] in seen.stdout
    assert (tmp_path / "runbooks/evidence/allowed_signers").read_text().startswith(f"{IDENTITY} ")

    again = drplan(tmp_path, "keygen", *inventory)
    assert again.returncode == 2
    assert "there is an evidence key already" in again.stderr
    assert "next:" in again.stderr

    kept = drplan(tmp_path, "keygen", *inventory, "--if-missing")
    assert kept.returncode == 0
    assert f"kept the evidence key of {IDENTITY}" in kept.stdout
    assert report["fingerprint"] in kept.stdout
    assert "back it up" in kept.stdout

    other = drplan(tmp_path, "keygen", *inventory, "--if-missing", "--identity", "x@cedarvalley.example")
    assert other.returncode == 2
    assert f"signs for {IDENTITY}" in other.stderr


def test_a_key_signs_for_the_identity_that_was_asked_for(tmp_path):
    inventory = ("--inventory", str(ROOT / "inventories"))
    made = drplan(tmp_path, "keygen", *inventory, "--identity", "drills@cedarvalley.example", "--if-missing")
    assert made.returncode == 0
    assert "made the evidence key of drills@cedarvalley.example" in made.stdout


def test_nothing_to_verify_is_never_a_success(tmp_path):
    for arguments in ((), ("--format", "json"), ("hs-1",), ("--head", "0" * 64)):
        seen = drplan(tmp_path, "verify", *arguments)
        assert seen.returncode == 2
        assert seen.stdout == ""
        assert "next:" in seen.stderr


def test_evidence_that_holds_is_verified(tmp_path, evidence):
    seen = drplan_itself(tmp_path, "verify")
    assert seen.returncode == 0
    assert seen.stdout.splitlines()[:4] == [
        "hs-1: verified",
        "hs-2: verified",
        "hs-3: verified",
        "3 of 3 drills checked, 0 findings",
    ]
    assert f"head {evidence.head()}" in seen.stdout
    assert "without --head" in seen.stdout
    report = json.loads(drplan(tmp_path, "verify", "--format", "json").stdout)
    assert report == {
        "schema": "drplan/evidence-verify/1",
        "checked": ["hs-1", "hs-2", "hs-3"],
        "on_record": 3,
        "findings": [],
        "head": evidence.head(),
        "anchored": False,
        "deploys": {"checked": [], "on_record": 0, "findings": [], "head": None},
        "checks": {"checked": [], "on_record": 0, "findings": [], "head": None},
        "escrows": {"checked": [], "on_record": 0, "findings": [], "head": None},
        "exercises": {"checked": [], "on_record": 0, "findings": [], "head": None},
        "approvals": {"checked": [], "on_record": 0, "findings": [], "head": None},
        "postures": {"checked": [], "on_record": 0, "findings": [], "head": None},
        "trust": {"holds": [], "findings": [], "unchecked": []},
    }


def test_an_altered_record_is_named_with_its_file(tmp_path, evidence):
    path = evidence.root / "hs-2/manifests/sis.json"
    path.write_bytes(b"{ }")
    seen = drplan_itself(tmp_path, "verify")
    assert seen.returncode == 1
    assert seen.stdout.splitlines()[0] == "hs-2: manifests/sis.json: was altered: its sum differs"
    assert "hs-2: verified" not in seen.stdout
    assert "\nhead " not in seen.stdout
    report = json.loads(drplan(tmp_path, "verify", "--format", "json").stdout)
    assert report["findings"] == [
        {"record_id": "hs-2", "what": "was altered: its sum differs", "field": "manifests/sis.json"}
    ]
    assert report["head"] is None


def test_one_record_can_be_verified_alone(tmp_path, evidence):
    (evidence.root / "hs-2/manifests/sis.json").write_bytes(b"{ }")
    assert drplan(tmp_path, "verify", "hs-2").returncode == 1
    alone = drplan(tmp_path, "verify", "hs-1")
    assert alone.returncode == 0
    assert "1 of 3 drills checked" in alone.stdout
    assert drplan(tmp_path, "verify", "hs-9").returncode == 2


def test_records_taken_off_the_end_are_seen_with_a_head_from_elsewhere(tmp_path, evidence):
    head = str(evidence.head())
    assert drplan(tmp_path, "verify", "--head", head).returncode == 0
    for path in (evidence.root / "hs-3").rglob("*.*"):
        path.unlink()
    (evidence.root / "hs-3/SHA256SUMS").unlink()
    (evidence.root / "hs-3/manifests").rmdir()
    (evidence.root / "hs-3").rmdir()
    shortened = drplan(tmp_path, "verify")
    assert shortened.returncode == 1
    assert shortened.stdout.startswith("HEAD: HEAD: names hs-3 as the newest of 3, and it is not here")
    for name in ("HEAD", "HEAD.sig"):
        (evidence.root / name).unlink()
    assert drplan(tmp_path, "verify").returncode == 0
    seen = drplan(tmp_path, "verify", "--head", head)
    assert seen.returncode == 1
    assert seen.stdout.startswith("hs-2: head: the chain ends here")
    assert drplan(tmp_path, "verify", "--head", "abc").returncode == 2


def test_signers_from_a_trusted_place_are_used(tmp_path, evidence):
    trusted = tmp_path / "trusted"
    trusted.write_bytes((evidence.root / "allowed_signers").read_bytes())
    assert drplan(tmp_path, "verify", "--signers", str(trusted)).returncode == 0
    trusted.write_text("")
    seen = drplan(tmp_path, "verify", "--signers", str(trusted))
    assert seen.returncode == 1
    assert "hs-1: SHA256SUMS.sig: is by a key that allowed_signers does not hold" in seen.stdout


def test_drills_are_listed_in_their_order(tmp_path, evidence):
    seen = drplan(tmp_path, "list")
    assert seen.returncode == 0
    assert [line.split()[0] for line in seen.stdout.splitlines()[:3]] == ["hs-1", "hs-2", "hs-3"]
    assert "verify them" in seen.stdout
    report = json.loads(drplan(tmp_path, "list", "--format", "json").stdout)
    assert [each["id"] for each in report["records"]] == ["hs-1", "hs-2", "hs-3"]


def test_a_shown_drill_comes_with_a_line_that_verifies_it(tmp_path, evidence):
    seen = drplan(tmp_path, "show", "hs-2")
    assert seen.returncode == 0
    assert "sis" in seen.stdout
    (line,) = [each for each in seen.stdout.splitlines() if each.startswith("verify:")]
    command = line.removeprefix("verify:").strip()
    assert subprocess.run(["sh", "-c", command], cwd=tmp_path, check=False).returncode == 0
    (evidence.root / "hs-2/manifests/sis.json").write_bytes(b"{ }")
    assert subprocess.run(["sh", "-c", command], cwd=tmp_path, check=False).returncode != 0


def test_a_shown_drill_that_was_altered_says_so(tmp_path, evidence):
    (evidence.root / "hs-2/manifests/sis.json").write_bytes(b"{ }")
    seen = drplan(tmp_path, "show", "hs-2")
    assert seen.returncode == 1
    assert "NOT VERIFIED" in seen.stdout
    assert "hs-2: manifests/sis.json: was altered" in seen.stdout
    report = json.loads(drplan(tmp_path, "show", "hs-2", "--format", "json").stdout)
    assert report["signed_for"] == []
    assert report["findings"]
    assert drplan(tmp_path, "show", "hs-9").returncode == 2
