"""How one gets into the lab: SSH's files, and the questions that tell whether something answers."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from pathlib import Path

from drplan.adapters.lab.image import LOGIN
from drplan.adapters.lab.tools import LAB_NAMESPACE, inside, succeeds
from drplan.errors import LabError


def ssh_config(folder: Path, addresses: Iterable[tuple[str, str]]) -> str:
    """Return a client configuration that reaches each ``(name, address)`` from outside the namespace."""
    return "\n".join(
        f"""Host {name} {address}
  HostName {address}
  User {LOGIN}
  IdentityFile {folder}/operator_key
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  ConnectTimeout 10
  ProxyCommand nsenter --net=/run/netns/{LAB_NAMESPACE} nc %h %p
"""
        for name, address in addresses
    )


def known_host(name: str, address: str, key: str) -> str:
    """Return the line by which a host is known, under its name and its address."""
    return f"{name},{address} {' '.join(key.split()[:2])}\n"


def answers(namespace: str | None, address: str, port: int) -> bool:
    """Say whether a TCP connection opens.

    In this machine's own network no program is needed for that: a plain user may lack it.
    """
    if namespace is None:
        return _answers_here(address, port)
    return succeeds(inside(namespace, ["nc", "-z", "-w", "1", address, str(port)]), timeout=3)


def _answers_here(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError:
        return False
    return True


def await_answer(
    namespace: str | None,
    address: str,
    port: int,
    what: str,
    *,
    seconds: float = 120,
    log: Path | None = None,
) -> None:
    """Return when a server answers; raises ``LabError`` after ``seconds``, with its log's last line."""
    deadline = time.monotonic() + seconds
    while not answers(namespace, address, port):
        if time.monotonic() > deadline:
            raise LabError(
                f"{what} did not answer at {address}:{port} within {seconds:.0f} s{_last_line(log)}",
                next_step="run drplan lab down, then drplan lab up again",
            )
        time.sleep(0.1)


def _last_line(log: Path | None) -> str:
    try:
        text = log.read_text(errors="replace") if log else ""
    except OSError:
        text = ""
    # Where a Go program gives up, its reason stands before the trace.
    said = [line.strip() for line in text.partition("\ngoroutine ")[0].split("\n") if line.strip()]
    return f"; it said: {said[-1][:200]}" if said else ""
