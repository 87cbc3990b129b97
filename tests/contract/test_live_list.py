"""``drplan inventory list --live`` from the command to its end, with an ``ssh`` of the test's own."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEALTHY = (ROOT / "tests" / "cases" / "live" / "healthy.txt").read_text()
LIST = ("-m", "drplan", "inventory", "list", "--live")
DB, FILES = "198.18.20.11", "198.18.20.12"
# A system of its own, mended for long: what is well today shall be well when this is run in ten years.
DISTRICT = f"""
from datetime import date
from ipaddress import IPv4Address, IPv4Network
from drplan import District, Server, Site, Software

ROCKY = Software(name="Rocky", version="9.4", support_until=date(2099, 12, 31))

def server(name, address):
    return Server(name=name, address=IPv4Address(address), owner="x", software=ROCKY)

def site(code, *servers):
    networks = (IPv4Network("198.18.20.0/24"),)
    return Site(code=code, title=code, kind="high-school", students=1, networks=networks, contact="x",
                assets=servers)

sites = (site("hs", server("hs-db1", "{DB}"), server("hs-file1", "{FILES}")), site("es"))
district = District(name="x", domain="x.example", sites=sites, roles=(), repositories=(), policies=())
"""
SSH = """#!/bin/sh
while [ $# -gt 2 ]; do shift; done
if [ -e "$ANSWERS/$1" ]; then cat >/dev/null; cat "$ANSWERS/$1"; exit 0; fi
if [ -e "$ANSWERS/$1.run" ]; then exec sh -c "$2"; fi
echo "ssh: connect to host $1 port 22: No route to host" >&2
exit 255
"""


def healthy(**changed):
    """Return the answer of a server that is well on the day of the test, with other values by key."""
    now = datetime.now(UTC)
    ends = (now + timedelta(days=200)).strftime("%b %d %H:%M:%S %Y GMT")
    values = {"os": "rocky 9.4", "updates": f"3 0 {int(now.timestamp())}", **changed}
    values.setdefault("certificate", f"notAfter={ends} /etc/nginx/web.pem")
    lines = HEALTHY.splitlines()
    return "\n".join(f"{k}={values.get(k, v)}" if v else k for k, _, v in (x.partition("=") for x in lines))


@pytest.fixture
def asked(tmp_path):
    """Return a function that lists the high school live; each server gives the answer of its address."""
    (tmp_path / "ssh").write_text(SSH)
    (tmp_path / "ssh").chmod(0o755)
    inventory = tmp_path / "inventories"
    inventory.mkdir()
    (inventory / "district.py").write_text(DISTRICT)

    def ask(answers, *words, site="hs"):
        for address, answer in answers.items():
            (tmp_path / address).write_text(f"{answer}\n")
        return subprocess.run(
            [sys.executable, *LIST, "--inventory", str(inventory), "--site", site, *words],
            env=os.environ
            | {
                "PATH": f"{tmp_path}:{os.environ['PATH']}",
                "ANSWERS": str(tmp_path),
                "DRPLAN_STATE": str(tmp_path / "state"),
                "LC_ALL": "C.UTF-8",
            },
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return ask


def test_all_well_ends_with_0(asked):
    done = asked({DB: healthy(), FILES: healthy()})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no-evidence" not in done.stdout
    assert done.stdout.splitlines()[-1].startswith("2 of 2 servers answered: 0 findings, 0 without evidence")


def test_what_falls_short_ends_with_1_and_says_what_to_do(asked):
    done = asked({DB: healthy(updates="14 2 1"), FILES: healthy()})
    assert done.returncode == 1
    finding = "  fail         hs-db1  security updates: 2 of 14 updates that wait are security updates\n"
    assert finding + "               next: on the server: see apt's sources" in done.stdout
    assert "2/14" in done.stdout


def test_no_server_that_answers_ends_with_2(asked):
    done = asked({})
    assert done.returncode == 2
    assert done.stdout.count("  not asked    hs-") == 2
    assert done.stdout.count("next: see that it runs") == 1
    assert "0 of 2 servers answered" in done.stdout


def test_a_server_that_does_not_answer_ends_with_3_and_leaves_the_others_as_they_are(asked):
    done = asked({FILES: healthy(restart="yes")})
    assert done.returncode == 3
    assert f"not asked    hs-db1 ({DB}) cannot be reached by SSH: ssh: connect to host" in done.stdout
    assert "fail         hs-file1  restart: a restart is due" in done.stdout


def test_what_could_not_be_read_ends_with_3(asked):
    done = asked({DB: healthy(updates="3 unlisted"), FILES: healthy()})
    assert done.returncode == 3
    assert "no-evidence  hs-db1  security updates: no package list of a security archive" in done.stdout


def test_an_answer_that_is_none_is_said_to_be_none(asked):
    done = asked({DB: "Welcome to Debian", FILES: healthy()})
    assert done.returncode == 3
    assert f"hs-db1 ({DB}) gave an answer that cannot be read: its first line is missing" in done.stdout


def test_the_json_document_holds_what_was_said_and_what_was_judged(asked):
    done = asked({FILES: healthy(units="1", os="debian 11")}, "--format", "json")
    document = json.loads(done.stdout)
    assert document["schema"] == "drplan/inventory-live/1"
    silent, answered = document["servers"]
    assert (silent["server"], silent["state"], silent["checks"]) == ("hs-db1", None, [])
    assert "No route to host" in silent["error"]
    assert answered["error"] is None
    assert answered["state"]["os"] == {"name": "debian", "version": "11"}
    assert answered["state"]["mounts"][1] == {"place": "/srv", "used": 81}
    checks = {check["check"]: check for check in answered["checks"]}
    assert checks["declared software"]["outcome"] == "fail"
    assert checks["failed units"]["outcome"] == "no-evidence"
    assert checks["disk"]["next_step"] is None


def test_a_site_without_servers_has_nobody_to_ask(asked):
    done = asked({}, site="es")
    assert done.returncode == 2
    assert "error: no server is declared at es" in done.stderr


def test_the_script_itself_arrives_and_runs_there(asked):
    done = asked({f"{DB}.run": ""}, "--format", "json")
    assert done.returncode == 3
    state = json.loads(done.stdout)["servers"][0]["state"]
    assert state["kernel"] == os.uname().release


def test_no_row_is_wider_than_a_terminal(asked):
    done = asked({DB: healthy(kernel="6.12.48+deb13-amd64", updates="140 12 1"), FILES: healthy()})
    table = done.stdout.split("\n\n")[0].splitlines()
    assert max(map(len, table)) <= 100
