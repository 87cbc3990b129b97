"""An AWS account that moto's server plays over real HTTP on loopback, empty at the start of each test."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("moto_server did not come up")


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """Run one server for all tests of a worker; returns its URL."""
    port = free_port()
    program = Path(sys.executable).parent / "moto_server"
    server = subprocess.Popen(
        [program, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def ask_moto(url: str, path: str, body: bytes = b"") -> None:
    """Ask the server itself, as in ``reset`` or ``reset-auth``."""
    # As a form, which urllib says by itself, its body would not be read.
    plain = {"Content-Type": "text/plain"}
    asked = urllib.request.Request(f"{url}/moto-api/{path}", data=body, headers=plain, method="POST")
    urllib.request.urlopen(asked, timeout=30).close()


def lead_to(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead this process's boto3 to a server, and to no other AWS."""
    for name in [each for each in os.environ if each.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "lab")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "lab")


@pytest.fixture
def moto_account(moto: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Empty the account 123456789012 and lead this process's boto3 to it; returns the server's URL."""
    lead_to(moto, monkeypatch)
    ask_moto(moto, "reset")
    return moto
