"""One drill in this process: begun, or gone on with from where its last runner ended."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from contextvars import Context
from functools import partial
from typing import Any

from dbos import DBOS, SetWorkflowID

from drplan.adapters.engine.journal import DbosJournal
from drplan.adapters.engine.lease import FileLeases, Leases
from drplan.adapters.engine.place import Place
from drplan.adapters.engine.shifts import BEAT, interruptions
from drplan.adapters.engine.trusted import JSON, packed, refuse_pickle, unpacked
from drplan.errors import DrplanError, JournalError
from drplan.ports import Journal
from drplan.record.drill import Interruption

WORKFLOW = "drplan drill"
LEASE_LOST = 75
"""How a runner ends that lost its lease: EX_TEMPFAIL of sysexits.h, for another one goes on."""

Work = Callable[[Mapping[str, Any], Journal], Any]
"""Does a drill by its order, keeps its steps in the journal, and returns a JSON value."""
Leave = Callable[[], None]
"""Takes away, when a drill is broken off, what must not lie about until it goes on."""


_Outcome = queue.SimpleQueue[tuple[Any, Exception | None]]


class _BrokenOff(BaseException):
    """Ends a workflow without an outcome: DBOS would keep an ``Exception`` as its end for ever."""


class Runner:
    """Runs the one drill of this process."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._leases = leases(place)
        self._over = threading.Event()

    def run(self, drill: str, order: Mapping[str, Any], work: Work, leave: Leave = lambda: None) -> Any:
        """Do a drill, or what is left of it, and return what ``work`` returned, now or at its end before.

        ``order`` counts when the drill is new; else the one it was begun with. What ``work`` raises is raised
        here; the drill can be gone on with, unless nothing was done yet: then it never was. Raises
        ``UsageError`` while another runner is at work on it, ``Unreachable`` when its database is. Broken off
        (Ctrl-C), it keeps no further step, calls ``leave`` and ends this process with 130.
        """
        self._leases.take(drill)
        threading.Thread(target=self._beat, name="lease", daemon=True).start()
        refuse_pickle()
        self._place.make()
        self._launch(drill)
        outcome: _Outcome = queue.SimpleQueue()
        begin = partial(DbosJournal, drill, self._over)
        workflow = _workflow(begin, self._tidy(drill, work), outcome, lambda: self._forget(drill))
        DBOS.launch()
        with SetWorkflowID(drill):
            handle = DBOS.start_workflow(workflow, packed(dict(order)))
        return self._ended(handle, outcome, leave)

    def interruptions(self, drill: str) -> tuple[Interruption, ...]:
        """Return the pieces of time in which no runner worked on the drill, up to now."""
        asked = leases(self._place)
        try:
            return interruptions(asked.shifts(drill))
        finally:
            asked.close()

    def _launch(self, drill: str) -> None:
        DBOS(
            config={
                "name": "drplan",
                "system_database_url": self._place.database_url(),
                "executor_id": drill,
                "application_version": f"drill/1 {drill}",
                "serializer": JSON,
                "log_level": "CRITICAL",
            }
        )

    def _ended(self, handle: Any, outcome: _Outcome, leave: Leave) -> Any:
        if handle.get_status().status == "SUCCESS":
            return unpacked(handle.get_result(), "its end")
        try:
            value, error = _awaited(handle, outcome)
        except KeyboardInterrupt:
            sys.stderr.write(
                "\n  broken off: nothing finished is lost, drplan drill resume goes on with it\n"
            )
            sys.stderr.flush()
            self._over.set()
            with contextlib.suppress(Exception):
                leave()
            os._exit(130)
        if error is not None:
            raise error
        handle.get_result(polling_interval_sec=0.05)
        return value

    def _tidy(self, drill: str, work: Work) -> Work:
        # Inside the workflow: a drill is not finished before what it left on the way is gone.
        def tidy(order: Mapping[str, Any], journal: Journal) -> Any:
            with self._place.own_scratch(drill):
                return work(order, journal)

        return tidy

    def _forget(self, drill: str) -> None:
        # Outside the workflow's context: inside, it would be a step of what is gone.
        Context().run(DBOS.delete_workflow, drill)
        self._leases.forget(drill)

    def _beat(self) -> None:
        """Give signs of life; without its lease this process must not do one thing more."""
        pause = threading.Event()
        while not pause.wait(BEAT.total_seconds()):
            try:
                self._leases.beat()
            except Exception as error:  # noqa: BLE001  # whatever it is, the lease is no longer sure
                with contextlib.suppress(OSError):
                    os.write(2, f"\n  the drill's lease is lost ({type(error).__name__})\n".encode())
                os._exit(LEASE_LOST)


def _workflow(
    begin: Callable[[], DbosJournal], work: Work, outcome: _Outcome, forget: Callable[[], None]
) -> Callable[[dict[str, str]], Any]:
    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)
    def workflow(order: dict[str, str]) -> Any:
        journal = None
        try:
            journal = begin()
            value = work(unpacked(order, "its order"), journal)
        except Exception as error:  # noqa: BLE001  # it is raised where the drill was asked for
            if isinstance(error, DrplanError) and journal is not None and not journal.anything_done():
                forget()
            outcome.put((None, error))
            raise _BrokenOff from None
        outcome.put((value, None))
        return packed(value)

    return workflow


def _awaited(handle: Any, outcome: _Outcome) -> tuple[Any, Exception | None]:
    while True:
        try:
            return outcome.get(timeout=1.0)
        except queue.Empty:
            status = handle.get_status().status
        if status not in ("PENDING", "ENQUEUED", "SUCCESS"):
            raise JournalError(
                f"the drill's journal cannot be gone on with: it is {status}",
                next_step="find out who else writes to the journal; begin the drill anew under another id",
            )


def leases(place: Place) -> Leases:
    """Return the leases that belong to a journal."""
    if place.url is None:
        return FileLeases(place)
    from drplan.adapters.engine.lease_postgres import PostgresLeases

    return PostgresLeases(place.url)
