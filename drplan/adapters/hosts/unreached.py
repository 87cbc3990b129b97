"""Why a host could not be reached, in one line that says what kind of trouble it is."""

from __future__ import annotations

import errno
import socket

from paramiko.ssh_exception import NoValidConnectionsError

_MUTE = "timeout: {address} took the connection but did not speak SSH in time: a hung or overloaded host"

_SAID = (
    (
        "host key error",
        (
            "host key mismatch: {address} showed another key than known_hosts holds"
            " (next: compare it at the console; then drplan deploy trust --asset {name} --replace)"
        ),
    ),
    (
        "No host key for",
        "host key unknown: {address} is not in known_hosts (next: drplan deploy trust --asset {name})",
    ),
    (
        "authentication",
        "authentication refused by {address}: no key was accepted, or the account has expired",
    ),
    ("auth_timeout", "timeout: {address} did not answer the login in time"),
    (
        "no existing session",
        "timeout: {address} took the connection but opened no session: a hung host, or an agent's many keys",
    ),
    ("resolve", "name not found: {address}"),
    ("timed out", "timeout: {address} did not answer"),
)

_SEEN = {
    errno.ECONNREFUSED: "refused: {address} does not listen for SSH",
    errno.EHOSTUNREACH: "no route to {address}: the host is down or the network does not lead there",
    errno.ENETUNREACH: "no route to {address}: this machine has no way into that network",
    errno.ETIMEDOUT: "timeout: {address} did not answer",
}


def say_why(error: BaseException, address: str, name: str) -> str:
    """Return one line for an error met while connecting to ``address``, where the asset ``name`` is."""
    causes = _causes(error)
    if any("protocol banner" in str(cause) for cause in causes):
        # What lies below it is a timeout, or an end of the connection, and says less.
        return _MUTE.format(address=address)
    for cause in causes:
        if isinstance(cause, socket.timeout):
            return _SEEN[errno.ETIMEDOUT].format(address=address)
        if isinstance(cause, OSError) and cause.errno in _SEEN:
            return _SEEN[cause.errno].format(address=address)
    text = " ".join(str(cause) for cause in causes)
    for said, line in _SAID:
        if said.lower() in text.lower():
            return line.format(address=address, name=name)
    return f"could not connect to {address}: {' '.join(str(error).split())}"


def _causes(error: BaseException) -> list[BaseException]:
    """Return the error, what led to it, and what a multi-address attempt met at each address."""
    causes: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in causes:
        causes.append(step)
        if isinstance(step, NoValidConnectionsError):
            causes.extend(step.errors.values())
        step = step.__cause__ or step.__context__
    return causes
