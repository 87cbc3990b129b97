"""What restic is told: where, with which secrets, in which words. Nothing secret is ever in the words."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")
_TAKEN_OVER = ("PATH", "TMPDIR")
_STATUS_LINES_A_SECOND = "1"


@dataclass(frozen=True)
class Target:
    """One repository to talk to. ``environment`` carries the password and the server's credentials."""

    program: str
    location: str
    cache: str
    environment: Mapping[str, str]
    ca_certificate: str = ""


def target(request: Mapping[str, Any]) -> Target:
    """Read a target out of a request's ``repository``."""
    return Target(**request)


def argv(place: Target, *words: str, cached: bool = False) -> tuple[str, ...]:
    """Build a command line; nothing secret is in it. A drill never trusts a cache (``cached=False``).

    restic dies with the thread that started it (prctl(2), PR_SET_PDEATHSIG): that thread must outlive it.
    """
    cache = ("--cache-dir", place.cache) if cached else ("--no-cache",)
    return (*_DIES_WITH_US, place.program, "--json", *cache, *words)


@contextmanager
def environment(place: Target) -> Iterator[dict[str, str]]:
    """Yield restic's whole environment, and keep the server's certificate authority in a file meanwhile."""
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
