"""What an intruder with a backup credential would try on a copy, and what can come of it.

Each is tried on a scratch prefix that is made for it, or so that success proves the permission and changes
nothing; ``docs/attack.md`` tells how. Sources: the actions of Amazon S3 (Service Authorization Reference) and
MITRE ATT&CK T1485, T1486, T1490.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from drplan.declare.protection import Repository

Came = Literal["refused", "hidden", "succeeded", "nothing", "harmless", "unclear", "not-tried"]
"""What came of an attempt.

``hidden``: taken, and what was there before is still there below it. ``nothing``: no lock, version or such
setting is there to be weakened. ``harmless``: taken, and no promise is touched by it. ``unclear``: taken or
failed, and what that means cannot be seen. ``not-tried``: it could have hurt, or what it needs is missing.
"""

Promise = Literal["locked", "append-only", "nothing"]
"""What a copy declares against those who write to it."""

SCRATCH = "drplan-attack-"
"""How every scratch prefix begins; what lies below one is never restic's own."""

TITLES: Mapping[str, str] = {
    "overwrite": "overwrite an object",
    "shorten-retention": "shorten an object's retention",
    "governance": "turn its compliance into governance",
    "delete-version": "delete a version",
    "bypass-governance": "delete a version past governance",
    "delete": "delete an object",
    "delete-unlocked": "delete a version that no lock holds",
    "lifecycle": "change the lifecycle",
    "default-retention": "change what new objects are locked for",
    "versioning": "suspend versions",
    "policy": "open the bucket's policy",
    "delete-policy": "delete the bucket's policy",
    "public-access": "take the public-access block away",
    "delete-bucket": "delete the bucket",
    "delete-config": "delete a repository's configuration",
    "delete-repository": "delete a repository",
    "prune": "restic forget --prune",
}
"""Every attempt, by the name that records keep, in the words of people."""


@dataclass(frozen=True)
class Attempt:
    """One thing that was tried, and what came of it; ``said`` is the server's own word, or why not."""

    what: str
    came: Came
    said: str = ""


@dataclass(frozen=True)
class Assault:
    """All that was tried on one repository, on which scratch prefix.

    ``left`` counts what stays there, ``until`` says when the last lock of it ends, ``None`` when that could
    not be seen.
    """

    scratch: str
    attempts: tuple[Attempt, ...]
    left: int = 0
    until: datetime | None = None


def promise_of(repository: Repository) -> Promise:
    """Return what the declaration promises of those who write to a copy."""
    if repository.immutable_days:
        return "locked"
    return "append-only" if repository.append_only else "nothing"


def is_reachable_by_attack(repository: Repository) -> bool:
    """Say whether there is a server between a copy and those who write to it, that could refuse anything."""
    return repository.location.startswith(("s3:", "rest:"))


def scratch_name(draw: Callable[[int], str] = secrets.token_hex) -> str:
    """Return the name of a scratch prefix that nobody could have made before."""
    return SCRATCH + draw(8)
