"""The whole setup as a user who may do nothing else."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOBODY = 65534
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".drplan", "__pycache__", ".*_cache", ".hypothesis")

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="not tried: becoming another user needs root")


@pytest.fixture
def theirs() -> Iterator[Path]:
    """A copy of the checkout, and a home, that belong to nobody."""
    with tempfile.TemporaryDirectory(prefix="drplan-soak-") as name:
        folder = Path(name)
        shutil.copytree(ROOT, folder / "drplan", ignore=LEFT_OUT)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        yield folder


def as_nobody(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the copy without any privilege; standard error is part of what it says."""
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return subprocess.run(
        [*become, *command],
        check=False,
        cwd=home / "drplan",
        env={**os.environ, "HOME": str(home), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )


def test_a_user_without_root_gets_all_but_debian_packages(theirs):
    first = as_nobody(theirs, "make", "setup")
    assert first.returncode == 0, first.stdout
    assert as_nobody(theirs, ".venv/bin/drplan", "--version").returncode == 0
    assert "restic 0." in first.stdout
    again = as_nobody(theirs, "make", "setup")
    assert again.returncode == 0
    assert "as locked" in again.stdout
    owners = {path.lstat().st_uid for path in (theirs / "drplan").rglob("*")}
    assert owners == {NOBODY}
