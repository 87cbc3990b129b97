"""Asking PostgreSQL: one psql held open, so that several questions see one transaction."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from .fault import Fault
from .programs import command_line, named, pipe

USER = "postgres"
_DONE = "drplan-answer-ends"
_OWN = "set search_path = pg_catalog; set client_min_messages = error;"
"""What is asked means PostgreSQL's own functions and operators, none that somebody put into a database to be
taken for them (CVE-2018-1058): those would run as superuser. Nor is what a function says an answer."""


class Session:
    """One psql process held open, so that several questions see one transaction."""

    def __init__(self, database: str, *cluster: str) -> None:
        words = ("-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse")
        self._process = subprocess.Popen(
            command_line(("psql", *cluster, *words, "-d", database), USER),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
        )
        try:
            self.ask(_OWN)
        except BaseException:
            self.close()
            raise

    def ask(self, sql: str) -> list[str]:
        """Send statements and return their rows as lines; a dead session raises ``Fault``."""
        try:
            pipe(self._process.stdin).write(f"{sql}\n\\echo {_DONE}\n".encode())
            pipe(self._process.stdin).flush()
        except BrokenPipeError:
            pass
        rows: list[str] = []
        for raw in pipe(self._process.stdout):
            line = raw.decode(errors="replace").rstrip("\n")
            if line == _DONE:
                return rows
            rows.append(line)
        said = " ".join(line.strip() for line in rows[-2:]) or "psql ended"
        raise Fault(named(said), f"PostgreSQL refused: {said}")

    def close(self) -> None:
        """End the session and its transaction."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def session(database: str, *cluster: str) -> Iterator[Session]:
    """Open a session, with ``cluster`` words for psql, and close it whatever happens."""
    opened = Session(database, *cluster)
    try:
        yield opened
    finally:
        opened.close()
