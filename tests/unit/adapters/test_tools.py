"""Finding programs, and saying what this machine lacks."""

from pathlib import Path

import pytest

from drplan.adapters import tools
from drplan.adapters.programs import PROGRAMS, Program
from drplan.errors import ToolMissing


def restic(folder: Path, answer: str) -> Path:
    """Put a program named restic, which tells this of itself, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "restic"
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with nothing on it: no PATH, no checkout, no setting."""
    monkeypatch.delenv("DRPLAN_RESTIC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr("sys.prefix", str(tmp_path / "checkout" / ".venv"))
    return tmp_path


def test_the_state_folders_restic_comes_before_the_one_on_path(machine):
    restic(machine / "path", "restic 0.19.1 compiled with go1.25")
    own = restic(machine / "state" / "tools", "restic 0.18.0 compiled with go1.24.4 on linux/amd64")
    assert tools.find_restic(machine / "state") == own


def test_a_checkouts_restic_serves_when_the_state_folder_is_elsewhere(machine):
    ours = restic(machine / "checkout" / ".drplan" / "tools", "restic 0.18.0")
    assert tools.find_restic(machine / "state") == ours


def test_an_old_restic_is_passed_over_for_a_newer_one(machine):
    restic(machine / "state" / "tools", "restic 0.17.3")
    new = restic(machine / "path", "restic 0.18.1-dev (compiled manually)")
    assert tools.find_restic(machine / "state") == new


def test_an_old_restic_alone_is_refused_with_its_version_and_the_next_step(machine):
    old = restic(machine / "path", "restic 0.14.0 compiled with go1.19.8 on linux/amd64")
    with pytest.raises(ToolMissing, match=r"0\.18 or newer") as caught:
        tools.find_restic(machine / "state")
    assert f"{old} is 0.14.0" in caught.value.message
    assert "make setup" in caught.value.next_step


def test_the_setting_decides_alone_even_when_it_is_wrong(machine, monkeypatch):
    restic(machine / "path", "restic 0.19.1")
    monkeypatch.setenv("DRPLAN_RESTIC", str(machine / "nowhere"))
    with pytest.raises(ToolMissing, match="no working restic"):
        tools.find_restic(machine / "state")


@pytest.mark.parametrize(
    ("answer", "version"),
    [
        ("restic 0.18.0 compiled with go1.24.4", (0, 18, 0)),
        ("restic 1.10", (1, 10)),
        ("OpenSSH_9.2p1 Debian-2", (9, 2)),
        ("Segmentation fault", None),
    ],
)
def test_a_version_is_read_from_what_a_program_says(answer, version):
    assert tools.parse_version(answer) == version


def test_versions_leave_out_what_is_absent(machine):
    versions = tools.tool_versions(machine / "state")
    assert "restic" not in versions
    assert versions["drplan"]
    assert versions["pyinfra"]


def test_a_machine_without_restic_lacks_it_and_says_how_to_get_it(machine):
    finding = next(finding for finding in tools.examine(machine / "state") if finding.name == "restic")
    assert not finding.there
    assert "make setup" in finding.next_step


def test_what_is_missing_always_has_a_next_step(machine, monkeypatch):
    monkeypatch.setattr(tools, "PROGRAMS", (Program("no-such-program", "no-such-package", "show a lack"),))
    monkeypatch.setattr(tools, "PACKAGES", {"no-such-distribution": "show a lack"})
    monkeypatch.setattr(tools, "DISK_GIB", 10**9)
    lacking = [finding for finding in tools.examine(machine / "state") if not finding.there]
    assert {"restic", "no-such-program", "no-such-distribution", "free disk"} <= {f.name for f in lacking}
    assert all(finding.next_step for finding in lacking)


@pytest.mark.parametrize(
    ("mounted", "root", "step"),
    [
        ("", True, "as root: mount -t cgroup2 none /sys/fs/cgroup"),
        ("/sys/fs/cgroup", True, "as root: mount -o remount,rw /sys/fs/cgroup"),
        ("/sys/fs/cgroup", False, "run as root, who may write there"),
    ],
)
def test_control_groups_that_are_mounted_are_not_asked_to_be_mounted(mounted, root, step):
    assert tools._way_to_cgroups(mounted, root=root) == step


def test_the_setup_installs_every_program_that_the_lab_calls():
    from drplan.adapters.lab.tools import NEEDED

    assert set(NEEDED) <= {program.name for program in PROGRAMS}


def test_the_setup_page_names_every_package_the_setup_may_install():
    page = (Path(__file__).parents[3] / "docs" / "setup.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    named = {name.strip() for line in rows for name in line.split("|")[1].split(",")}
    assert {program.package for program in PROGRAMS} - {"coreutils"} <= named
