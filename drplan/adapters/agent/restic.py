"""Driving restic: argument lists built purely, exit codes and JSON lines read in one place."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from .fault import Fault, Kind
from .secure_shell import secure_shell

_EXIT_KINDS: dict[int, Kind] = {
    10: "repository-absent",
    11: "repository-locked",
    12: "wrong-password",
}
_REACH_SECONDS = 5.0
_KNOCK_SECONDS = 0.5
_LOOK_SECONDS = 120.0
_MOVE_SECONDS = 12 * 3600.0
_MOVES = ("backup", "restore", "stats")
"""Verbs that move data take as long as data takes; the others only look."""
_DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")


@dataclass(frozen=True)
class Target:
    """One repository to talk to. ``environment`` carries the password and the server's credentials.

    ``upload_kib_s`` and ``quota`` (bytes) were agreed with its keeper, 0 without such a limit. ``ssh_key``
    is a private key for an SFTP server, ``ssh_host_key`` the public one by which that server is known.
    """

    program: str
    location: str
    cache: str
    environment: Mapping[str, str]
    ca_certificate: str = ""
    upload_kib_s: int = 0
    quota: int = 0
    ssh_key: str = field(default="", repr=False)
    ssh_host_key: str = ""


def target(request: Mapping[str, Any]) -> Target:
    """Read a target out of a request's ``repository``."""
    return Target(**request)


def argv(place: Target, *words: str, cached: bool = False) -> tuple[str, ...]:
    """Build a command line; nothing secret is in it. A drill never trusts a cache (``cached=False``)."""
    cache = ("--cache-dir", place.cache) if cached else ("--no-cache",)
    limit = ("--limit-upload", str(place.upload_kib_s)) if place.upload_kib_s else ()
    return (*_DIES_WITH_US, place.program, "--json", *cache, *limit, "--retry-lock", "1m", *words)


def run(
    place: Target, *words: str, cached: bool = False, seconds: float | None = None
) -> list[dict[str, Any]]:
    """Run restic and return its JSON messages; a failure or an ``error`` message raises ``Fault``.

    It may take ``seconds``, or what its verb usually does.
    """
    done = _run(place, words[0], argv(place, *words, cached=cached), seconds)
    found = list(messages(done.stdout.decode(errors="replace")))
    errors = [m for m in found if m.get("message_type") == "error"]
    errors += [m for m in messages(done.stderr.decode(errors="replace")) if m.get("message_type") == "error"]
    if done.returncode != 0 or errors:
        raise _fault(done, errors, words[0])
    return found


def dump(place: Target, snapshot: str, path: str) -> bytes:
    """Return one file's content out of a snapshot."""
    done = _run(place, "dump", argv(place, "dump", "--no-lock", snapshot, path))
    if done.returncode != 0:
        raise _fault(done, [], "dump")
    return done.stdout


def messages(text: str) -> Iterator[dict[str, Any]]:
    """Read one JSON document, or JSON lines with the plain text that restic mixes in."""
    whole = _loaded(text)
    for value in [whole] if whole is not None else map(_loaded, text.splitlines()):
        if isinstance(value, dict):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, dict))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _run(
    place: Target, verb: str, command: Sequence[str], seconds: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    _reach(place.location)
    with _certificate(place) as certificate, secure_shell(place.ssh_key, place.ssh_host_key) as shell:
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": "/nonexistent",
            "RESTIC_REPOSITORY": place.location,
            **({"RESTIC_CACERT": certificate} if certificate else {}),
            **place.environment,
        }
        limit = seconds or (_MOVE_SECONDS if verb in _MOVES else _LOOK_SECONDS)
        try:
            return subprocess.run(
                (*command, *shell),
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=limit,
            )
        except subprocess.TimeoutExpired as error:
            raise Fault("unreachable", f"restic {verb} did not end within {limit:.0f} s") from error


@contextmanager
def _certificate(place: Target) -> Iterator[str]:
    """Keep the repository server's certificate authority in a file while restic runs."""
    if not place.ca_certificate:
        yield ""
        return
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(place.ca_certificate)
        file.flush()
        yield file.name


def address(location: str) -> tuple[str, int] | None:
    """Return host and port of a repository served over the network, else ``None``."""
    kind, _, rest = location.partition(":")
    if kind not in ("rest", "s3"):
        return None
    parts = urlsplit(rest if "//" in rest else f"https://{rest}")
    return (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))


def _reach(location: str) -> None:
    """Knock first, for a few seconds: restic itself retries a refused connection for a quarter of an hour."""
    place = address(location)
    if place is None:
        return
    deadline = time.monotonic() + _REACH_SECONDS
    while True:
        try:
            socket.create_connection(place, timeout=_REACH_SECONDS).close()
        except OSError as error:
            if time.monotonic() >= deadline:
                raise Fault("unreachable", f"{place[0]} port {place[1]} does not answer: {error}") from error
            time.sleep(_KNOCK_SECONDS)
        else:
            return


def _fault(done: subprocess.CompletedProcess[bytes], errors: Sequence[Mapping[str, Any]], verb: str) -> Fault:
    said = [
        m for m in messages(done.stderr.decode(errors="replace")) if m.get("message_type") == "exit_error"
    ]
    lines = [str(m.get("message", "")) for m in said]
    lines += [f"{m.get('item', '')}: {(m.get('error') or {}).get('message', '')}" for m in errors[:3]]
    lines = lines or done.stderr.decode(errors="replace").strip().splitlines()[-2:]
    kind = _EXIT_KINDS.get(done.returncode, "repository")
    return Fault(kind, f"restic {verb} (exit {done.returncode}): {'; '.join(' '.join(lines).split(chr(10)))}")
