"""A reader follows the printed page on blank hosts: what it says to type must bring the services back."""

import os
import subprocess
import time

import pytest

from drplan.adapters.lab import Lab
from drplan.declare.lookup import server_named
from tests.e2e.command import ROOT
from tests.e2e.printed import is_good, steps_of_html, steps_of_markdown, text_of_pdf

pytestmark = pytest.mark.lab

ROWS = "select count(*), sum(hashtextextended(t::text, 0)::numeric), max(aid) from pgbench_accounts t"
LISTED = r"find . -type d -printf 'd %m %U %G %T@ %p\n' -o -printf '%y %m %U %G %s %T@ %p\n'"
TREE = f"cd /srv/school && {LISTED} | sort"
SUMS = "cd /srv/school && find . -type f -exec sha256sum {} + | sort -k 2"


@pytest.fixture
def desk(lab_hs, tmp_path):
    """An operator's machine: a clone of the repository; ssh knows the hosts, sudo is allowed."""
    assert lab_hs.access.where == "lab"
    clone, tools = tmp_path / "clone", tmp_path / "bin"
    clone.mkdir()
    tools.mkdir()
    for folder in ("inventories", "deploys"):
        (clone / folder).symlink_to(ROOT / folder)
    for name, line in {
        "ssh": f'exec /usr/bin/ssh -F "{lab_hs.access.ssh_config}" "$@"',
        "sudo": 'exec "$@"',
        "drplan": f'PYTHONPATH="{ROOT}" exec "{ROOT}/.venv/bin/python" -m drplan "$@"',
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)

    def type_in(command):
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "DRPLAN_STATE": str(lab_hs.state)},
            cwd=clone,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return type_in


@pytest.fixture
def printed(lab_hs, tmp_path):
    """The high school's runbook as it is printed; every format of it says to type the same."""
    pages = tmp_path / "pages"
    lab_hs.drplan("runbook", "build", "--site", "hs", "--runbooks", str(pages))
    steps = steps_of_html((pages / "hs/runbook.html").read_text())
    written = steps_of_markdown((pages / "hs/runbook.md").read_text())
    assert [(s.id, s.under, s.commands) for s in written] == [(s.id, s.under, s.commands) for s in steps]
    paper = text_of_pdf(pages / "hs/runbook.pdf")
    assert [s.id for s in steps if s.id not in paper] == []
    assert [c for s in steps for c in s.commands if "".join(c.split()) not in paper] == []
    return steps


def lose(lab_hs, *names):
    """Destroy machines of the lab and put blank ones in their place."""
    lab = Lab(lab_hs.state)
    machines = [asset for asset in lab_hs.site.assets if asset.name in names]
    assert len(machines) == len(names)
    for machine in machines:
        lab.destroy(machine)
        lab.blank(machine)


def until_good(step, command, desk):
    """Type a command; again, for a minute, where the page says to look again."""
    deadline = time.monotonic() + 60
    while True:
        done = desk(command)
        late = "look again" not in step.good or time.monotonic() > deadline
        if late or is_good(step, command, done):
            return done
        time.sleep(1)


def follow(steps, desk, *headings, away="nowhere"):
    """Type every command below these headings, in the order of the page, and nothing else.

    ``away`` is the address of a copy that cannot be reached: the page has its reader go on without it.
    """
    chosen = [step for step in steps if step.under in headings]
    assert {step.under for step in chosen} == set(headings)
    for step in chosen:
        for command in step.commands:
            done = until_good(step, command, desk)
            told = f"{step.id}: {command}\n{done.returncode}\n{done.stdout}{done.stderr}"
            assert is_good(step, command, done) != (away in command.split()), (
                f"not what the page calls good: {step.good}\n{told}"
            )


@pytest.fixture
def seen(lab_hs, desk):
    """What a person finds in the database and in the share; nothing where there is none."""
    database, share = (server_named(lab_hs.district, name).address for name in ("hs-db1", "hs-file1"))

    def look():
        asked = (
            f'ssh {database} "sudo -u postgres psql -XAt -d gradebook -c \\"{ROWS}\\""',
            *(f'ssh {share} "sudo sh -c \\"{line}\\""' for line in (TREE, SUMS)),
        )
        return [desk(line).stdout.splitlines() for line in asked]

    return look


def test_a_reader_of_the_page_brings_a_database_and_a_share_back_on_blank_hosts(lab_hs, desk, printed, seen):
    lab_hs.drplan("backup", "run", "--site", "hs")
    rows, tree, sums = seen()
    assert len(rows) == 1
    assert len(sums) >= 30_000
    lose(lab_hs, "hs-db1", "hs-file1")
    assert seen() == [[], [], []]
    follow(printed, desk, "first", "service.hs-gradebook", "service.hs-files")
    after = seen()
    assert after[0] == rows
    for now, then in zip(after[1:], (tree, sums), strict=True):
        differs = sorted(set(now) ^ set(then))
        assert not differs, "\n".join(differs[:20])
