"""Hosts of a lab that back themselves up: their timers brought near, the control machine cut off."""

import contextlib
import shlex
import socket
import subprocess
import time
from pathlib import Path

from drplan.adapters.secrets import SecretStore
from drplan.adapters.tools import find_restic
from drplan.adapters.vault import ResticVault
from drplan.declare.lookup import data_set_named, repository_named, server_named
from tests.e2e.conftest import QUIET

HOSTS = ("hs-db1", "hs-file1")
HOST, DATA_SET = "hs-db1", "hs-gradebook-db"
TIMER, SERVICE = f"drplan-backup@{DATA_SET}.timer", f"drplan-backup@{DATA_SET}.service"
REQUEST = f"/etc/drplan/backup/{DATA_SET}.json"


def ssh(lab, command, host=HOST, seconds=60):
    """Run a command as root on a host of the lab; returns what became of it."""
    login = [
        "ssh",
        "-q",
        "-F",
        lab.access.ssh_config,
        "-o",
        "BatchMode=yes",
        "-o",
        "ConnectTimeout=3",
        "-S",
        "none",
    ]
    words = [*login, str(server_named(lab.district, host).address), f"sudo sh -c {shlex.quote(command)}"]
    return subprocess.run(words, capture_output=True, text=True, timeout=seconds, check=False)


def reaches(lab, host=HOST):
    """Say whether this machine can log in there."""
    try:
        return ssh(lab, "true", host, seconds=8).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def on(lab, command, host=HOST, seconds=60):
    """Return what a command says that root runs there; the test fails when it does not end with 0."""
    done = ssh(lab, command, host, seconds)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@contextlib.contextmanager
def awake(lab):
    """Let the hosts' own backups run, which the lab's fixture keeps quiet."""
    for host in HOSTS:
        on(lab, f"rm -f {QUIET}", host)
    try:
        yield
    finally:
        for host in HOSTS:
            on(lab, f"touch {QUIET}", host)


def ended(lab, unit=SERVICE):
    """Return how a service ended last: systemd's word and the exit code."""
    said = on(lab, f"systemctl show -p Result -p ExecMainStatus {unit}")
    return dict(line.split("=", 1) for line in said.splitlines())


@contextlib.contextmanager
def every(lab, seconds, data_set=DATA_SET, host=HOST):
    """Bring a timer's times near; afterwards it keeps the calendar's again."""
    folder = f"/etc/systemd/system/drplan-backup@{data_set}.timer.d"
    lines = f"[Timer]\nOnCalendar=\nOnCalendar=*:*:0/{seconds}\nAccuracySec=1s\nPersistent=no\n"
    again = f"systemctl daemon-reload; systemctl restart drplan-backup@{data_set}.timer"
    on(lab, f"mkdir -p {folder}; printf %s {shlex.quote(lines)} > {folder}/near.conf; {again}", host)
    try:
        yield
    finally:
        on(lab, f"rm -r {folder}; {again}", host)


@contextlib.contextmanager
def cut_off(lab, host=HOST):
    """Let nothing pass between a host and this machine's own address; the repositories have others."""
    assert lab.access.where == "lab"
    assert Path("/proc/thread-self/ns/net").stat().st_ino == Path(lab.access.namespace).stat().st_ino
    address = str(server_named(lab.district, host).address)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knock:
        knock.connect((address, 22))
        ours = knock.getsockname()[0]
    rules = [
        "add table inet alone",
        "add chain inet alone out { type filter hook output priority -10; }",
        "add chain inet alone in { type filter hook input priority -10; }",
        f"add rule inet alone out ip saddr {ours} ip daddr {address} drop",
        f"add rule inet alone in ip saddr {address} ip daddr {ours} drop",
    ]
    subprocess.run(["nft", "-f", "-"], input="\n".join(rules) + "\n", text=True, check=True)
    try:
        yield
    finally:
        subprocess.run(["nft", "delete", "table", "inet", "alone"], check=True)


def points(lab, repository="onsite", data_set=DATA_SET):
    """Return the recovery points that a repository itself shows."""
    vault = ResticVault(
        lab.district, lab.access, SecretStore(), restic=find_restic(lab.state), state=lab.state
    )
    declared = data_set_named(lab.district, data_set)
    return vault.points(declared, repository_named(lab.district, repository))


def eventually(look, seconds, pause=0.5):
    """Return the first thing that is seen; the test fails when nothing is within that time."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"not seen within {seconds} s"
        time.sleep(pause)
    return seen
