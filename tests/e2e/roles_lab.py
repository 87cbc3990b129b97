"""The lab of databases and directories: two releases, raised once for every file that asks for it."""

import ctypes
import json
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from drplan.adapters.access import enter, read_access
from drplan.adapters.lab.keys import certificate
from tests.e2e.command import ROOT, run_drplan, take_down

INVENTORY = ROOT / "tests" / "cases" / "servers"
CORES = {"lab-core1": "198.18.40.11", "lab-core2": "198.18.40.12"}
NAME = "rolestest"
NETWORK = 0x40000000


class Lab:
    """The lab of this inventory, beside any other: what to say to it, and to its hosts."""

    def __init__(self, state):
        self.state = state

    def drplan(self, *words, code=0):
        done = run_drplan(self.state, *words)
        assert done.returncode == code, (
            f"drplan {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout

    def deploy(self, verb, *, code=0, inventory=INVENTORY):
        """Return ``{host: {operation: (outcome, detail)}}``."""
        words = ["deploy", verb, "--site", "lab", "--inventory", str(inventory), "--format", "json"]
        words += ["--canary", "0"] if verb == "apply" else []
        return {
            asset["name"]: {each["name"]: (each["outcome"], each["detail"]) for each in asset["operations"]}
            for asset in json.loads(self.drplan(*words, code=code))["assets"]
        }

    def on(self, host, command, *, stdin=""):
        """Run a command as root; return its exit code and all that it said."""
        ssh = ["ssh", "-q", "-F", self.state / "lab" / "ssh_config", "-o", "BatchMode=yes", host]
        done = subprocess.run(
            [*ssh, f"sudo sh -c '{command}'"],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, (done.stdout + done.stderr).strip()

    def ask(self, host, command, **more):
        code, said = self.on(host, command, **more)
        assert code == 0, said
        return said


@pytest.fixture(scope="session")
def roles_lab():
    """Raise it, and take it down whatever happens."""
    if os.geteuid() != 0:
        pytest.skip("lab hosts need root")
    state = Path(tempfile.mkdtemp(prefix="drplan-", dir="/var/tmp"))
    (ROOT / ".drplan" / "cache").mkdir(parents=True, exist_ok=True)
    (state / "cache").symlink_to(ROOT / ".drplan" / "cache")
    before = os.environ.get("DRPLAN_LAB_NAME")
    raised = Lab(state)
    try:
        os.environ["DRPLAN_LAB_NAME"] = NAME
        raised.drplan("lab", "up", "--site", "lab", "--inventory", str(INVENTORY))
        give_certificates(raised)
        put_back(before)
        yield raised
    finally:
        os.environ["DRPLAN_LAB_NAME"] = NAME
        take_down(state)
        put_back(before)
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="session")
def roles_applied(roles_lab):
    """Return the lab with its baselines held, and what the deploy did."""
    return roles_lab, roles_lab.deploy("apply")


@contextmanager
def inside(state):
    """Stand in the network of the lab with this state folder, and leave it whatever happens."""
    before, outside = dict(os.environ), os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        access = read_access(state)
        enter(access)
        yield access
    finally:
        ctypes.CDLL(None).setns(outside, NETWORK)
        os.close(outside)
        os.environ.clear()
        os.environ.update(before)


def put_back(name):
    if name is None:
        os.environ.pop("DRPLAN_LAB_NAME", None)
    else:
        os.environ["DRPLAN_LAB_NAME"] = name


def give_certificates(lab):
    made = certificate([IPv4Address(address) for address in CORES.values()], datetime.now(UTC))
    for host in CORES:
        for name, text in {"chain": made.server, "key": made.key, "ca": made.authority}.items():
            put = f"install -D -m 644 /dev/stdin /etc/ssl/lab/{name}.pem"
            lab.ask(host, put, stdin=text)
