"""Two lab hosts under one apply: one gets into trouble in the middle of it, the other must not notice."""

import json
import re
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from drplan.adapters.hosts.enforce import HostsEnforcer
from drplan.adapters.hosts.standby import Standby
from drplan.adapters.lab import hosts, pens
from drplan.adapters.lab.layout import cable, namespace_of
from drplan.adapters.lab.tools import LAB_NAMESPACE
from drplan.declare import Server
from drplan.ports import AssetResult, OperationResult
from tests.e2e.command import ROOT, run_drplan

TROUBLED, OTHER = "hs-file1", "hs-db1"
PLACE = "/var/lib/drplan-test"
DEPLOY = f"""
from io import StringIO
from pyinfra import host
from pyinfra.api import operation
from pyinfra.facts.files import File
from pyinfra.operations import files
from deploys.steps import installed

@operation()
def slow(seconds):
    if not host.get_fact(File, path="{PLACE}/middle"):
        yield f"touch {PLACE}/begun && sleep {{seconds}} && touch {PLACE}/middle"

def put(name, text, mode="644"):
    return files.put(name=name, src=StringIO(text), dest=f"{PLACE}/{{name}}", mode=mode)

put("first", "first\\n")
"""


def in_the_middle(seconds):
    """Return a deploy with an operation that takes its time between two quick ones."""
    return DEPLOY + f'slow(name="middle", seconds={seconds})\nput("last", "last\\n")\n'


class Pair:
    """The two hosts, and what is done to them. ``folder`` becomes the deploy files' folder."""

    def __init__(self, lab, folder):
        self.lab = lab
        self.disks = Path(lab.access.ssh_config).parent / "hosts"
        self.folder = folder / "deploys"
        self.folder.mkdir()
        for name in ("guard.py", "steps.py", "files"):
            (self.folder / name).symlink_to(ROOT / "deploys" / name)
        self.servers = {each.name: each for each in lab.site.assets if isinstance(each, Server)}

    def on(self, name, command, *, check=True):
        """Run a command as the operator and return what it printed."""
        argv = [
            "ssh",
            "-q",
            "-F",
            self.lab.access.ssh_config,
            "-o",
            "BatchMode=yes",
            "-o",
            "ConnectTimeout=5",
        ]
        argv += ["-o", "ConnectionAttempts=5", str(self.servers[name].address), command]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=check)
        return done.stdout

    def apply(self, text, *names, dry=False, access=None, **extra):
        """Hold hosts (both, unless named) to a deploy file; return their results by name."""
        (self.folder / "tried.py").write_text(text)
        quick = {"banner_timeout": 3, "auth_timeout": 3}
        enforcer = HostsEnforcer(
            self.folder,
            self.lab.district,
            access or self.lab.access,
            Standby(self.lab.state / "deploy" / "hosts.log", self.folder.parent),
            {"ssh_paramiko_connect_kwargs": quick, **extra},
        )
        held = [
            self.servers[name].model_copy(update={"baselines": ("tried",)}) for name in names or self.servers
        ]
        results = (enforcer.plan if dry else enforcer.apply)(held)
        return {result.asset: result for result in results}

    def apply_declared(self):
        """Hold both hosts to their own baselines at the same time; return the results by name."""
        words = ("deploy", "apply", "--site", "hs", "--kind", "server", "--canary", "0", "--format", "json")
        said = json.loads(run_drplan(self.lab.state, *words).stdout)
        return {each["name"]: _result(each) for each in said["assets"]}

    def heals(self, text, **extra):
        """Apply until it should hold: once without an error, once without a change."""
        outcomes = [self.outcomes(self.apply(text, **extra)[TROUBLED]) for _ in range(2)]
        return "error" not in outcomes[0] and "not-run" not in outcomes[0] and outcomes[1] == {"ok"}

    @staticmethod
    def outcomes(result):
        assert result.error is None, result.error
        return {each.outcome for each in result.operations}

    def disk(self, name):
        """Return the folder that the test's files are in, seen from this machine."""
        return self.disks / name / "root" / PLACE.lstrip("/")

    def clear(self):
        """Leave nothing of a test on the hosts."""
        for name in self.servers:
            self.on(name, f"sudo rm -rf {PLACE}")


def _result(said):
    operations = tuple(OperationResult(**each) for each in said["operations"])
    return AssetResult(said["name"], operations, said["error"])


class Underway:
    """An apply that runs in a thread of its own. ``took`` is known when it has ended."""

    def __init__(self, pair, text, **extra):
        self._pair = pair
        self._text = text
        self._extra = extra
        self.began = time.time()
        self.results = {}
        self.took = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        self.results = self._pair.apply(self._text, **self._extra)
        self.took = time.time() - self.began

    def wait_until_in_the_middle(self):
        """Return when the slow operation runs on both hosts."""
        deadline = time.monotonic() + 30
        while not all((self._pair.disk(name) / "begun").exists() for name in self._pair.servers):
            assert time.monotonic() < deadline, "the slow operation never began"
            time.sleep(0.05)

    def end(self, within):
        """Return the results; the run must not take longer than ``within`` seconds more."""
        self._thread.join(within)
        assert not self._thread.is_alive(), f"the run hangs: not done after {within} s"
        return self.results

    def other_took(self):
        """Return the seconds after which the other host had its last file."""
        return (self._pair.disk(OTHER) / "last").stat().st_mtime - self.began


@contextmanager
def frozen(name):
    """Have a host hang: its kernel answers, its programs do not."""
    switch = pens._roots()[0] / hosts.pen(name) / "cgroup.freeze"
    switch.write_text("1")
    try:
        yield
    finally:
        switch.write_text("0")


@contextmanager
def unplugged(name):
    """Have a host's cable out at the switch's end."""
    _link(name, "down")
    try:
        yield
    finally:
        _link(name, "up")


def _link(name, state):
    subprocess.run(["ip", "-n", LAB_NAMESPACE, "link", "set", cable(name, "eth0"), state], check=True)


@contextmanager
def losing(name, percent):
    """Have a share of a host's packets get lost, both ways."""
    lost = f"numgen random mod 100 < {percent} drop"
    rules = f"""table inet drplan-test {{
        chain in {{ type filter hook prerouting priority -400; iif eth0 {lost}; }}
        chain out {{ type filter hook postrouting priority 400; oif eth0 {lost}; }}
    }}"""
    inside = ["ip", "netns", "exec", namespace_of(name)]
    subprocess.run([*inside, "nft", "-f", "-"], input=rules, text=True, check=True)
    try:
        yield
    finally:
        subprocess.run([*inside, "nft", "delete", "table", "inet", "drplan-test"], check=True)


def as_root(name, command):
    """Run a command inside a host without logging in: for when nobody can."""
    first = next(
        pid
        for pid in pens.pids(hosts.pen(name))
        if re.search(r"^NSpid:.*\t1$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    )
    argv = ["nsenter", "--target", str(first), "--all", "sh", "-c", command]
    subprocess.run(argv, check=True, timeout=30)


def cut_power(name):
    """End every process of a host at once."""
    pens.empty(hosts.pen(name))


def start(pair, name):
    """Start a host that lost its power, on the same disk; return when it answers."""
    folder = pair.disks / name
    hosts.start(folder, name)
    hosts.wait(folder, name, Path(pair.lab.access.ssh_config))


def with_other_key(pair, folder, name):
    """Return an access whose known_hosts holds another host's key for a host."""
    known = Path(pair.lab.access.known_hosts).read_text().splitlines()
    other = next(line.split(" ", 1)[1] for line in known if not line.startswith(f"{name},"))
    changed = [f"{line.split(' ', 1)[0]} {other}" if line.startswith(f"{name},") else line for line in known]
    file = folder / "known_hosts"
    file.write_text("\n".join(changed) + "\n")
    return replace(pair.lab.access, known_hosts=str(file))
