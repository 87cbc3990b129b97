"""The setup, run for real in a copy of this checkout."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".drplan", "__pycache__", ".*_cache", ".hypothesis")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clean copy of the checkout, with this one's environment and restic lent to it."""
    copy = tmp_path / "drplan"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    return copy


@pytest.fixture
def open_checkout() -> Iterator[Path]:
    """As much of the checkout as the Debian step reads, where anyone may read it."""
    with tempfile.TemporaryDirectory(prefix="drplan-test-") as name:
        copy = Path(name)
        copy.chmod(0o755)
        shutil.copytree(ROOT / "scripts", copy / "scripts", ignore=LEFT_OUT)
        (copy / "drplan" / "adapters").mkdir(parents=True)
        shutil.copy(ROOT / "drplan" / "adapters" / "programs.py", copy / "drplan" / "adapters")
        yield copy


def lend(copy: Path, name: str) -> None:
    """Put a link into the copy to what this checkout has set up."""
    (copy / name).symlink_to(ROOT / name)


def setup(copy: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the setup in the copy; its standard error is part of what it says."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.setup"],
        check=False,
        cwd=copy,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )


def everything_in(folder: Path) -> dict[str, int]:
    """Return each path's time of last change, bytecode left out."""
    paths = (path for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return {str(path): path.lstat().st_mtime_ns for path in paths}


def test_a_setup_that_is_there_already_changes_nothing(checkout):
    (checkout / ".venv").mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        lend(checkout, f".venv/{name}")
    lend(checkout, ".drplan")
    stamp = fingerprint(checkout)
    (checkout / ".venv" / "drplan-setup.json").write_text(json.dumps(stamp))
    before = everything_in(checkout)
    done = setup(checkout)
    assert done.returncode == 0, done.stdout
    assert "as locked" in done.stdout
    assert "installing" not in done.stdout
    changed = {path for path, when in everything_in(checkout).items() if before.get(path) != when}
    assert changed <= {str(checkout / ".venv" / "drplan-setup.json")}
    assert json.loads((checkout / ".venv" / "drplan-setup.json").read_text()) == stamp


def fingerprint(copy: Path) -> dict[str, str]:
    """Ask the copy's own setup what its stamp must hold."""
    ask = "import json; from scripts.setup_python import fingerprint; print(json.dumps(fingerprint()))"
    done = subprocess.run([sys.executable, "-c", ask], cwd=copy, check=True, capture_output=True, text=True)
    answer: dict[str, str] = json.loads(done.stdout)
    return answer


def test_the_stamp_changes_with_the_lock_and_with_the_folder(checkout, tmp_path):
    first = fingerprint(checkout)
    with (checkout / "requirements.lock").open("a") as lock:
        lock.write("# one more line\n")
    assert fingerprint(checkout) != first
    moved = checkout.rename(tmp_path / "moved")
    assert fingerprint(moved)["folder"] != first["folder"]


def test_without_a_package_index_the_setup_says_what_to_do_and_leaves_no_stamp(checkout, tmp_path):
    empty = tmp_path / "index"
    empty.mkdir()
    done = setup(checkout, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(empty), PIP_CONFIG_FILE="/dev/null")
    assert done.returncode == 2
    assert "error: the locked Python packages could not be installed" in done.stdout
    assert "next: " in done.stdout
    assert not (checkout / ".venv" / "drplan-setup.json").exists()


def test_a_python_too_old_is_told_so_before_anything_else(checkout):
    pretend = "import sys; sys.version_info = (3, 9, 2); from scripts import setup; sys.exit(setup.main())"
    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=checkout, check=False, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "needs Python 3.11" in done.stderr
    assert "next: make setup PYTHON=" in done.stderr
    assert not (checkout / ".venv").exists()


def test_missing_packages_are_named_with_why_and_one_command_when_not_root(open_checkout):
    table = open_checkout / "drplan" / "adapters" / "programs.py"
    table.write_text(
        table.read_text() + '\nPROGRAMS = (Program("no-such-program", "no-such-package", "lack"),)\n'
    )
    without_root = (
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    )
    done = subprocess.run(
        [*without_root, "/usr/bin/python3", "-B", "-m", "scripts.setup_debian"],
        cwd=open_checkout,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "no-such-package    lack" in done.stdout
    assert "next: sudo apt-get install --no-install-recommends no-such-package" in done.stdout


def test_the_lock_holds_a_fitting_version_of_every_declared_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for_us = {"dev", "docs"}
    extras = project["optional-dependencies"].items()
    runs_with = chain(project["dependencies"], *(words for name, words in extras if name not in for_us))
    looks_with = chain(*(words for name, words in extras if name in for_us))
    assert unlocked(runs_with, "requirements.lock") == []
    assert unlocked(looks_with, "requirements-dev.lock") == []


def unlocked(declared: Iterable[str], lock: str) -> list[str]:
    """Return the declared dependencies of which a lock holds no version that fits."""
    locked = dict(entries(lock))
    wanted = [Requirement(line) for line in declared]
    return [str(each) for each in wanted if locked.get(each.name.lower(), "0") not in each.specifier]


def entries(lock: str) -> list[tuple[str, str]]:
    """Return a lock's names and versions."""
    return re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)


def test_what_drplan_runs_with_is_what_it_is_tested_with():
    assert set(entries("requirements.lock")) < set(entries("requirements-dev.lock"))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_names_every_dependency_with_hashes_and_no_place(name):
    lock = (ROOT / name).read_text()
    assert "://" not in lock
    assert "--index-url" not in lock
    assert "--find-links" not in lock
    entries = [entry for entry in lock.split("\n") if entry and not entry.startswith(("#", " "))]
    assert all("==" in entry and entry.endswith("\\") for entry in entries)
