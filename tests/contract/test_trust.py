"""Meeting a machine for the first time: real sshd and OpenSSH on loopback, as a plain user."""

import getpass
import json
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import NetworkDevice, Server, wiring
from drplan.adapters.access import Access
from drplan.adapters.host_keys import show_keys
from drplan.adapters.hosts.enforce import HostsEnforcer
from drplan.adapters.hosts.standby import Standby
from drplan.adapters.inventory import load_district
from drplan.adapters.known_hosts import read_pinned
from drplan.adapters.network.devices import open_device
from drplan.adapters.ssh import ssh_argv
from drplan.cli import cli
from drplan.errors import Unreachable

SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")

pytestmark = pytest.mark.skipif(SSHD is None, reason="not tried: no sshd on this machine")

ROOT = Path(__file__).parents[2]
INVENTORY = """
from ipaddress import IPv4Address, IPv4Network
from drplan import District, Server, Site
district = District(
    name="D", domain="d.example", roles=(), repositories=(), policies=(),
    sites=(Site(code="hs", title="hs", kind="high-school", students=1, contact="admin",
                networks=(IPv4Network("127.0.0.0/8"),),
                assets=(Server(name="here", address=IPv4Address("127.0.0.1"), owner="admin"),)),),
)
"""
HERE = Server(name="here", address=IPv4Address("127.0.0.1"), owner="admin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fingerprint(public):
    said = subprocess.run(["ssh-keygen", "-lf", public], check=True, capture_output=True, text=True)
    return said.stdout.split()[1]


class Machine:
    """An sshd with keys of its own, and what leads an OpenSSH client to it."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        for name, kind in (("ed25519", "ed25519"), ("ecdsa", "ecdsa"), ("new", "ed25519"), ("me", "ed25519")):
            argv = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", folder / name]
            subprocess.run(argv, check=True)
        self.config = folder / "config"
        self.config.write_text(
            f"Host 127.0.0.1\n  Port {self.port}\n  User {getpass.getuser()}\n"
            f"  IdentityFile {folder / 'me'}\n  IdentitiesOnly yes\n"
        )

    @contextmanager
    def showing(self, *keys):
        lines = [f"HostKey {self.folder / key}" for key in keys]
        lines += [f"ListenAddress 127.0.0.1:{self.port}", "PidFile none", "UsePAM no", "StrictModes no"]
        lines += [f"AuthorizedKeysFile {self.folder / 'me.pub'}", "PermitRootLogin yes"]
        (self.folder / "sshd_config").write_text("\n".join([*lines, ""]))
        argv = [SSHD, "-D", "-e", "-f", self.folder / "sshd_config"]
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(argv, stderr=log)
        try:
            self._await(process)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)

    def _await(self, process):
        for _ in range(100):
            assert process.poll() is None, (self.folder / "log").read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("sshd did not come up")

    def fingerprint(self, key):
        return fingerprint(self.folder / f"{key}.pub")


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    if os.geteuid() == 0:
        # The folder sshd gives up its privileges in; boot makes it, a container has no boot.
        Path("/run/sshd").mkdir(exist_ok=True)
    return Machine(tmp_path_factory.mktemp("machine"))


@pytest.fixture
def project(tmp_path):
    (tmp_path / "district.py").write_text(INVENTORY)
    return tmp_path


@pytest.fixture
def access(machine, project):
    return Access(ssh_config=str(machine.config), pinned=str(project / "known_hosts"))


TYPED = """
from drplan import wiring
from drplan.adapters.access import Access
from drplan.cli import main
access = Access(ssh_config={config!r}, pinned={pinned!r})
wiring.enter = lambda: access
main()
"""


@pytest.fixture
def trust(project, access, monkeypatch):
    """Run ``drplan deploy trust`` where nobody sits at a terminal."""
    monkeypatch.setattr(wiring, "enter", lambda: access)
    monkeypatch.setenv("HOME", str(project / "home"))

    def run(*words):
        return CliRunner().invoke(cli, ["deploy", "trust", "--inventory", str(project), *words])

    return run


def at_a_terminal(machine, project, terminal):
    """Run it as a person would; what differs is where production is."""
    text = TYPED.format(config=str(machine.config), pinned=str(project / "known_hosts"))
    return subprocess.run(
        [sys.executable, "-c", text, "deploy", "trust", "--inventory", str(project)],
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=terminal,
        cwd=ROOT,
        timeout=60,
        check=False,
        env={**os.environ, "HOME": str(project / "home"), "DRPLAN_STATE": str(project / "state")},
    )


def pinned(project):
    return [(each.names, each.key.fingerprint()) for each in read_pinned(project / "known_hosts")]


def test_a_machine_shows_its_keys_before_any_login_by_the_operators_own_configuration(machine, access):
    with machine.showing("ed25519", "ecdsa"):
        shown = show_keys(access, HERE)
    assert shown.names == (f"[127.0.0.1]:{machine.port}", "127.0.0.1")
    assert [key.fingerprint() for key in shown.keys] == [
        machine.fingerprint("ed25519"),
        machine.fingerprint("ecdsa"),
    ]
    with pytest.raises(Unreachable, match="refused"):
        show_keys(access, HERE)


def test_without_a_terminal_and_without_a_fingerprint_nobody_is_believed(machine, trust, project):
    with machine.showing("ed25519"):
        met = trust("--format", "json")
    (row,) = json.loads(met.stdout)["assets"]
    assert (met.exit_code, row["outcome"]) == (2, "unconfirmed")
    assert row["fingerprint"] == machine.fingerprint("ed25519")
    assert not (project / "known_hosts").exists()


def test_a_given_fingerprint_is_believed_only_when_it_is_the_one_shown(machine, trust, project):
    with machine.showing("ed25519", "ecdsa"):
        wrong = trust("--fingerprint", f"here={machine.fingerprint('new')}")
        assert wrong.exit_code == 1
        assert "not the fingerprint given" in wrong.stdout
        assert pinned(project) == []
        right = trust("--fingerprint", f"here={machine.fingerprint('ecdsa')}")
        assert right.exit_code == 0, right.stderr
        assert pinned(project) == [
            ((f"[127.0.0.1]:{machine.port}", "127.0.0.1"), machine.fingerprint("ecdsa"))
        ]
        assert trust().exit_code == 0


def test_a_declared_fingerprint_is_believed(machine, trust, project):
    text = INVENTORY.replace('owner="admin"', f'owner="admin", host_key="{machine.fingerprint("ed25519")}"')
    (project / "district.py").write_text(text)
    with machine.showing("ed25519"):
        assert trust().exit_code == 0
        assert [print_ for _, print_ in pinned(project)] == [machine.fingerprint("ed25519")]


def test_a_changed_key_is_never_overwritten_without_its_fingerprint(machine, trust, project):
    with machine.showing("ed25519"):
        assert trust("--fingerprint", f"here={machine.fingerprint('ed25519')}").exit_code == 0
    before = (project / "known_hosts").read_text()
    with machine.showing("new"):
        for words in ((), ("--replace",), ("--fingerprint", f"here={machine.fingerprint('new')}")):
            changed = trust(*words)
            assert changed.exit_code == 1
            assert "CHANGED" in changed.stdout
            assert "console" in changed.stderr
            assert (project / "known_hosts").read_text() == before
        assert trust("--replace", "--fingerprint", f"here={machine.fingerprint('new')}").exit_code == 0
        assert [print_ for _, print_ in pinned(project)] == [machine.fingerprint("new")]


def test_a_key_that_the_operator_knew_otherwise_is_a_changed_key_too(machine, trust, project):
    (project / "home" / ".ssh").mkdir(parents=True)
    own = project / "home" / ".ssh" / "known_hosts"
    own.write_text(f"[127.0.0.1]:{machine.port} {(machine.folder / 'new.pub').read_text()}")
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", own], check=True, capture_output=True)
    assert "127.0.0.1" not in own.read_text(), "the name was to be hashed"
    with machine.showing("ed25519"):
        met = trust()
        assert (met.exit_code, "CHANGED" in met.stdout) == (1, True)
    with machine.showing("new"):
        assert trust().exit_code == 2, "known to the operator alone: the project was not asked yet"


@pytest.mark.parametrize(("said", "code"), [("{print}", 0), ("yes", 0), ("y", 2)])
def test_on_a_terminal_the_operator_is_asked_and_only_a_clear_yes_counts(machine, project, said, code):
    ours, theirs = pty.openpty()
    try:
        with machine.showing("ed25519"):
            os.write(ours, said.replace("{print}", machine.fingerprint("ed25519")).encode() + b"\n")
            met = at_a_terminal(machine, project, theirs)
        told = os.read(ours, 65536).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert met.returncode == code
    assert machine.fingerprint("ed25519") in told
    assert bool(pinned(project)) == (code == 0)


def by_openssh(access):
    argv = ssh_argv(access, HERE, ["true"])
    done = subprocess.run(
        [argv[0], "-F", str(access.ssh_config), *argv[1:]],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return "Host key verification failed" not in done.stderr


def by_pyinfra(access, folder):
    (folder / "deploys").mkdir(exist_ok=True)
    (folder / "deploys" / "baseline.py").write_text("")
    district = load_district(folder)
    workers = Standby(folder / "state" / "deploy" / "hosts.log", folder)
    enforcer = HostsEnforcer(folder / "deploys", district, access, workers, {})
    (result,) = enforcer.plan([HERE])
    return not (result.error or "").startswith("host key")


def by_netmiko(access):
    """Say whether the host key was believed; there is no router behind it, so it never goes well."""
    device = NetworkDevice(name="here", address=HERE.address, owner="admin", platform="frr")
    with pytest.raises(Unreachable) as failed, open_device(device, access):
        pass
    return "drplan deploy trust --asset here" not in failed.value.next_step


def test_every_client_believes_a_pinned_machine_by_that_file_alone(machine, trust, project, access):
    nobody = replace(access, known_hosts=None, pinned=str(project / "none"))
    with machine.showing("ed25519"):
        assert not by_pyinfra(nobody, project)
        assert trust("--fingerprint", f"here={machine.fingerprint('ed25519')}").exit_code == 0
        assert access.keys_of("127.0.0.1") == str(project / "known_hosts")
        assert access.keys_of("127.0.0.2") is None
        assert by_openssh(access)
        assert by_pyinfra(access, project)
    with machine.showing("new"):
        assert not by_openssh(access)
        assert not by_pyinfra(access, project)
        assert not by_netmiko(access)
