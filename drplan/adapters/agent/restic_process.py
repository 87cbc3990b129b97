"""One restic process: read line by line, ended in time, never outliving us.

It runs in a process group of its own, so that a Ctrl-C reaches us alone and we end it and its children (ssh,
rclone). When we are killed outright the kernel ends it (``setpriv --pdeathsig``).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Self

from .restic_messages import Message, Progress, error_words, in_lines, messages, progress
from .restic_outcome import Ended
from .restic_refusal import Refusals
from .restic_words import Target, surroundings

OnProgress = Callable[[Progress], None]
OnRestored = Callable[[str, int], None]
_PIPE = 1 << 20
"""Bytes; what an unprivileged process may ask for (``/proc/sys/fs/pipe-max-size``)."""
_RESTORED = re.compile(
    rb'\{"message_type":"verbose_status","action":"restored","item":"([^"\\]*)","size":([1-9][0-9]*)\}\n'
)
"""A plain name's line as restic 0.18 writes it; any other is read as JSON, at several times the cost."""
_ERRORS_KEPT = 20
_WORDS_KEPT = 2
_GRACE_SECONDS = 5.0
_SHORT_GRACE_SECONDS = 1.0
_LOOK_AGAIN_SECONDS = 0.02
_FOREVER = 10 * 365 * 86400.0
_LIVING: set[Running] = set()


def widen(pipe: int) -> None:
    """Let a pipe hold more, so that its two ends wait for each other less often (fcntl(2))."""
    with contextlib.suppress(OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def stop_all() -> None:
    """End every restic that any thread of this process runs; that thread sees it fail."""
    living = tuple(_LIVING)
    for running in living:
        running.interrupt()
    for running in living:
        running.stop(_SHORT_GRACE_SECONDS)


@dataclass(frozen=True)
class Limits:
    """Seconds after which restic is ended: since it began, and since it last came further."""

    whole: float
    stall: float = _FOREVER


LOOKING = Limits(whole=120)
MOVING = Limits(whole=12 * 3600, stall=20 * 60)
"""Moving data takes as long as data takes. restic gives a dead server up after 15 minutes by itself."""


class Running:
    """A restic process at work, as a context: whatever happens inside, it has ended afterwards."""

    def __init__(
        self,
        place: Target,
        command: Sequence[str],
        verb: str,
        *,
        limits: Limits = LOOKING,
        on_progress: OnProgress | None = None,
        stdin: int = subprocess.DEVNULL,
        also: dict[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self._place, self._command, self._verb = place, command, verb
        self._limits, self._on_progress, self._stdin = limits, on_progress, stdin
        self._also, self._pass_fds = also or {}, pass_fds
        self._held = contextlib.ExitStack()
        self._errors: list[str] = []
        self._error_count = 0
        self._exit_words: list[str] = []
        self._last: deque[str] = deque(maxlen=_WORDS_KEPT)
        self._late = ""
        self._refusals = Refusals()
        self._done = threading.Event()
        self._moved_at = self._began_at = time.monotonic()
        self._furthest: Progress | None = None

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as opened:
            told, words = opened.enter_context(surroundings(self._place))
            self.process = subprocess.Popen(
                (*self._command, *words),
                env=told | self._also,
                stdin=self._stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                process_group=0,
                pass_fds=self._pass_fds,
            )
            self._held = opened.pop_all()
        widen(self.stdout.fileno())
        _LIVING.add(self)
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._hear, self._watch)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        finally:
            _LIVING.discard(self)
            self._done.set()
            for thread in self._threads:
                thread.join()
            for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self._held.close()

    def messages(self) -> Iterator[Message]:
        """Yield what it says, line by line as it comes; status lines go to ``on_progress`` instead."""
        for message in in_lines(line.decode(errors="replace") for line in self.stdout):
            if not self._take(message):
                yield message

    def restored(self) -> Iterator[tuple[str, int]]:
        """Yield name and size of each file that a ``restore -vv`` says it wrote, as it says so."""
        for line in self.stdout:
            found = _RESTORED.fullmatch(line)
            if found:
                yield found[1].decode(errors="replace"), int(found[2])
                continue
            for message in in_lines([line.decode(errors="replace")]):
                size = message.get("size", 0)
                if not self._take(message) and size and message.get("action") == "restored":
                    yield message["item"], size

    def document(self) -> list[Message]:
        """Return what it says once it has said all of it, as one JSON document or as lines."""
        text = self.stdout.read().decode(errors="replace")
        return [message for message in messages(text) if not self._take(message)]

    @property
    def stdout(self) -> IO[bytes]:
        """Its standard output, to be read to its end."""
        if self.process.stdout is None:
            raise RuntimeError("restic was started without a standard output")
        return self.process.stdout

    def ended(self) -> Ended:
        """Wait for its end, once its output was read, and say how it ended."""
        code = self.process.wait()
        self._done.set()
        self._threads[0].join()
        words = tuple(self._exit_words or self._last)
        errors, refused = tuple(self._errors), self._refusals.said
        return Ended(self._verb, code, errors, self._error_count, words, self._late, refused)

    def stop(self, grace: float = _GRACE_SECONDS) -> None:
        """End it and its children: asked first, so that it takes its lock away, then killed."""
        if self.process.poll() is None:
            self.interrupt()
            deadline = time.monotonic() + grace
            while not self.has_ended() and time.monotonic() < deadline:
                time.sleep(_LOOK_AGAIN_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def interrupt(self) -> None:
        """Ask it to stop; one that waits for its standard input does so with the next bytes."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)

    def has_ended(self) -> bool:
        """Look whether it ended, without reaping it: its group's number stays ours meanwhile."""
        if self.process.returncode is not None:
            return True
        with contextlib.suppress(ChildProcessError):
            return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        return True

    def allow(self, seconds: float) -> None:
        """From now on, end it after ``seconds`` without coming further."""
        self._limits = Limits(self._limits.whole, seconds)
        self._moved_at = time.monotonic()

    def _take(self, message: Message) -> bool:
        """Take a status or error line for ourselves; return whether it was one."""
        kind = message.get("message_type")
        if kind == "error":
            self._note_error(message)
            return True
        if kind == "exit_error":
            self._exit_words.append(str(message.get("message", "")))
            return True
        now = progress(message)
        if now is None:
            return False
        if self._furthest is None or _further(now, self._furthest):
            self._furthest, self._moved_at = now, time.monotonic()
        if self._on_progress:
            self._on_progress(now)
        return True

    def _note_error(self, message: Message) -> None:
        self._error_count += 1
        if len(self._errors) < _ERRORS_KEPT:
            self._errors.append(error_words(message))

    def _hear(self) -> None:
        """Read standard error to its end, keeping little of it."""
        for raw in self.process.stderr or ():
            line = raw.decode(errors="replace").strip()
            said = list(in_lines([line]))
            if not said and line:
                self._last.append(line)
                if self._refusals.hear(line, time.monotonic()):
                    self._give_up("was refused time after time")
            for message in said:
                self._take(message)

    def _watch(self) -> None:
        """End it when its time is over."""
        while True:
            now = time.monotonic()
            left = min(
                self._began_at + self._limits.whole - now,
                self._moved_at + self._limits.stall - now,
            )
            if left <= 0:
                break
            if self._done.wait(min(left, 60.0)):
                return
        self._give_up(f"did not come further within {min(self._limits.stall, self._limits.whole):.0f} s")

    def _give_up(self, late: str) -> None:
        self._late = late
        self.stop()


def _further(now: Progress, before: Progress) -> bool:
    return (now.bytes_done, now.files_done) != (before.bytes_done, before.files_done)
