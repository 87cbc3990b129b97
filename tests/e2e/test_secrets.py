"""A secret on its way to a real host: nowhere but in the one file, readable by whom it is for."""

import json
import secrets
import subprocess
from pathlib import Path

import pytest

from drplan.declare import Server
from tests.e2e.command import ROOT, run_drplan

pytestmark = pytest.mark.lab

INVENTORY = """
from ipaddress import IPv4Address, IPv4Network
from drplan import District, HostSecret, Role, Secret, Server, Site

def server(name, address, variable):
    held = HostSecret(name="radius", secret=Secret.env(variable))
    return Server(
        name=name, address=IPv4Address(address), owner="admin", baselines=("tried",), secrets=(held,)
    )

district = District(
    name="D", domain="d.example", repositories=(), policies=(),
    roles=(Role(name="admin", title="Admin", phone="555-0100", email="a@d.example"),),
    sites=(Site(code="hs", title="hs", kind="high-school", students=1, contact="admin",
                networks=(IPv4Network("198.18.0.0/15"),),
                assets=(server("{here}", "{here_address}", "TEST_RADIUS"),
                        server("{there}", "{there_address}", "TEST_NOT_SET"))),),
)
"""

DEPLOY = """
from pyinfra.api import StringCommand, operation
from deploys.secrets import secret, secret_file

secret_file(
    name="RADIUS: the shared secret (IA-5)", src=f"secret = {secret('radius')}\\n",
    dest="/etc/drplan-test-secret", user="root", group="daemon", mode="640",
)

@operation()
def fed():
    yield StringCommand("head -c 0 /dev/null; sh -c 'wc -c > /run/drplan-test-fed'", _stdin=secret("radius"))

fed(name="a program gets it on its standard input")
"""

SPY = """#!/bin/sh
cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\\\0' '\\\\n' >> /run/drplan-test-seen
stat --format='%a %U' /etc/.drplan-* >> /run/drplan-test-modes
grep -rlF -f /run/drplan-test-word /tmp /var/tmp /dev/shm 2>/dev/null >> /run/drplan-test-left
exec /usr/bin/base64 "$@"
"""

CLEAN = "sudo rm -f /usr/local/bin/base64 /etc/drplan-test-secret /run/drplan-test-*"

ON_THE_HOST = (
    "journalctl --sync; journalctl --no-pager | grep -cF -e {word};"
    " grep -rlF -e {word} /var/log /tmp /var/tmp /run/drplan-test-seen /root /home"
)


@pytest.fixture
def pair(lab_hs):
    return [asset for asset in lab_hs.site.assets if isinstance(asset, Server)][:2]


@pytest.fixture
def on(lab_hs, pair):
    def run(command, stdin=""):
        argv = ["ssh", "-q", "-F", lab_hs.access.ssh_config, "-o", "BatchMode=yes", str(pair[0].address)]
        done = subprocess.run(
            [*argv, command], input=stdin, capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout

    yield run
    run(CLEAN)


@pytest.fixture
def project(tmp_path, pair):
    (tmp_path / "deploys").mkdir()
    for name in ("secrets.py", "steps.py", "files"):
        (tmp_path / "deploys" / name).symlink_to(ROOT / "deploys" / name)
    (tmp_path / "deploys" / "tried.py").write_text(DEPLOY)
    (tmp_path / "inventories").mkdir()
    told = {"here": pair[0].name, "there": pair[1].name}
    told |= {"here_address": pair[0].address, "there_address": pair[1].address}
    text = INVENTORY
    for name, value in told.items():
        text = text.replace(f"{{{name}}}", str(value))
    (tmp_path / "inventories" / "district.py").write_text(text)
    return tmp_path


def test_a_secret_reaches_its_file_and_no_argument_log_diff_record_or_other_file(
    lab_hs, pair, on, project, monkeypatch
):
    word = secrets.token_urlsafe(24)
    monkeypatch.setenv("TEST_RADIUS", word)
    on("sudo sh -c 'cat > /usr/local/bin/base64; chmod 755 /usr/local/bin/base64'", SPY)
    on("sudo sh -c 'umask 077; cat > /run/drplan-test-word'", f"{word}\n")

    said = []
    for verb in ("plan", "apply", "drift"):
        done = run_drplan(lab_hs.state, "deploy", verb, "--diff", "--format", "json", folder=project)
        assert done.returncode == 3, done.stdout + done.stderr
        said += [done.stdout, done.stderr, (lab_hs.state / "deploy" / "hosts.log").read_text()]
        here, there = json.loads(done.stdout)["assets"]
        assert there["error"] == (
            "no secret at env TEST_NOT_SET (it is not set) (next: set the variable TEST_NOT_SET)"
        )
        assert here["error"] is None
        outcomes = [each["outcome"] for each in here["operations"]]
        assert outcomes[0] == {"plan": "would-change", "apply": "changed", "drift": "ok"}[verb]

    assert on("sudo cat /etc/drplan-test-secret") == f"secret = {word}\n"
    assert on("stat -c '%a %U %G' /etc/drplan-test-secret; sudo ls -A /etc | grep drplan-").split() == [
        *("640", "root", "daemon"),
        "drplan-test-secret",
    ]
    assert on("sudo cat /run/drplan-test-fed").strip() == str(len(word) + 1)

    seen = on("sudo cat /run/drplan-test-seen")
    assert "mktemp" in seen, "looked at the wrong moment"
    assert on("sudo cat /run/drplan-test-modes") == "600 root\n"
    assert on("sudo cat /run/drplan-test-left") == ""
    assert on("sudo sh -s", ON_THE_HOST.format(word=word)).strip() == "0"

    records = [path.read_text() for path in (lab_hs.state / "evidence").rglob("record.json")]
    assert any('"verb":"apply"' in record and "RADIUS: the shared secret" in record for record in records)
    assert [text for text in (*said, *records) if word in text] == []
    kept = [path for path in lab_hs.state.rglob("*") if path.is_file() and "deploy" in path.parts]
    assert kept
    assert [path for path in kept if word.encode() in path.read_bytes()] == []
    assert [path for path in Path("/tmp").glob("pyinfra*") if word.encode() in path.read_bytes()] == []
