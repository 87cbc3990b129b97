"""A reader follows the printed page on a real host: what it says to type must bring the service back."""

import os
import re
import subprocess

import pytest

from drplan.declare.lookup import server_named
from tests.e2e.command import ROOT

pytestmark = pytest.mark.lab


@pytest.fixture
def desk(lab_hs, tmp_path):
    """An operator's machine: ssh knows the hosts, sudo is allowed, drplan is on PATH."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, line in {
        "ssh": f'exec /usr/bin/ssh -F "{lab_hs.access.ssh_config}" "$@"',
        "sudo": 'exec "$@"',
        "drplan": f'cd "{ROOT}" && exec "{ROOT}/.venv/bin/drplan" "$@"',
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)

    def type_in(command):
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", command.replace("restored/", f"{tmp_path}/restored/")],
            env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "DRPLAN_STATE": str(lab_hs.state)},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return type_in


def commands_of(page, service):
    """Return the page's commands for one service: step id to command."""
    found = re.findall(
        rf"- \[ \] \*\*({service}-\d+)\*\*(?:(?!- \[ \]).)*?```sh\n(.*?)```", page, flags=re.DOTALL
    )
    return {step: command.strip() for step, command in found}


def test_a_reader_of_the_page_puts_lost_files_back(lab_hs, desk, tmp_path):
    lab_hs.drplan("backup", "run", "--data-set", "hs-school-files")
    lab_hs.drplan("runbook", "build", "--runbooks", str(tmp_path / "pages"))
    page = (tmp_path / "pages" / "hs" / "runbook.md").read_text()
    host = server_named(lab_hs.district, "hs-file1")
    desk(f"ssh {host.address} 'sudo rm -rf /srv/school'")
    assert desk(f"ssh {host.address} test -e /srv/school").returncode == 1
    for step, command in commands_of(page, "hs-files").items():
        done = desk(command)
        assert done.returncode == 0, f"{step}: {command}\n{done.stdout}{done.stderr}"
    counted = desk(f"ssh {host.address} 'sudo find /srv/school -type f | wc -l'").stdout
    assert int(counted) >= 30_000
