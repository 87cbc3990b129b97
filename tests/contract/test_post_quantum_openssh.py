"""A real sshd that allows only post-quantum key exchange lets paramiko in, as strict hosts need it."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from typing import Any

import pytest
from paramiko import AutoAddPolicy, SSHClient, SSHException, Transport

from drplan.adapters.hosts import post_quantum
from drplan.adapters.hosts.sntrup761 import Key

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/bin:/sbin")
TRANSPORT: Any = Transport
SETTINGS = """
ListenAddress 127.0.0.1:{port}
HostKey {folder}/host
PidFile none
UsePAM no
StrictModes no
AuthorizedKeysFile {folder}/user.pub
KexAlgorithms {kex}
"""


@pytest.fixture
def sshd(tmp_path):
    if SSHD is None:
        pytest.skip("not tried: OpenSSH's server is not installed")
    for name in ("host", "user"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)], check=True
        )
    started = []

    def start(kex):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = tmp_path / "sshd_config"
        settings.write_text(SETTINGS.format(port=port, folder=tmp_path, kex=kex))
        started.append(subprocess.Popen([SSHD, "-D", "-e", "-f", str(settings)], stderr=subprocess.DEVNULL))
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                return port

    if os.geteuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)  # noqa: PTH103 - sshd's own folder, when it is root's
    yield start
    for each in started:
        each.terminate()
        each.wait()


def log_in(port, folder):
    client = SSHClient()
    client.set_missing_host_key_policy(AutoAddPolicy())
    try:
        client.connect(
            "127.0.0.1",
            port=port,
            username=pwd.getpwuid(os.geteuid()).pw_name,
            key_filename=str(folder / "user"),
            allow_agent=False,
            look_for_keys=False,
            timeout=10,
        )
        _, out, _ = client.exec_command("echo in")
        return out.read()
    finally:
        client.close()


@pytest.fixture
def keys_made(monkeypatch):
    """Offer the exchange, and count how often it came to it."""
    made, generate = [], Key.generate

    def counted():
        made.append(generate())
        return made[-1]

    monkeypatch.setattr(Key, "generate", counted)
    monkeypatch.setattr(TRANSPORT, "_kex_info", dict(TRANSPORT._kex_info))
    monkeypatch.setattr(TRANSPORT, "_preferred_kex", TRANSPORT._preferred_kex)
    post_quantum.install()
    return made


def test_a_host_that_allows_nothing_else_lets_us_in_every_time(sshd, keys_made, tmp_path):
    port = sshd("sntrup761x25519-sha512@openssh.com")
    for _ in range(3):
        assert log_in(port, tmp_path) == b"in\n"
    assert len(keys_made) == 3


def test_a_host_that_allows_another_is_entered_by_that(sshd, keys_made, tmp_path):
    port = sshd("sntrup761x25519-sha512@openssh.com,curve25519-sha256@libssh.org")
    assert log_in(port, tmp_path) == b"in\n"
    assert not keys_made


def test_without_it_such_a_host_is_closed_to_paramiko(sshd, tmp_path, monkeypatch):
    classical = tuple(name for name in TRANSPORT._preferred_kex if name not in post_quantum.NAMES)
    monkeypatch.setattr(TRANSPORT, "_preferred_kex", classical)
    with pytest.raises(SSHException, match="no acceptable kex"):
        log_in(sshd("sntrup761x25519-sha512@openssh.com"), tmp_path)
