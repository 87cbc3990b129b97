"""The process that runs pyinfra: one JSON document a line in, one JSON line a host out, log on stderr.

It loads pyinfra once, and does each request in processes that it forks: nothing of one request is left for
the next, and the hosts are shared out over the cores. The asker of an ``attended`` request listens. It is
told ``{"begun": processes}`` first, ``{"changing": host}`` before anything is changed on a host, and
``{"ended": [exit code]}`` last; when it closes our input before that, the work is stopped.
"""

from __future__ import annotations

import gc
import importlib
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any, BinaryIO

from drplan.adapters.hosts.shards import Say, Shard, deal, follow

_PIECE = 65536


def main() -> None:
    """Patch before anything of pyinfra is imported, then work until the input ends."""
    from gevent import monkey

    monkey.patch_all()
    gc.disable()
    from drplan.adapters.hosts.given import GIVEN, Covered

    sys.stdout = sys.stderr = Covered(sys.stderr, GIVEN)
    log = logging.StreamHandler(sys.stderr)
    # What differs in files is logged below this level, private files too: it must not reach the log.
    log.setLevel(logging.WARNING)
    logging.basicConfig(handlers=[log])
    # A deploy file that prints must not write between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    # A third of paramiko's loading time, for ``Match exec`` in an SSH configuration.
    sys.modules["invoke"] = _Later("invoke")
    from drplan.adapters.hosts import refusal
    from drplan.adapters.hosts.runner import run

    def work(request: dict[str, Any], say: Say) -> None:
        GIVEN.take(request["hosts"])
        refusal.install(GIVEN)
        run(request, lambda line: say(GIVEN.hide(line)))

    # What is loaded stays: looking through it again and again takes time, and tears shared pages apart.
    gc.freeze()
    gc.enable()
    codes = [0]
    for request in _requests():
        codes = _shared_out(request, work, partial(_pass_on, answers))
    sys.exit(int(any(codes)))


def _pass_on(answers: BinaryIO, line: bytes) -> None:
    answers.write(line + b"\n")
    answers.flush()


def _shared_out(
    request: dict[str, Any], work: Callable[[dict[str, Any], Say], None], pass_on: Callable[[bytes], None]
) -> list[int]:
    """Do one request in as many processes as there are cores; returns how they ended."""
    attended = request.get("attended", False)
    parts = deal([host["name"] for host in request["hosts"]], len(os.sched_getaffinity(0)))
    if attended:
        pass_on(json.dumps({"begun": len(parts)}).encode())
    sys.path.insert(0, request["root"])
    shards = [Shard(partial(work, request | {"names": names})) for names in parts]
    codes = follow(shards, pass_on, attended=attended)
    sys.path.remove(request["root"])
    if attended:
        pass_on(json.dumps({"ended": codes}).encode())
    return codes


class _Later(ModuleType):
    """Stands in for a module until something of it is wanted."""

    def __getattr__(self, name: str) -> Any:
        sys.modules.pop(self.__name__, None)
        return getattr(importlib.import_module(self.__name__), name)


def _requests() -> Iterator[dict[str, Any]]:
    """Return the documents on standard input as they come; the last one needs no line's end."""
    rest = b""
    while piece := os.read(0, _PIECE):
        *whole, rest = (rest + piece).split(b"\n")
        yield from map(json.loads, whole)
    if rest.strip():
        yield json.loads(rest)


if __name__ == "__main__":
    main()
