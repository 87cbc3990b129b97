"""What a person, or netmiko, types into and reads: a line at a time, echoed as a device echoes it."""

from __future__ import annotations

import array
import fcntl
import os
import select
import termios
import tty
from collections.abc import Callable

_LOOK_SECONDS = 0.2


class Gone(Exception):
    """The line is cut: by the other end, by a restart, or because management does not reach us any more."""


class Terminal:
    """A session's line. ``watch`` is called while it waits, and raises ``Gone`` to end it."""

    def __init__(self, watch: Callable[[], None], source: int = 0, sink: int = 1) -> None:
        self._watch, self._source, self._sink = watch, source, sink
        self._came = b""
        self._out: list[str] = []
        self._after_return = False
        self._echoed_already = 0
        self.echoes = os.isatty(source)
        if self.echoes:
            tty.setraw(source, termios.TCSANOW)
            waiting = array.array("i", [0])
            fcntl.ioctl(source, termios.FIONREAD, waiting)
            # Typed before we were there: the kernel's terminal has shown it.
            self._echoed_already = waiting[0]

    def write(self, text: str) -> None:
        """Print; what is printed goes out when the session waits again."""
        self._out.append(text)

    def flush(self) -> None:
        """Let out what was printed; raises ``Gone``."""
        data = "".join(self._out).replace("\n", "\r\n").encode()
        self._out.clear()
        try:
            while data:
                data = data[os.write(self._sink, data) :]
        except OSError as error:
            raise Gone from error

    def line(self, prompt: str, *, echo: bool = True) -> str:
        """Print ``prompt`` and return the line typed behind it; raises ``Gone``."""
        self.write(prompt)
        typed = ""
        while True:
            key = self._next()
            if key == "\n":
                self._echo("\n")
                return typed
            if key == "\x04" and not typed:
                raise Gone
            if key == "\x03":
                self._echo("^C\n")
                return ""
            if key in "\x7f\x08":
                self._echo("\b \b" if typed and echo else "")
                typed = typed[:-1]
            elif key == "\x15":
                self._echo("\b \b" * len(typed))
                typed = ""
            else:
                typed += key
                self._echo(key if echo else "")

    def paste(self) -> str:
        """Return all that is typed until ^D; raises ``Gone``."""
        typed = ""
        while (key := self._next()) != "\x04":
            typed += key
            self._echo(key)
        return typed

    def key(self, prompt: str) -> str:
        """Print ``prompt`` and return the one key pressed; Enter is a newline. Raises ``Gone``."""
        self.write(prompt)
        return self._next()

    def _echo(self, text: str) -> None:
        if self._echoed_already > 0:
            self._echoed_already -= 1
        elif self.echoes:
            self.write(text)

    def _next(self) -> str:
        while True:
            if not self._came:
                self._came = self._read()
            key, self._came = self._came[:1], self._came[1:]
            after, self._after_return = self._after_return, key == b"\r"
            if not (after and key == b"\n"):
                return "\n" if key == b"\r" else key.decode("latin-1")

    def _read(self) -> bytes:
        self.flush()
        while not select.select([self._source], [], [], _LOOK_SECONDS)[0]:
            self._watch()
        try:
            data = os.read(self._source, 65536)
        except OSError as error:
            raise Gone from error
        if not data:
            raise Gone
        self._watch()
        return data


class Script:
    """A line for tests without a terminal: what will be typed, and all that was printed."""

    echoes = False

    def __init__(self, typed: list[str]) -> None:
        self._typed = typed
        self.printed = ""

    def write(self, text: str) -> None:
        """Keep what is printed."""
        self.printed += text

    def flush(self) -> None:
        """Nothing is held back."""

    def line(self, prompt: str, *, echo: bool = True) -> str:
        """Return the next line; raises ``Gone`` after the last."""
        self.printed += prompt
        if not self._typed:
            raise Gone
        typed = self._typed.pop(0)
        self.printed += (typed if echo else "") + "\n"
        return typed

    def paste(self) -> str:
        """Return the lines until one that is ^D."""
        typed = []
        while (line := self.line("")) != "\x04":
            typed.append(line)
        return "".join(f"{line}\n" for line in typed)

    def key(self, prompt: str) -> str:
        """Return the first key of the next line, Enter when it is empty."""
        return (self.line(prompt) or "\n")[0]
