"""Leases among many machines: a PostgreSQL session holds an advisory lock as long as its runner lives."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg

from drplan.adapters.engine.lease import being_worked_on, runner_name, shift
from drplan.adapters.engine.shifts import HUNG_SECONDS, Shift
from drplan.errors import Unreachable

# The runner must notice before the server gives its lock away: 4 + 3 s here, 10 + 2 * 5 s there.
_CLIENT: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 4,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
_SERVER = (
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2;"
    " SET statement_timeout = '7s'; SET idle_session_timeout = 0"
)
_TABLE = (
    "CREATE SCHEMA IF NOT EXISTS drplan",
    """CREATE TABLE IF NOT EXISTS drplan.shift (
        drill TEXT NOT NULL, runner TEXT NOT NULL, began TEXT NOT NULL, seen TEXT NOT NULL,
        backend INT NOT NULL, beat TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (drill, began))""",
)
_MAKING = 0x6472706C616E


class PostgresLeases:
    """Implements :class:`drplan.adapters.engine.lease.Leases` in the journal's own database."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: psycopg.Connection[Any] | None = None
        self._mine: tuple[str, str] | None = None
        self._guard = threading.Lock()

    def take(self, drill: str) -> None:
        """Take the lease and begin a shift; raises ``UsageError`` while another runner has it."""
        with self._guard:
            session = self._opened()
            taken = session.execute("SELECT pg_try_advisory_lock(%s)", (_key(drill),)).fetchone()
            if not taken or not taken[0]:
                raise being_worked_on(drill, _last_runner(session, drill))
            now = datetime.now(UTC).isoformat()
            session.execute(
                "INSERT INTO drplan.shift (drill, runner, began, seen, backend)"
                " VALUES (%s, %s, %s, %s, pg_backend_pid())",
                (drill, runner_name(), now, now),
            )
            self._mine = (drill, now)

    def beat(self) -> None:
        """Give a sign of life on the session that holds the lock: when it cannot, the lock may be gone."""
        with self._guard:
            self._opened().execute(
                "UPDATE drplan.shift SET seen = %s, beat = clock_timestamp() WHERE drill = %s AND began = %s",
                (datetime.now(UTC).isoformat(), *(self._mine or ("", ""))),
            )

    def held(self, drill: str) -> bool:
        """Say whether a runner has the lease."""
        key = _key(drill) & (2**64 - 1)
        asked = (
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid::bigint = %s AND objid::bigint = %s)"
        )
        with self._guard:
            row = self._opened().execute(asked, (key >> 32, key & 0xFFFFFFFF)).fetchone()
        return bool(row and row[0])

    def shifts(self, drill: str) -> Sequence[Shift]:
        """Return the shifts of a drill, in order."""
        asked = "SELECT drill, runner, began, seen FROM drplan.shift WHERE drill = %s ORDER BY began"
        with self._guard:
            return [shift(*row) for row in self._opened().execute(asked, (drill,)).fetchall()]

    def free_of_hung(self, drill: str) -> str | None:
        """End the session of a runner that holds the lease and gave no sign of life for a minute."""
        asked = (
            "SELECT runner, pg_terminate_backend(backend) FROM drplan.shift WHERE drill = %s"
            " AND began = (SELECT max(began) FROM drplan.shift WHERE drill = %s)"
            " AND beat < clock_timestamp() - %s * interval '1 second'"
        )
        if not self.held(drill):
            return None
        with self._guard:
            row = self._opened().execute(asked, (drill, drill, HUNG_SECONDS)).fetchone()
        return f"{row[0]} gave no sign of life for {HUNG_SECONDS} s and lost its lease" if row else None

    def forget(self, drill: str) -> None:
        """Drop the shifts of a drill in which nothing was done."""
        with self._guard:
            self._opened().execute("DELETE FROM drplan.shift WHERE drill = %s", (drill,))

    def close(self) -> None:
        """Give the lease back."""
        with self._guard:
            if self._session is not None:
                self._session.close()
                self._session = None

    def _opened(self) -> psycopg.Connection[Any]:
        if self._mine and (self._session is None or self._session.closed):
            # A new session would not hold the lock.
            raise psycopg.OperationalError("the session of the lease is gone")
        if self._session is None or self._session.closed:
            try:
                self._session = psycopg.connect(
                    self._url, autocommit=True, application_name="drplan lease", **_CLIENT
                )
                self._session.execute(_SERVER)
                with self._session.transaction():
                    self._session.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
                    for statement in _TABLE:
                        self._session.execute(statement)
            except psycopg.Error as error:
                raise unreachable(error) from None
        return self._session


def unreachable(error: Exception) -> Unreachable:
    """Return the error for a journal that does not answer; its words may show the URL, so none are kept."""
    return Unreachable(
        f"the database of DRPLAN_ENGINE_URL does not answer or refuses ({type(error).__name__})",
        next_step="try it with psql and the same URL; inside a lab only a Unix socket leads out of it",
    )


def _last_runner(session: psycopg.Connection[Any], drill: str) -> str:
    asked = "SELECT runner FROM drplan.shift WHERE drill = %s ORDER BY began DESC LIMIT 1"
    row = session.execute(asked, (drill,)).fetchone()
    return str(row[0]) if row else ""


def _key(drill: str) -> int:
    return int.from_bytes(hashlib.sha256(f"drplan {drill}".encode()).digest()[:8], signed=True)
