"""The attack on a repository behind restic's own protocol: a repository beside it, made to be destroyed.

Source of the requests: restic's documentation, "REST Backend". What an append-only server takes from its
writers is new files and the removal of locks, nothing else.
"""

from __future__ import annotations

import base64
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from drplan.adapters.agent.fault import Fault
from drplan.adapters.scratch_repository import STILL_THERE, destroyed, fill, scratch_repository
from drplan.errors import Unreachable, UsageError
from drplan.plan.attack import Assault, Attempt

_SECONDS = 20
_DONE, _REFUSED, _MISSING = range(200, 300), (401, 403, 405), 404
_LISTS = "application/vnd.x.restic.rest.v2, */*"
"""Without the first of these rclone lists nothing (restic's documentation, "REST Backend")."""

_OTHER = b"overwritten by drplan backup check --attack"
_EACH = ("overwrite", "delete", "delete-config", "delete-repository", "prune")


@dataclass(frozen=True)
class Door:
    """A folder of a REST server. ``url`` ends with a slash and holds no password."""

    url: str
    user: str = ""
    secret: str = field(default="", repr=False)
    authority: str = field(default="", repr=False)

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Send one request; returns its status and what came. Raises ``Unreachable``."""
        asked = urllib.request.Request(f"{self.url}{path}", data=body, method=method)  # noqa: S310
        asked.add_header("Accept", _LISTS)
        if self.user:
            token = base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()
            asked.add_header("Authorization", f"Basic {token}")
        try:
            with urllib.request.urlopen(asked, timeout=_SECONDS, context=self._trusts()) as said:  # noqa: S310
                return said.status, said.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, b""
        except OSError as error:
            raise Unreachable(
                f"the repository's server does not answer: {type(error).__name__}",
                next_step="see that it runs and that the network reaches it, then try again",
            ) from error

    def _trusts(self) -> ssl.SSLContext | None:
        if not self.url.startswith("https:"):
            return None
        return ssl.create_default_context(cadata=self.authority or None)


def door_of(place: Mapping[str, Any], scratch: str) -> Door:
    """Return the scratch folder below a repository's own address, for those who write to the repository."""
    url = urlsplit(place["location"].removeprefix("rest:"))
    bare = url._replace(netloc=url.netloc.rpartition("@")[2], path=f"{url.path.rstrip('/')}/{scratch}/")
    told = place["environment"]
    return Door(
        urlunsplit(bare),
        told.get("RESTIC_REST_USERNAME", ""),
        told.get("RESTIC_REST_PASSWORD", ""),
        place["ca_certificate"],
    )


def attack_rest(place: Mapping[str, Any], pruner: Mapping[str, Any] | None, scratch: str) -> Assault:
    """Attack a scratch repository; ``pruner`` is the place as seen by whoever may delete, for cleaning.

    Raises ``Unreachable``, or ``UsageError`` when something lies there already.
    """
    door = door_of(place, scratch)
    if door.ask("GET", "config")[0] in _DONE:
        raise UsageError(
            f"{scratch} holds a repository already: it is not touched",
            next_step="start again: each attack draws a new name for its scratch repository",
        )
    repository = scratch_repository(place, f"rest:{door.url}")
    try:
        fill(repository)
        pack = repository.files("packs")[0]
    except Fault as fault:
        why = f"the server takes no scratch repository below this one ({fault.kind})"
        not_tried = tuple(Attempt(each, "not-tried", why) for each in _EACH)
        return Assault(scratch, not_tried, _cleaned(door, pruner, scratch))
    attempts = (*_attempts(door, pack), _prune(place, door))
    return Assault(scratch, attempts, _cleaned(door, pruner, scratch))


def _cleaned(door: Door, pruner: Mapping[str, Any] | None, scratch: str) -> int:
    """Delete what may be deleted of the two scratch repositories; return how much stays."""
    shown, unseen = _left(door)
    for each in (door, *([] if pruner is None else [door_of(pruner, scratch)])):
        for path in shown:
            each.ask("DELETE", path)
    # What the writers' door still gives is there, whatever another door answered.
    return unseen + sum(door.ask("GET", path)[0] in _DONE for path in shown)


def _attempts(door: Door, pack: str) -> Iterator[Attempt]:
    path = f"data/{pack}"
    yield _changed(door, "overwrite", "POST", path, _OTHER)
    yield _changed(door, "delete", "DELETE", path)
    yield _changed(door, "delete-config", "DELETE", "config")
    yield _changed(door, "delete-repository", "DELETE", "", shown_by="config")


def _changed(
    door: Door, what: str, method: str, path: str, body: bytes | None = None, *, shown_by: str = ""
) -> Attempt:
    """Ask for a change, and look whether it was made: an answer alone says nothing."""
    shown = shown_by or path
    before = door.ask("GET", shown)
    if before[0] not in _DONE:
        return Attempt(what, "not-tried", "what it would change was gone already")
    status, _ = door.ask(method, path, body)
    if door.ask("GET", shown) != before:
        return Attempt(what, "succeeded", f"HTTP {status}")
    if status in _REFUSED or status == _MISSING or (status in _DONE and shown_by):
        return Attempt(what, "refused", f"HTTP {status}")
    return Attempt(what, "unclear", f"HTTP {status}, and nothing changed")


def _prune(place: Mapping[str, Any], door: Door) -> Attempt:
    """Try it on a second repository: the first one may be broken by now."""
    empty, why = destroyed(scratch_repository(place, f"rest:{door.url}pruned/"))
    if empty:
        return Attempt("prune", "succeeded", "the snapshot is gone")
    return Attempt("prune", "refused" if why == STILL_THERE else "not-tried", why)


def _left(door: Door) -> tuple[list[str], int]:
    """Return what a door shows of the two scratch repositories, and how many folders it does not list."""
    found: list[str] = []
    unseen = 0
    for folder in ("", "pruned/"):
        for kind in ("snapshots", "index", "data", "keys", "locks"):
            status, listed = door.ask("GET", f"{folder}{kind}/")
            found += [f"{folder}{kind}/{name}" for name in (_names(listed) if status in _DONE else ())]
            unseen += status not in _DONE and status != _MISSING
        if door.ask("GET", f"{folder}config")[0] in _DONE:
            found.append(f"{folder}config")
    return found, unseen


def _names(listed: bytes) -> list[str]:
    return [each if isinstance(each, str) else each["name"] for each in json.loads(listed or b"[]")]
