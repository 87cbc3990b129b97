"""A backup that nobody waits for: begun by a timer on the host itself, with no control machine in reach.

What it is to do lies in a file of root's alone. What it did is said on standard error, for the journal, and
by its exit code, for systemd: 0 each copy has a good recovery point, 1 one is suspect, 3 a copy has none,
2 none was made.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import kept
from .fault import Fault
from .journal import DOUBT, FAILURE, NEWS, Journal
from .ping import Outcome, ping
from .turns import alone, one_of_few

GOOD, SUSPECT, NONE, IN_PART = 0, 1, 2, 3
TRANSIENT = ("unreachable", "repository-locked", "repository-refuses")
"""What may be over in a while; anything else would only be seen again."""

_ROOTS = (0, 0)
_READABLE = 0o600
_SHORTEST_SECRET = 6

Do = Callable[[Mapping[str, Any]], Any]
"""What does a request."""
Answers = list[dict[str, Any]]


def run(
    file: str,
    do: Do,
    *,
    owner: tuple[int, int] = _ROOTS,
    sleep: Callable[[float], object] = time.sleep,
) -> int:
    """Do what the file asks; returns the exit code. ``owner``: whose the file must be, as (uid, gid)."""
    begun = time.monotonic()
    try:
        request = read_request(file, owner=owner)
    except Fault as fault:
        Journal(()).say(FAILURE, f"no recovery point: {fault}")
        return NONE
    _tell_watcher(request, "start", begun)
    code = NONE
    try:
        code = _carry_out(request, do, sleep)
    finally:
        _tell_watcher(request, "good" if code == GOOD else "fail", begun)
    return code


def _tell_watcher(request: Mapping[str, Any], outcome: Outcome, begun: float) -> None:
    if request.get("ping"):
        ping(request["ping"], outcome, 0 if outcome == "start" else time.monotonic() - begun)


def _carry_out(request: Mapping[str, Any], do: Do, sleep: Callable[[float], object]) -> int:
    journal = Journal(_secrets_of(request))
    try:
        limits = request["limits"]
        with (
            one_of_few(request["scratch"], limits["at_once"], seconds=limits["wait_seconds"]),
            alone(request["scratch"], request["data_set"]),
        ):
            answers = _Run(request, do, journal, sleep).in_rounds()
            kept.note(request, answers)
    except (Fault, OSError) as fault:
        journal.say(FAILURE, f"{request['data_set']}: no recovery point: {fault}")
        return NONE
    except KeyboardInterrupt:
        journal.say(FAILURE, f"{request['data_set']}: no whole backup: it was stopped on the way")
        return NONE
    except Exception as error:  # noqa: BLE001 - Python would end with 1, which is the code of a suspect point
        journal.say(
            FAILURE, f"{request['data_set']}: a fault of drplan's own: {type(error).__name__}: {error}"
        )
        return NONE
    return ending(answers)


def read_request(file: str, *, owner: tuple[int, int] = _ROOTS) -> dict[str, Any]:
    """Read a request; raises ``Fault`` for one that others may read, or that asks for no backup."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise Fault("request", f"{file} cannot be opened: {error.strerror}") from error
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(stream.fileno())
        mode = stat.S_IMODE(status.st_mode)
        if not stat.S_ISREG(status.st_mode) or (status.st_uid, status.st_gid) != owner or mode != _READABLE:
            raise Fault("request", f"{file} holds secrets and must be root's alone: chown 0:0, chmod 600")
        try:
            request = json.load(stream)
        except ValueError as error:
            raise Fault("request", f"{file} is no JSON document: deploy it again") from error
    if not isinstance(request, dict) or not str(request.get("verb", "")).startswith("protect-"):
        raise Fault("request", f"{file} asks for no backup: deploy it again")
    return request


def ending(answers: Sequence[Mapping[str, Any]]) -> int:
    """Return the exit code for what became of each copy."""
    missing = sum("error" in each for each in answers)
    if missing == len(answers):
        return NONE
    if missing:
        return IN_PART
    return SUSPECT if any(each["suspect"] for each in answers) else GOOD


class _Run:
    def __init__(
        self, request: Mapping[str, Any], do: Do, journal: Journal, sleep: Callable[[float], object]
    ) -> None:
        self._request, self._do, self._journal, self._sleep = request, do, journal, sleep
        self._names: list[str] = request["copy_names"]

    def in_rounds(self) -> Answers:
        """Ask every copy, then after each declared wait those again that could not be reached."""
        answers: Answers = [{} for _ in self._names]
        left = list(range(len(self._names)))
        for wait in (0, *self._request["retry"]["waits"]):
            if wait:
                names = ", ".join(self._names[each] for each in left)
                self._journal.say(DOUBT, f"{self._request['data_set']}: trying {names} again in {wait} s")
                self._sleep(wait)
            for position, told in zip(left, self._once(left), strict=True):
                answers[position] = told
                self._tell(self._names[position], told)
            left = [each for each in left if answers[each].get("error", {}).get("kind") in TRANSIENT]
            if not left:
                break
        return answers

    def _once(self, copies: Sequence[int]) -> Answers:
        wanted = {**self._request, "copies": [self._request["copies"][each] for each in copies]}
        try:
            made: Answers = self._do(wanted)
        except Fault as fault:
            return [{"error": {"kind": fault.kind, "message": str(fault)}}] * len(copies)
        return made

    def _tell(self, copy: str, told: Mapping[str, Any]) -> None:
        data_set = self._request["data_set"]
        if "error" in told:
            self._journal.say(FAILURE, f"{data_set}: not kept in {copy}: {told['error']['message']}")
            return
        kept_as, took = told["snapshot"][:8], f"{told['size']} bytes, {told['seconds']:.1f} s"
        line = f"{data_set}: kept as {kept_as} in {copy}: {took}"
        doubt = f"; suspect: {', '.join(told['suspect'])}" if told["suspect"] else ""
        self._journal.say(DOUBT if doubt else NEWS, line + doubt)


def _secrets_of(request: Mapping[str, Any]) -> list[str]:
    values = [value for copy in request["copies"] for value in copy["environment"].values()]
    values.append(request.get("ping") or "")
    return [value for value in values if len(value) >= _SHORTEST_SECRET]
