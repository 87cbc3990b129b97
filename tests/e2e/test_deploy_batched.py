"""A plan in rounds beside a plan that asks one by one, and what an apply leaves alone: on real hosts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from drplan.adapters.hosts.request import build_request
from drplan.declare import Server

pytestmark = pytest.mark.lab

ROOT = Path(__file__).parents[2]

DRIFTS = {
    "hs-db1": (
        "echo by hand | tee /etc/issue.net; chmod 644 /etc/shadow; sysctl -w net.ipv4.tcp_syncookies=0;"
        " sed -i '1i PermitRootLogin yes' /etc/ssh/sshd_config; rm /etc/apt/apt.conf.d/52drplan;"
        " chown daemon /etc/postgresql/15/main/conf.d/10-drplan.conf"
    ),
    "hs-file1": (
        "systemctl disable --now apt-daily-upgrade.timer;"
        r" touch /etc/nginx/conf.d/drplan.conf; printf 'a\377\0b\n' > /etc/issue;"
        " rm -r /etc/systemd/journald.conf.d"
    ),
}
"""What somebody did by hand: contents, modes, owners, services, files away, bytes that are no text."""

NO_TEXT = "Banner: local logins"

UNUSUAL = """
from pyinfra import host
from pyinfra.facts.files import File
from pyinfra.facts.server import Command
from pyinfra.operations import files, postgres

postgres.role(name="asked as a user who is not there", role="x", _sudo_user="not-there")
home = host.get_fact(Command, "echo $HOME; id -un", _sudo=False)
files.file(name=f"as the operator: {home}", path="/tmp/absent", _sudo=False)
files.directory(name="in order", path="/var/backups")
host.get_fact(Command, "ls /root/not-there; exit 2")
files.file(name="never reached", path="/tmp/absent")
"""


@pytest.fixture(scope="module")
def held(lab_hs):
    lab_hs.drplan("deploy", "apply", "--site", "hs", "--kind", "server")
    return lab_hs


@pytest.fixture
def extra(tmp_path):
    """Return what the deploys want to bring along; any file will do for a plan."""
    names = ("restic_binary", "agent_archive")
    for name in names:
        (tmp_path / name).write_text(name)
    return {name: str(tmp_path / name) for name in names}


def requested(lab, extra):
    servers = [asset for asset in lab.site.assets if isinstance(asset, Server)]
    request = build_request(ROOT / "deploys", lab.district, lab.access, servers)
    for host in request["hosts"]:
        host["data"].update(extra, backups=[])
    return request


def ask(request, *, batched, dry=True):
    """Return ``{host: [operation]}``; all hosts were tried."""
    done = subprocess.run(
        [sys.executable, "-m", "drplan.adapters.hosts.worker"],
        input=json.dumps(request | {"dry": dry, "batched": batched}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=ROOT,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["error"] for answer in answers] == [None] * len(request["hosts"])
    return {answer["host"]: answer["operations"] for answer in answers}


def on(lab, server, command):
    address = next(str(asset.address) for asset in lab.site.assets if asset.name == server)
    ssh = ["ssh", "-q", "-F", lab.access.ssh_config, "-o", "BatchMode=yes", address, "sudo", "sh"]
    done = subprocess.run(ssh, input=command, capture_output=True, text=True, timeout=30, check=True)
    return done.stdout


def deploy(lab, verb, code=0):
    document = lab.drplan("deploy", verb, "--site", "hs", "--kind", "server", "--format", "json", code=code)
    return [
        (asset["name"], operation["name"], operation["outcome"])
        for asset in json.loads(document)["assets"]
        for operation in asset["operations"]
        if operation["outcome"] != "not-applicable"
    ]


def test_both_plans_say_the_same_of_hosts_in_order_and_of_hosts_changed_by_hand(held, extra):
    request = requested(held, extra)
    assert ask(request, batched=True) == ask(request, batched=False)
    for server, drift in DRIFTS.items():
        on(held, server, drift)
    try:
        in_rounds, one_by_one = (ask(request, batched=batched) for batched in (True, False))
        assert {name: comparable(each) for name, each in in_rounds.items()} == {
            name: comparable(each) for name, each in one_by_one.items()
        }
        # The two files to bring along are not those in place.
        assert count(in_rounds["hs-db1"], "would-change") >= 2 + 8
        assert count(in_rounds["hs-file1"], "would-change") >= 2 + 5
    finally:
        planned = [(host, name) for host, name, outcome in deploy(held, "plan") if outcome == "would-change"]
        applied = deploy(held, "apply")
    assert [(host, name) for host, name, outcome in applied if outcome == "changed"] == planned
    assert {outcome for _, _, outcome in deploy(held, "drift")} == {"ok"}
    assert on(held, "hs-file1", "cat /etc/issue") == on(held, "hs-db1", "cat /etc/issue")


def comparable(operations):
    """Return operations without the diff of the file whose bytes are no text.

    Asked one by one, pyinfra loses such a line and all that follow it.
    """
    return [
        (each["name"], each["outcome"], each["name"].startswith(NO_TEXT) or each["detail"])
        for each in operations
    ]


def count(operations, outcome):
    return [each["outcome"] for each in operations].count(outcome)


def test_unknown_users_several_settings_and_a_fact_that_fails_are_the_same_too(held, tmp_path):
    request = requested(held, {})
    (tmp_path / "unusual.py").write_text(UNUSUAL)
    for host in request["hosts"]:
        host["files"] = [str(tmp_path / "unusual.py")]
    in_rounds = ask(request, batched=True)
    assert in_rounds == ask(request, batched=False)
    for operations in in_rounds.values():
        assert [each["outcome"] for each in operations] == ["would-change", "would-change", "ok", "error"]
        assert "/root/not-there" in operations[-1]["detail"]


def test_an_apply_that_finds_nothing_to_change_asks_for_few_shells(held):
    ask_count = "grep -c COMMAND= /var/log/sudo.log"
    before = {server: int(on(held, server, ask_count)) for server in DRIFTS}
    assert {outcome for _, _, outcome in deploy(held, "apply")} == {"ok"}
    after = {server: int(on(held, server, ask_count)) for server in DRIFTS}
    # One of each is the question itself; hs-db1 asks PostgreSQL under its own user.
    assert after["hs-db1"] - before["hs-db1"] <= 1 + 2
    assert after["hs-file1"] - before["hs-file1"] <= 1 + 1
