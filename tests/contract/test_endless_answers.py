"""A host or a switch that sends without end, behind a real sshd, is given up before memory is."""

import os
import pwd
import shutil
import subprocess
import time
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from drplan import NetworkDevice, Server, Software
from drplan.adapters import ssh
from drplan.adapters.access import Access
from drplan.adapters.network import session, spoken
from drplan.adapters.network.devices import SshDevices
from drplan.errors import SourceError

SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = pytest.mark.skipif(
    SSHD is None or os.geteuid() != 0, reason="not tried: sshd at port 22 needs sshd and root"
)
SETTINGS = """
ListenAddress {address}:22
HostKey {folder}/host
PidFile none
UsePAM no
StrictModes no
PrintMotd no
PrintLastLog no
AuthorizedKeysFile {folder}/user.pub
ForceCommand {folder}/command
"""
SWITCH = """#!/bin/sh
stty -echo
printf 'sw1#'
while IFS= read -r line; do
  case $line in "show version"*) exec yes 'interface GigabitEthernet1/0/1';; esac
  printf '%s\\r\\nsw1#' "$line"
done
"""


@pytest.fixture
def there(tmp_path):
    """Yield what starts an sshd whose every login runs a script, and tells where it is and how to log in."""
    net, last = divmod(os.getpid(), 250)
    address, started = IPv4Address(f"127.91.{net % 250}.{last + 1}"), []
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-qt", "ed25519", "-N", "", "-f", tmp_path / name], check=True)
    known = tmp_path / "known_hosts"
    known.write_text(f"{address} {(tmp_path / 'host.pub').read_text()}")
    Path("/run/sshd").mkdir(exist_ok=True)

    def start(script):
        (tmp_path / "command").write_text(script)
        (tmp_path / "command").chmod(0o755)
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(0o755)
        (tmp_path / "sshd_config").write_text(SETTINGS.format(address=address, folder=tmp_path))
        started.append(subprocess.Popen([str(SSHD), "-D", "-e", "-f", tmp_path / "sshd_config"]))
        user = pwd.getpwuid(0).pw_name
        return address, Access(ssh_user=user, ssh_key=str(tmp_path / "user"), known_hosts=str(known))

    yield start
    for each in started:
        each.terminate()
        each.wait()


def once_up(ask):
    """Ask again while sshd does not listen yet; returns the error that it came to."""
    deadline = time.monotonic() + 10
    while True:
        with pytest.raises(Exception) as raised:  # noqa: PT011 - what it is, is what is looked at
            ask()
        if "sends more" in str(raised.value) or time.monotonic() > deadline:
            return raised.value
        time.sleep(0.05)


def test_a_host_that_sends_without_end_is_given_up(there):
    address, access = there("#!/bin/sh\nexec cat /dev/zero\n")
    server = Server(
        name="hs-db1",
        address=address,
        owner="it",
        baselines=(),
        software=Software(name="Debian", version="12"),
    )
    error = once_up(lambda: ssh.run_on(access, server, ("true",), seconds=20, most=1 << 20))
    assert isinstance(error, SourceError)
    assert str(error).startswith("hs-db1 sends more than 1 MiB where an answer was asked for: given up")


@pytest.mark.parametrize("script", [SWITCH, "#!/bin/sh\nexec cat /dev/zero\n"], ids=["answer", "login"])
def test_a_switch_that_sends_without_end_is_given_up(there, monkeypatch, script):
    monkeypatch.setattr(session, "_MOST", 1 << 20)
    monkeypatch.setattr(spoken, "MOST", 1 << 20)
    address, access = there(script)
    switch = NetworkDevice(
        name="hs-sw1", address=address, owner="it", platform="cisco-ios", model="x", serial="x"
    )

    def ask():
        with SshDevices(access).open(switch) as device:
            device.facts()

    error = once_up(ask)
    assert isinstance(error, SourceError)
    assert "sends more than 1 MiB where an answer was asked for: given up" in str(error)
