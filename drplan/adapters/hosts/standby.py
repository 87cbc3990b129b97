"""Workers kept for the next request: loading pyinfra takes longer than asking a host does."""

from __future__ import annotations

import json
import subprocess
import sys
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from drplan.adapters.hosts.said import Reply, codes_in, collect

Worker = subprocess.Popen[str]


class Standby:
    """Asks workers, each of one request at a time; threads may share it.

    A worker lives in the network namespace of the thread that started it. ``log`` takes what all of them
    say (mode 0600); ``folder`` is where they work. Workers end with the process that holds them, however it
    ends: their input is closed then.
    """

    def __init__(self, log: Path, folder: Path) -> None:
        self._log, self._folder = log, folder
        self._idle: list[Worker] = []
        self._lock = Lock()
        log.parent.mkdir(parents=True, exist_ok=True)
        log.touch(mode=0o600)
        log.write_text("")
        weakref.finalize(self, _end_all, self._idle)

    def get_ready(self) -> None:
        """Start a worker, so that it loads while other things are prepared."""
        worker = self._start()
        with self._lock:
            self._idle.append(worker)

    def ask(self, request: Mapping[str, Any]) -> Reply:
        """Have one worker do a request to its end, or to its own."""
        worker = self._take()
        try:
            heard = _ask(worker, json.dumps({**request, "attended": True}))
        except BaseException:
            # Whoever gives up while a worker works leaves nobody to hear of it.
            _end(worker)
            raise
        codes = codes_in(heard[-1]) if heard else None
        if codes is not None:
            with self._lock:
                self._idle.append(worker)
            return Reply(heard, f"exit codes {', '.join(map(str, codes))}, see {self._log}")
        _end(worker)
        return Reply(heard, f"exit code {worker.returncode}, see {self._log}")

    def _take(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.poll() is None:
                    return worker
                _end(worker)
        return self._start()

    def _start(self) -> Worker:
        with self._log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "drplan.adapters.hosts.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=self._folder,
                # Ctrl-C is for the rollout, which sees a wave through: a change is not to be cut in half.
                process_group=0,
            )


def _ask(worker: Worker, document: str) -> tuple[str, ...]:
    """Return the worker's lines; those of a worker that died before it took the request are none."""
    if worker.stdin is None or worker.stdout is None:
        return ()
    try:
        worker.stdin.write(f"{document}\n")
        worker.stdin.flush()
    except BrokenPipeError:
        return ()
    return collect(worker.stdout)


def _end_all(workers: list[Worker]) -> None:
    for worker in workers:
        _end(worker)


def _end(worker: Worker) -> None:
    """End a worker, and with it what it has forked: it waits, or nobody waits for it."""
    worker.kill()
    for stream in (worker.stdin, worker.stdout):
        # What was not sent is of no use any more.
        with suppress(BrokenPipeError):
            if stream is not None:
                stream.close()
    worker.wait()
