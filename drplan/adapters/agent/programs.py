"""Programs of a source: what they write is read in pieces, and what they read is fed to them."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import IO

from .fault import Fault, Kind

Pieces = Generator[bytes, None, None]
"""Bytes in pieces; whoever stops asking for more closes it."""

CHUNK = 1 << 18
PIPE = 1 << 20
_WORDS = 300
_ELSEWHERE = "/usr/local/sbin:/usr/sbin:/sbin"
_END_SECONDS = 10.0


def command_line(argv: Sequence[str], user: str = "") -> tuple[str, ...]:
    """Return how to run it as ``user`` so that it dies with us; raises ``Fault`` when it is not here."""
    found = shutil.which(argv[0], path=f"{os.environ.get('PATH', os.defpath)}:{_ELSEWHERE}")
    if found is None:
        raise Fault("tool-missing", f"{argv[0]} is not on this host")
    who = (f"--reuid={user}", f"--regid={user}", "--init-groups") if user else ()
    return ("setpriv", *who, "--pdeathsig", "KILL", "--", found, *argv[1:])


class Program:
    """A program that runs and writes to us, or ``reads`` from us, and the last of what it said about itself.

    It leads a process group of its own, so that what it started ends with it.
    """

    def __init__(self, argv: Sequence[str], *, user: str = "", reads: bool = False) -> None:
        self.name = os.path.basename(argv[0])
        self._process = subprocess.Popen(
            command_line(argv, user),
            stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if reads else subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
            pipesize=PIPE,
        )
        self._tail: deque[bytes] = deque(maxlen=20)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        for line in pipe(self._process.stderr):
            self._tail.append(line[:_WORDS])

    def chunks(self) -> Iterator[bytes]:
        """Yield its standard output until it closes it."""
        handle = pipe(self._process.stdout).fileno()
        while chunk := os.read(handle, CHUNK):
            yield chunk

    def feed(self, chunk: bytes) -> None:
        """Write to its standard input; raises ``BrokenPipeError`` when it reads no more."""
        handle = pipe(self._process.stdin).fileno()
        view = memoryview(chunk)
        while view:
            view = view[os.write(handle, view) :]

    def close_input(self) -> None:
        """Let it see the end of its input."""
        pipe(self._process.stdin).close()

    def finish(self, kind: Kind = "source") -> None:
        """Wait for it; raises ``Fault`` of that kind when it did not end with 0."""
        code = self._process.wait()
        self._listener.join(_END_SECONDS)
        if code < 0:
            raise Fault("source-broken-off", f"{self.name} was ended by {signal.Signals(-code).name}")
        if code > 0:
            raise Fault(named(self.said(), kind), f"{self.name} (exit {code}): {self.said()}")

    def said(self) -> str:
        """Return its last words about a fault, without what may quote a record."""
        lines = [line.decode(errors="replace").strip() for line in self._tail]
        return " ".join([line for line in lines if line and not line.startswith(_QUOTES)][-2:])[:_WORDS]

    def end(self) -> None:
        """See that it and what it started have ended, whatever it was doing."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._listener.join(_END_SECONDS)
        for each in (self._process.stdin, self._process.stdout, self._process.stderr):
            if each is not None:
                with contextlib.suppress(OSError):
                    each.close()


_QUOTES = ("DETAIL:", "CONTEXT:", "Command was:", "HINT:", "LINE ", "STATEMENT:")
"""How PostgreSQL's lines begin that can repeat what a row holds."""

_SIGNS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (
        "source-refused",
        (
            "authentication failed",
            "no pg_hba.conf entry",
            "no password supplied",
            "Access denied",
            "permission denied",
        ),
    ),
    (
        "source-broken-off",
        (
            "server closed the connection",
            "terminating connection",
            "Lost connection",
            "gone away",
            "in recovery mode",
        ),
    ),
    (
        "source-down",
        (
            "Connection refused",
            "Is the server running",
            "starting up",
            "shutting down",
            "Can't connect to",
            "Can't contact",
        ),
    ),
)
"""What a program says, by the fault that it is."""


def named(said: str, otherwise: Kind = "source") -> Kind:
    """Return which fault a program's words stand for."""
    return next((kind for kind, signs in _SIGNS if any(sign in said for sign in signs)), otherwise)


def output(argv: Sequence[str], *, user: str = "") -> Pieces:
    """Yield what a program writes; raises ``Fault`` after the last piece unless it ended with 0.

    Whoever stops reading ends the program.
    """
    running = Program(argv, user=user)
    try:
        yield from running.chunks()
        running.finish()
    finally:
        running.end()


def read(argv: Sequence[str], *, user: str = "") -> str:
    """Return all that a program writes, as text: for short answers only."""
    return b"".join(output(argv, user=user)).decode(errors="replace")


def through(chunks: Pieces, argv: Sequence[str], *, user: str = "") -> Pieces:
    """Yield the pieces, each read by a program on the way that fails unless they are whole.

    It begins when the first piece is there, so that nothing is begun in vain. Raises ``Fault`` after the last
    piece when it refuses them; what it writes is nobody's.
    """
    with closing(chunks):
        first = next(chunks, b"")
        reader = Program(argv, user=user, reads=True)
        try:
            try:
                for chunk in itertools.chain([first], chunks):
                    reader.feed(chunk)
                    yield chunk
                reader.close_input()
            except BrokenPipeError:
                reader.finish("source-not-whole")
                raise Fault("source-not-whole", f"{reader.name} stopped reading before the end") from None
            reader.finish("source-not-whole")
        finally:
            reader.end()


def load(chunks: Pieces, argv: Sequence[str], *, user: str = "") -> None:
    """Have a program read the pieces to their end; raises ``Fault`` unless it ends with 0."""
    for _ in through(chunks, argv, user=user):
        pass


def pipe(stream: IO[bytes] | None) -> IO[bytes]:
    """Return a pipe that was asked for."""
    if stream is None:
        raise Fault("request", "a program has no such pipe")
    return stream
