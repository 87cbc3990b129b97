"""What works on accounts while the drill is in a scratch room: a process that stays where production is.

Run as a program it answers on standard output, a line for each line of standard input, in any order; it ends
at once when its input is closed, however whoever asks has ended. SIGTERM: from now on it only removes.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from drplan.adapters.access import Access, enter
from drplan.adapters.aws.guard import Guard
from drplan.adapters.aws.scratch import Mark
from drplan.adapters.aws.session import watched
from drplan.adapters.scratch.account import Claim, ScratchAccount, guard_of
from drplan.declare import AwsAccount
from drplan.errors import DrplanError

_AT_ONCE = 8


class AccountsThere:
    """Answers requests ``{"verb", "account", …}`` about the accounts of one order."""

    def __init__(self, order: Mapping[str, Any]) -> None:
        self._access = Access(**order["access"])
        accounts = [AwsAccount.model_validate(each["account"]) for each in order["claims"]]
        declared = frozenset(order["declared"])
        mark = Mark(order["drill"], datetime.fromisoformat(order["until"]), order["host"])
        self.guard: Guard = guard_of(accounts, declared)
        deploys = Path(order["deploys"])
        self._of = {
            account.name: ScratchAccount(
                Claim(account, each["buckets"], mark, declared), self._access, self.guard, deploys
            )
            for account, each in zip(accounts, order["claims"], strict=True)
        }

    def answer(self, asked: Mapping[str, Any]) -> Any:
        """Do what is asked; raises ``DrplanError``."""
        return VERBS[asked["verb"]](self._of[asked["account"]], asked)


VERBS: dict[str, Callable[[ScratchAccount, Mapping[str, Any]], Any]] = {
    "sweep": lambda there, asked: there.sweep(asked["dead"], datetime.now(UTC)),
    "check": lambda there, asked: there.check(first=asked["first"]),
    "blank": lambda there, _: there.blank(),
    "hold": lambda there, _: [asdict(each) for each in there.hold()],
    "restore": lambda there, asked: there.restore(asked["bucket"], asked["versions"]),
    "read": lambda there, asked: there.read(asked["bucket"]),
    "read-versions": lambda there, asked: there.read_versions(asked["bucket"], asked["versions"]),
    "remove": lambda there, _: there.remove(),
}


def main() -> None:
    """Work until nobody asks any more."""
    order = json.loads(sys.stdin.readline())
    enter(Access(**order["access"]))
    there, saying = AccountsThere(order), Lock()

    def end(*_: object) -> None:
        there.guard.ending = True

    signal.signal(signal.SIGTERM, end)

    def do(asked: Mapping[str, Any]) -> None:
        said = {"id": asked["id"], **_answered(there, asked)}
        with saying:
            sys.stdout.write(json.dumps(said) + "\n")
            sys.stdout.flush()

    with watched(there.guard.watch):
        pool = ThreadPoolExecutor(_AT_ONCE)
        for line in sys.stdin:
            pool.submit(do, json.loads(line)).add_done_callback(_end_on_error)
    # Whoever asked is gone: nothing more may come into a bucket that is to be swept.
    os._exit(0)


def _answered(there: AccountsThere, asked: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": there.answer(asked)}
    except DrplanError as error:
        return {"error": type(error).__name__, "message": error.message, "next_step": error.next_step}


def _end_on_error(done: Future[None]) -> None:
    """End all on an error that nobody foresaw: whoever waits for its answer would wait for ever."""
    if done.exception() is not None:
        os._exit(1)


if __name__ == "__main__":
    main()
