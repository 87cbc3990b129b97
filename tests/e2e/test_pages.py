"""From signed evidence to pages on disk, with the command as people run it."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.keys import KeyFile
from drplan.measure.verdict import Verdict
from drplan.record.drill import DrillRecord, ServiceRecord

ROOT = Path(__file__).parents[2]
DISRUPTED = datetime(2026, 3, 14, 2, 26, tzinfo=UTC)
DRILL = "2026-03-14-hs"


def drill_record(drill: str, previous: str | None) -> DrillRecord:
    missed = Verdict(outcome="fail", because=("RTO missed by 0:05:00",))
    service = ServiceRecord(
        name="hs-network",
        title="High school network",
        tier=0,
        wave=1,
        rto_seconds=3600,
        rpo_seconds=86400,
        rta_seconds=3900,
        rpa_seconds=900,
        human_seconds=0,
        critical_path=("hs-rtr1", "hs-network"),
        data_sets=(),
        verdict=missed,
    )
    return DrillRecord(
        id=drill,
        district="Cedar Valley School District",
        site="hs",
        where="lab",
        operator_role="systems-administrator",
        inventory_sha256="ab" * 32,
        tools={},
        started=DISRUPTED,
        disrupted=DISRUPTED,
        ended=DISRUPTED + timedelta(seconds=3900),
        waves=(("hs-network",),),
        steps=(),
        services=(service,),
        verdict=missed,
        previous=previous,
    )


def drplan(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from drplan.cli import main; main()", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DRPLAN_STATE": str(folder / "state")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A district's repository with one signed drill and its pages, which each test has a copy of."""
    folder = tmp_path_factory.mktemp("district")
    shutil.copytree(
        ROOT / "inventories", folder / "inventories", ignore=shutil.ignore_patterns("__pycache__")
    )
    key = KeyFile.create(folder / "state/keys", "evidence@cedarvalley.example")
    EvidenceFolder(folder / "runbooks/evidence").append(drill_record(DRILL, None), {}, key)
    done = drplan("runbook", "build", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def repository(built, tmp_path):
    """Return a copy that a test may change."""
    return shutil.copytree(built, tmp_path, dirs_exist_ok=True)


def test_pages_hold_the_measured_times_and_are_current(repository):
    page = (repository / "runbooks/hs/runbook.md").read_text()
    assert "1 h 05 min, beyond RTO by 5 min" in page
    assert "RTO missed by 0:05:00" in page
    checked = drplan("runbook", "check", folder=repository)
    files = [path for path in (repository / "runbooks").rglob("*.*") if "evidence" not in path.parts]
    assert (checked.returncode, checked.stdout) == (0, f"{len(files)} pages, 0 stale\n")


def test_a_second_build_writes_nothing(repository):
    again = drplan("runbook", "build", "--format", "json", folder=repository)
    said = json.loads(again.stdout)
    assert (said["made"], said["written"], said["removed"]) == (0, [], [])
    assert len(said["pages"]) > 100


def test_the_command_on_the_page_verifies_the_evidence_and_sees_a_changed_byte(repository):
    page = (repository / "runbooks/hs/runbook.md").read_text()
    found = re.search(r"^\(cd runbooks/evidence/.*\)$", page, re.MULTILINE)
    assert found is not None
    good = subprocess.run(["sh", "-c", found[0]], cwd=repository, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stderr
    assert good.stdout.startswith("Good")
    record = repository / f"runbooks/evidence/{DRILL}/record.json"
    record.write_bytes(record.read_bytes().replace(b"3900", b"3500", 1))
    bad = subprocess.run(["sh", "-c", found[0]], cwd=repository, capture_output=True, text=True, check=False)
    assert bad.returncode != 0


def test_no_page_is_made_of_a_record_that_does_not_verify(repository):
    record = repository / f"runbooks/evidence/{DRILL}/record.json"
    record.write_bytes(record.read_bytes().replace(b'"RTO missed', b'"RTO passed', 1))
    refused = drplan("runbook", "build", folder=repository)
    assert refused.returncode == 2
    assert "next:" in refused.stderr
    assert "RTO passed" not in (repository / "runbooks/hs/runbook.md").read_text()


def test_a_change_to_the_declaration_makes_its_pages_stale(repository):
    inventory = repository / "inventories/hs.py"
    inventory.write_text(
        inventory.read_text().replace("Paper attendance per homeroom", "Attendance by phone")
    )
    checked = drplan("runbook", "check", folder=repository)
    assert checked.returncode == 1
    lines = [line for line in checked.stdout.splitlines() if line.startswith("hs/runbook.")]
    where = "Gradebook and attendance (hs-gradebook)"
    assert lines == [
        "hs/runbook.html: changed",
        f"hs/runbook.md: changed: {where}",
        "hs/runbook.pdf: changed",
    ]
    assert "ms/" not in checked.stdout
    only = drplan("runbook", "build", "--site", "hs", folder=repository)
    assert only.returncode == 0, only.stderr
    left = drplan("runbook", "check", folder=repository).stdout.splitlines()[:-1]
    assert {line.split("/")[0] for line in left} == {"scenarios"}, "these are of no one site"


def test_a_site_that_is_gone_takes_its_pages_along_and_leaves_the_evidence(repository):
    closets = repository / "inventories/closets.py"
    gone = '\nschools = tuple(school for school in schools if school.code != "es")\n'
    closets.write_text(closets.read_text() + gone)
    refused = drplan("runbook", "check", folder=repository)
    assert refused.returncode == 2
    assert "scenario ice-storm: no site is named 'es'" in refused.stderr
    exercises = repository / "inventories/exercises.py"
    exercises.write_text(exercises.read_text().replace('("do", "hs", "ms", "es")', '("do", "hs", "ms")'))
    (repository / "runbooks/hs/notes.md").write_text("ours")
    checked = drplan("runbook", "check", folder=repository)
    assert checked.returncode == 1
    assert "es/runbook.md: left over, nothing asks for it" in checked.stdout
    built = drplan("runbook", "build", folder=repository)
    assert "removed  runbooks/es/runbook.md" in built.stdout
    assert not (repository / "runbooks/es").exists()
    assert (repository / "runbooks/hs/notes.md").read_text() == "ours"
    assert (repository / f"runbooks/evidence/{DRILL}/record.json").is_file()


def test_an_unknown_site_is_refused_with_what_to_do(repository):
    refused = drplan("runbook", "build", "--site", "moon", folder=repository)
    assert refused.returncode == 2
    assert "next: use one of: do, hs, ms, es" in refused.stderr
