"""``drplan evidence vendors``: what is printed of hosted services, and how it ends."""

import json
import shutil
from pathlib import Path

from click.testing import CliRunner

from drplan.cli import cli

ROOT = Path(__file__).parents[3]


def run(tmp_path, *arguments):
    words = ["evidence", "vendors", "--inventory", str(ROOT / "inventories"), "--runbooks", str(tmp_path)]
    return CliRunner().invoke(cli, [*words, *arguments])


def test_without_copies_the_last_export_is_no_evidence_and_what_is_not_kept_fails(tmp_path):
    shutil.copytree(ROOT / "runbooks/evidence", tmp_path / "evidence")
    ran = run(tmp_path, "--without-copies", "--format", "json")
    told = json.loads(ran.stdout)
    assert told["schema"] == "drplan/evidence-vendors/1"
    by_name = {each["service"]: each for each in told["services"]}
    roster = {each["what"]: each["outcome"] for each in by_name["student-information"]["judgements"]}
    assert roster["promise"] == roster["agreement"] == "pass"
    assert roster["last export"] == "no-evidence"
    assert by_name["device-management"]["outcome"] == "fail"
    assert ran.exit_code == 1


def test_text_names_each_service_once_and_counts_them(tmp_path):
    (tmp_path / "evidence").mkdir()
    ran = run(tmp_path, "--without-copies")
    assert ran.stdout.count("student-records-cloud") == 1
    assert "7 hosted services: 0 pass, 1 fail, 6 no-evidence" in ran.stdout
