"""What a district's repository runs on every change: the steps of the workflow, run here by a real shell."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/plan.yml").read_text())
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
STEPS = {step["name"]: step for step in WORKFLOW["jobs"]["plan"]["steps"] if "name" in step}


@pytest.fixture
def repository(tmp_path):
    """Return a district's repository: the example's inventories and pages, and nothing of drplan."""
    for folder in ("inventories", "runbooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does: bash, ending at the first error."""
    environment = os.environ | WORKFLOW["env"] | {"GITHUB_OUTPUT": str(folder / "output")}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def validate(folder: Path) -> subprocess.CompletedProcess[str]:
    return run(STEPS["Does the plan hold together?"]["run"], folder)


def change(folder: Path, before: str, after: str) -> None:
    school = folder / "inventories/hs.py"
    assert before in school.read_text()
    school.write_text(school.read_text().replace(before, after, 1))


def test_a_plan_that_holds_passes_and_leaves_an_empty_report(repository):
    done = validate(repository)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((repository / "drplan.sarif").read_text())["runs"][0]["results"] == []
    assert (repository / "output").read_text() == "report=drplan.sarif\n"


def test_a_plan_that_cannot_hold_fails_with_a_report_to_upload_and_annotations(repository):
    change(repository, 'policy="every-four-hours"', 'policy="nightly"')
    done = validate(repository)
    assert done.returncode == 1
    (result, *_) = json.loads((repository / "drplan.sarif").read_text())["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (result["ruleId"], place["artifactLocation"]["uri"]) == ("DRP007", "inventories/hs.py")
    assert "::error file=inventories/hs.py,line=" in done.stdout
    assert (repository / "output").read_text() == "report=drplan.sarif\n"


def test_a_plan_that_cannot_be_read_fails_and_uploads_nothing(repository):
    change(repository, "tier=", "teir=")
    done = validate(repository)
    assert done.returncode == 2
    assert "inventories/hs.py:" in done.stderr
    assert not (repository / "output").exists()
    condition = STEPS["Show the findings in the change"]["if"]
    assert "steps.validate.outputs.report != ''" in condition


def test_stale_pages_fail(repository):
    check = STEPS["Do the pages say what the plan says?"]["run"]
    assert run(check, repository).returncode == 0
    (repository / "runbooks/hs/runbook.md").write_text("rewritten by hand")
    assert run(check, repository).returncode == 1


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_a_hook_runs_whenever_its_files_change_and_is_told_no_file_names(hook, repository):
    assert HOOKS[hook]["pass_filenames"] is False
    command = HOOKS[hook]["entry"] + (" --as-of 2026-11-22" if "validate" in hook else "")
    assert run(command, repository).returncode == 0
    change(repository, "tier=", "teir=")
    assert run(command, repository).returncode == 2


def test_the_workflow_asks_for_no_more_rights_than_it_needs():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert WORKFLOW["jobs"]["plan"]["permissions"] == {"contents": "read", "security-events": "write"}


def test_what_checks_the_pages_brings_what_makes_their_pdfs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert HOOKS["drplan-runbook-check"]["additional_dependencies"] == project["optional-dependencies"]["pdf"]
    assert WORKFLOW["env"]["INSTALL"] == ".[pdf]"
