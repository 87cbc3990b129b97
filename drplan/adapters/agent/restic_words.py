"""What restic is told: where, with which secrets, in which words. Nothing secret is ever in the words."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .secure_shell import secure_shell

_DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")
_TAKEN_OVER = ("PATH", "TMPDIR")
_STATUS_LINES_A_SECOND = "1"


@dataclass(frozen=True)
class Target:
    """One repository to talk to. ``environment`` carries the password and the server's credentials.

    ``upload_kib_s`` and ``quota`` (bytes) were agreed with its keeper, 0 without such a limit. ``ssh_key``
    is a private key for an SFTP server, ``ssh_host_key`` the public one by which that server is known.
    """

    program: str
    location: str
    cache: str
    environment: Mapping[str, str] = field(repr=False)
    ca_certificate: str = ""
    upload_kib_s: int = 0
    quota: int = 0
    ssh_key: str = field(default="", repr=False)
    ssh_host_key: str = ""


def target(request: Mapping[str, Any]) -> Target:
    """Read a target out of a request's ``repository``."""
    return Target(**request)


def argv(place: Target, *words: str, cached: bool = False) -> tuple[str, ...]:
    """Build a command line; nothing secret is in it. A drill never trusts a cache (``cached=False``).

    restic dies with the thread that started it (prctl(2), PR_SET_PDEATHSIG): that thread must outlive it.
    """
    cache = ("--cache-dir", place.cache) if cached else ("--no-cache",)
    limit = ("--limit-upload", str(place.upload_kib_s)) if place.upload_kib_s else ()
    return (*_DIES_WITH_US, place.program, "--json", *cache, *limit, *words)


@contextmanager
def surroundings(place: Target) -> Iterator[tuple[dict[str, str], tuple[str, ...]]]:
    """Yield restic's whole environment, and words to add to its command line.

    The server's certificate authority, and keys for ssh, lie in files of this process's own meanwhile.
    """
    with _environment(place) as told, secure_shell(place.ssh_key, place.ssh_host_key) as words:
        yield told, words


@contextmanager
def _environment(place: Target) -> Iterator[dict[str, str]]:
    told = {name: os.environ[name] for name in _TAKEN_OVER if name in os.environ}
    told |= {
        "HOME": "/nonexistent",
        "RESTIC_REPOSITORY": place.location,
        "RESTIC_PROGRESS_FPS": _STATUS_LINES_A_SECOND,
        **place.environment,
    }
    if not place.ca_certificate:
        yield told
        return
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(place.ca_certificate)
        file.flush()
        yield told | {"RESTIC_CACERT": file.name}


def pattern(path: str) -> str:
    """Return a path as restic's ``--include`` and ``--exclude`` take it for itself alone."""
    return "".join(f"\\{letter}" if letter in "*?[]\\" else letter for letter in path)


def only(paths: Iterable[str]) -> list[str]:
    """Return the words that have restic bring these back and nothing else that a snapshot may hold."""
    return [word for path in paths for word in ("--include", pattern(path))]
