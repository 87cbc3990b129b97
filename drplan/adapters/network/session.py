"""One session with a device's shell: a command goes in, its answer comes out, whole.

netmiko logs in and gets the pager out of the way. What follows is read here: netmiko decodes piece by piece
(a letter cut in two is lost), looks for the prompt in all that came so far, and asks for the prompt again
before each command.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any

from drplan.adapters.bounded import MIB
from drplan.adapters.ssh import too_long
from drplan.errors import NotWhole, SourceError, Unreachable
from drplan.gear import Platform

_SECONDS_TO_ANSWER = 60
_SECONDS_OF_QUIET = 0.5
_TAIL = 600
_AT_ONCE = 65536
_MOST = 32 * MIB
"""Bytes that one answer may have: the longest configurations are a few."""
_PATIENCE = 10
"""How many times its own time an answer may take while more of it keeps coming."""
_TRIES = 2
_USER_ASKED, _SECRET_ASKED = r"(?i)(?:user ?name|login):? ?$", r"(?i)password: ?$"

Answers = Sequence[tuple[str, str]]
"""What a question matches, and what is answered."""

_ECHO = 20


class Session:
    """A logged-in shell of one device. Raises ``OSError`` or ``EOFError`` when the line is cut."""

    def __init__(self, device: str, platform: Platform, connection: Any) -> None:
        self.device = device
        self.platform = platform
        self._connection = connection
        self._channel = connection.remote_conn
        self._name = _known_part(str(getattr(connection, "base_prompt", "")))
        self._prompt = re.compile(platform.session.prompt)
        self._last = ""
        if platform.session.prepares or self._name:
            self.ask("")
        else:
            # What is typed before the first prompt came is shown twice, or never.
            self._until_prompt("", _SECONDS_TO_ANSWER, waited_for=False)
            connection.base_prompt = self._name

    def enable(self, user: str, secret: str) -> None:
        """Become who may configure; raises ``Unreachable`` when that is refused. No echo shows the secret."""
        for _ in range(_TRIES):
            self.ask("enable", answers=((_USER_ASKED, user), (_SECRET_ASKED, secret)))
            if not self.unprivileged:
                return
        raise Unreachable(
            f"{self.device} lets us in, and not do anything: enable was refused",
            next_step=f"declare the secret that enable asks for: admin=Secret.… of {self.device}",
        )

    def hush(self) -> None:
        """Get the pager out of the way, where netmiko's driver leaves that to us."""
        for command in self.platform.session.quiet:
            self.ask(command)

    @property
    def unprivileged(self) -> bool:
        """Say whether the last prompt was that of a login that may not configure."""
        return self.platform.session.privileged and self._last.rstrip().endswith(">")

    @property
    def configures(self) -> bool:
        """Say whether the last prompt was that of the mode that configures."""
        pattern = self.platform.session.configuring
        return bool(pattern) and re.search(pattern, self._last) is not None

    def ask(self, command: str, *, seconds: float = _SECONDS_TO_ANSWER, answers: Answers = ()) -> str:
        """Type a line, or several that are taken in one go; return what is said until the next prompt.

        Without the echo. A question of the platform's is answered as its file says; raises ``SourceError``
        when there is no prompt in time.
        """
        self._forget()
        self._write(command)
        said = self._until_prompt(command.rpartition("\n")[2], seconds, answers)
        return _without_echo(said, command)

    def feed(self, text: str, end: str, *, seconds: float) -> str:
        """Type lines that are taken in one go up to ``end``, a key; return what is said until the prompt."""
        self._forget()
        self._channel.sendall((text.replace("\n", self._enter) + self._enter + end).encode())
        return self._until_prompt("", seconds)

    def put(self, name: str, text: str) -> None:
        """Write a file of the device's own, by SFTP over the same line."""
        with self._connection.remote_conn_pre.open_sftp() as files, files.open(name, "w") as file:
            file.write(text.encode())

    def remove(self, name: str) -> None:
        """Remove a file of the device's own."""
        with self._connection.remote_conn_pre.open_sftp() as files:
            files.remove(name)

    def apart(self, command: str) -> str:
        """Run a command of its own over the same line (``ssh device COMMAND``); return what it says."""
        channel = self._connection.remote_conn_pre.get_transport().open_session(timeout=_SECONDS_TO_ANSWER)
        with channel:
            channel.settimeout(_SECONDS_TO_ANSWER)
            channel.set_combine_stderr(True)
            channel.exec_command(command)
            said, last = bytearray(), time.monotonic() + _PATIENCE * _SECONDS_TO_ANSWER
            while part := channel.recv(_AT_ONCE):
                said += part
                self._see_bounds(len(said), last, command)
            return _text(bytes(said), self.device)

    def _write(self, text: str) -> None:
        self._channel.sendall((text.replace("\n", self._enter) + self._enter).encode())

    @property
    def _enter(self) -> str:
        return str(self._connection.RETURN)

    def _forget(self) -> None:
        passed, last = 0, time.monotonic() + _SECONDS_TO_ANSWER
        while self._channel.recv_ready():
            if not (part := self._channel.recv(_AT_ONCE)):
                raise EOFError("the line was closed")
            passed += len(part)
            self._see_bounds(passed, last, "what it was told before")

    def _until_prompt(
        self, typed: str, seconds: float, answers: Answers = (), *, waited_for: bool = True
    ) -> str:
        """Return everything up to the prompt, which is left out: that after the echo of what was typed."""
        deadline, last = time.monotonic() + seconds, time.monotonic() + _PATIENCE * seconds
        said = bytearray()
        while True:
            said += self._more(deadline, typed)
            self._see_bounds(len(said), last, typed)
            tail = self._plain(said[-_TAIL:].decode(errors="replace")).rpartition("\n")[2]
            if waited_for and b"\n" not in said and b"\r" not in said:
                continue
            if (answer := self._answer(tail, answers)) is not None:
                self._write(answer)
                said += b"\n"
            elif self.platform.session.turn and self._is_paged(tail):
                del said[said.rfind(b"\n") + 1 :]
                self._channel.sendall(self.platform.session.turn.encode())
            elif self._is_paged(tail):
                raise self._gave_up(NotWhole(
                    f"{self.device} stopped at its pager after: {_first_words(typed)}",
                    next_step=f"give the login on {self.device} the right to turn its pager off",
                ))  # fmt: skip
            elif self._is_prompt(tail) and (self._is_echoed(typed, said) or self._is_quiet()):
                break
        self._last = tail
        return self._plain(_text(bytes(said), self.device))[: -len(tail)]

    def _see_bounds(self, size: int, last: float, typed: str) -> None:
        """Raise ``SourceError`` for a device that does not come to an end, in bytes or in time."""
        if size > _MOST:
            raise self._gave_up(too_long(self.device, _MOST))
        if time.monotonic() > last:
            raise self._gave_up(self._without_end(typed))

    def _without_end(self, typed: str) -> SourceError:
        return SourceError(
            f"{self.device} did not come back with its prompt after: {_first_words(typed)}",
            next_step=f"log in to {self.device}, type it, and see what it waits for",
        )

    def _more(self, deadline: float, typed: str) -> bytes:
        self._channel.settimeout(max(0.05, deadline - time.monotonic()))
        try:
            part = bytes(self._channel.recv(_AT_ONCE))
        except TimeoutError:
            raise self._gave_up(self._without_end(typed)) from None
        if not part:
            raise EOFError("the line was closed")
        return part

    def _gave_up(self, error: SourceError) -> SourceError:
        # Nobody knows what a next line would be taken for: nothing more is typed, good-bye included.
        self._channel.close()
        return error

    def _is_paged(self, tail: str) -> bool:
        return any(re.search(each, tail) for each in self.platform.text.pager) and self._is_quiet()

    def _is_prompt(self, tail: str) -> bool:
        found = self._prompt.search(tail)
        if not found:
            return False
        name = found.groupdict().get("name", "")
        if not self._name or not name.startswith(self._name):
            # A new name, or a line of the answer that looks like a prompt: those are followed by more.
            if not self._is_quiet():
                return False
            self._name = _known_part(name)
            self._connection.base_prompt = name
        return True

    def _is_quiet(self) -> bool:
        deadline = time.monotonic() + _SECONDS_OF_QUIET
        while time.monotonic() < deadline:
            if self._channel.recv_ready():
                return False
            time.sleep(0.02)
        return True

    def _answer(self, tail: str, answers: Answers) -> str | None:
        known = (*answers, *self.platform.session.asks)
        asked = (answer for asks, answer in known if re.search(asks, tail))
        return next(asked, None)

    def _is_echoed(self, typed: str, said: bytearray) -> bool:
        # A prompt that was there before would else pass for the one after. Shells fold and repaint an echo.
        shown = self._plain(said.decode(errors="replace"))
        return "".join(typed.split())[:_ECHO] in "".join(shown.split())

    def _plain(self, text: str) -> str:
        if self._connection.ansi_escape_codes:
            text = self._connection.strip_ansi_escape_codes(text)
        if self.platform.session.turn:
            # How a pager takes its own words away.
            text = re.sub(r"\r +\r(?!\n)", "", text)
        return re.sub(r"\r+\n|\n\r+", "\n", text).replace("\r", "\n")


def _text(said: bytes, device: str) -> str:
    try:
        return said.decode()
    except UnicodeDecodeError as error:
        line = said[: error.start].count(b"\n") + 1
        raise NotWhole(
            f"{device} shows a letter that is not UTF-8 in line {line} of its answer",
            next_step=f"replace it there, in a description or a banner of {device}, and try again",
        ) from None


def _known_part(prompt: str) -> str:
    # Cisco IOS cuts a long name in its prompts while it is configured.
    return prompt.strip().rstrip(">#$%").strip()[:16]


def _without_echo(said: str, command: str) -> str:
    lines = said.split("\n")
    typed = [line.strip() for line in command.split("\n")]
    for word in typed:
        if lines and word and word[:40] in lines[0]:
            lines = lines[1:]
    return "\n".join(lines)


def _first_words(command: str) -> str:
    return " ".join(command.split()[:2])
