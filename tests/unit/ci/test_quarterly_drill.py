"""The workflow that drills once a quarter: its steps, run here by a real shell over a stand-in for drplan."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/drill.yml").read_text())
STEPS = {step["name"]: step for step in WORKFLOW["jobs"]["drill"]["steps"] if "name" in step}


@pytest.fixture
def run(tmp_path):
    """Return what runs a step as GitHub does; ``drplan`` notes its words and ends as it is told."""
    stand_in = tmp_path / "bin" / "drplan"
    stand_in.parent.mkdir()
    stand_in.write_text('#!/bin/sh\necho "$@" >> "$NOTED"\nexit "$ENDS_WITH"\n')
    stand_in.chmod(0o755)

    def run_step(name, *, ends_with=0, **more):
        environment = os.environ | WORKFLOW["env"] | {"GITHUB_ENV": str(tmp_path / "env")} | more
        environment |= {"NOTED": str(tmp_path / "noted"), "ENDS_WITH": str(ends_with)}
        environment["PATH"] = f"{stand_in.parent}:{environment['PATH']}"
        words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[name]["run"]]
        return subprocess.run(words, cwd=tmp_path, env=environment, check=False).returncode

    return run_step


def test_a_quarters_drill_has_one_id(run, tmp_path):
    assert run("Which quarter is it?") == 0
    assert re.fullmatch(r"DRILL=20\d\d-q[1-4]\n", (tmp_path / "env").read_text())


@pytest.mark.parametrize(
    ("kind", "ends_with", "code"),
    [("--data-only", 0, 0), ("--data-only", 3, 0), ("--data-only", 1, 1), ("--scratch", 3, 3), ("", 2, 2)],
)
def test_only_a_data_drill_may_leave_services_untried(run, tmp_path, kind, ends_with, code):
    assert run("Drill, or see that it is done", ends_with=ends_with, KIND=kind, DRILL="2026-q4") == code
    assert (tmp_path / "noted").read_text().split() == [
        *("drill", "run", "--site", "hs"),
        *([kind] if kind else []),
        *("--id", "2026-q4"),
    ]


def test_evidence_is_committed_once(run, tmp_path):
    def git(*words):
        subprocess.run(("git", *words), cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "--bare", "far.git")
    git("init", "-q")
    git("-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-q", "--allow-empty", "-m", "begin")
    git("remote", "add", "origin", "far.git")
    git("push", "-q", "-u", "origin", "HEAD")
    record = tmp_path / "runbooks/evidence/2026-q4/record.json"
    record.parent.mkdir(parents=True)
    record.write_text("{}")
    for _ in range(2):
        assert run("Keep the evidence", DRILL="2026-q4") == 0
    log = subprocess.run(
        ("git", "-C", str(tmp_path / "far.git"), "log", "--format=%s", "--all"),
        check=True,
        capture_output=True,
        text=True,
    )
    assert log.stdout.splitlines() == ["Add the evidence of drill 2026-q4", "begin"]
