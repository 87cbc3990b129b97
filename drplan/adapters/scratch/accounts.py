"""Asking the process that works on accounts, from wherever the drill is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from itertools import count
from threading import Lock, Thread
from typing import Any

from drplan import errors
from drplan.errors import DrplanError, LabError

_LEAVE_SECONDS = 5
_NEXT = "run: drplan drill gc --accounts; then start the drill again"


class Accounts:
    """Sends requests to one process and hands each answer to who waits for it; safe from several threads."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process, self._lock, self._numbers = process, Lock(), count()
        self._waiting: dict[int, Future[Any]] = {}
        self._over = False
        Thread(target=self._hear, daemon=True).start()

    def ask(self, verb: str, account: str, **more: Any) -> Any:
        """Return the answer; raises ``DrplanError``, ``LabError`` too when the process has ended."""
        number, answer = next(self._numbers), Future[Any]()
        with self._lock:
            if self._over or self._process.stdin is None:
                raise _gone()
            self._waiting[number] = answer
            with suppress(OSError):
                # Whoever hears finds out when nobody is there any more.
                self._process.stdin.write(
                    json.dumps({"id": number, "verb": verb, "account": account, **more}) + "\n"
                )
                self._process.stdin.flush()
        return answer.result()

    def end_changes(self) -> None:
        """Have the process change nothing any more but to remove; what it has at work gives up."""
        with suppress(OSError):
            self._process.terminate()

    def _hear(self) -> None:
        for line in self._process.stdout or ():
            said = json.loads(line)
            with self._lock:
                waiting = self._waiting.pop(said["id"])
            if "error" in said:
                waiting.set_exception(_error(said))
            else:
                waiting.set_result(said["answer"])
        with self._lock:
            self._over = True
            for each in self._waiting.values():
                each.set_exception(_gone())


@contextmanager
def working_on(order: Mapping[str, Any]) -> Iterator[Accounts]:
    """Have a process work on an order's accounts while the block runs. Call it before a room is entered.

    The order: ``claims`` (``account``, ``buckets``), ``declared``, ``drill``, ``until``, ``host``,
    ``access``, ``deploys``.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "drplan.adapters.scratch.accounts_there"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # A Ctrl-C is for the drill: this one is still to remove what it made.
        start_new_session=True,
    )
    try:
        if process.stdin:
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
        yield Accounts(process)
    finally:
        with suppress(OSError):
            if process.stdin:
                process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LEAVE_SECONDS)
        process.kill()
        process.wait()


def _error(said: Mapping[str, str]) -> DrplanError:
    kind = getattr(errors, said["error"], LabError)
    made: DrplanError = kind(said["message"], next_step=said["next_step"] or _NEXT)
    return made


def _gone() -> LabError:
    return LabError("nobody works on the accounts: that process has ended", next_step=_NEXT)
