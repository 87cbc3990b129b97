"""What the page types to put files in their place keeps all that a manifest holds of them."""

import os
import subprocess

import pytest

from drplan.declare.lookup import site_of
from drplan.explain.steps import steps_of


@pytest.fixture
def put_back(district, tmp_path):
    """Run the printed command here, with a folder of the test's as the other host's root."""
    tools, there = tmp_path / "bin", tmp_path / "there"
    tools.mkdir()
    there.mkdir()
    for name, line in {
        "sudo": 'exec "$@"',
        "ssh": f'exec sh -c "$(echo "$2" | sed "s|-C / |-C {there} |")"',
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    steps = steps_of(site_of(district, "hs").services, district, None)["hs-files"]
    (command,) = next(step.commands for step in steps if step.action == "put-back")

    def run():
        path = {"PATH": f"{tools}:{os.environ['PATH']}"}
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=tmp_path,
            env=path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        return there / "srv/school"

    return run


def test_times_come_back_to_the_nanosecond_and_modes_and_links_as_they_were(put_back, tmp_path):
    school = tmp_path / "restored/hs-school-files/srv/school"
    school.mkdir(parents=True)
    roster = school / "Müller, 5th & 'six'.csv"
    roster.write_text("x")
    roster.chmod(0o2640)
    (school / "same.csv").hardlink_to(roster)
    (school / "link.csv").symlink_to("same.csv")
    for path, at in ((roster, 1795350751576490710), (school, 1795350756246043275)):
        os.utime(path, ns=(at, at))
    came = put_back()
    assert (came / roster.name).stat().st_mtime_ns == 1795350751576490710
    assert came.stat().st_mtime_ns == 1795350756246043275
    assert (came / roster.name).stat().st_mode & 0o7777 == 0o2640
    assert (came / roster.name).samefile(came / "same.csv")
    assert str((came / "link.csv").readlink()) == "same.csv"


def test_extended_attributes_come_back(put_back, tmp_path):
    school = tmp_path / "restored/hs-school-files/srv/school"
    school.mkdir(parents=True)
    (school / "roster.csv").write_text("x")
    try:
        os.setxattr(school / "roster.csv", "user.kept", b"yes")
    except OSError:
        pytest.skip("not tried: this file system keeps no extended attributes")
    assert os.getxattr(put_back() / "roster.csv", "user.kept") == b"yes"
