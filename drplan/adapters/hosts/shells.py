"""A shell kept open on a host: opened once for each way to run things, then one round trip a batch."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import gevent
from gevent.event import Event
from gevent.subprocess import PIPE, Popen
from paramiko import Channel, Message, Transport
from paramiko.common import cMSG_CHANNEL_REQUEST
from pyinfra.connectors.base import BaseConnector
from pyinfra.connectors.local import LocalConnector
from pyinfra.connectors.ssh import SSHConnector
from typing_extensions import override

from drplan.adapters.hosts.framing import (
    Answer,
    is_whole,
    read_answers,
    write_gathered_script,
    write_script,
)

_PIECE = 65536

_END_SECONDS = 10
"""How long a program that closed its output may take to end."""


class Line(Protocol):
    """A running program's three streams and its end."""

    def send(self, data: bytes) -> None:
        """Write all of it to the program's input. Raises ``OSError`` when it has ended."""

    def out(self) -> bytes:
        """Wait for a piece of its output; empty at the end."""

    def err(self) -> bytes:
        """Wait for a piece of its standard error; empty at the end."""

    def code(self) -> int:
        """Wait for its exit code; -1 when the connection went before it came."""

    def close(self) -> None:
        """Let go of the program, whether it has ended or not."""


def can_carry(connector: BaseConnector) -> bool:
    """Say whether a shell can be kept open over this connector."""
    return isinstance(connector, SSHConnector | LocalConnector)


def open_line(connector: BaseConnector, command: str) -> Line:
    """Start a command whose input stays open. Raises ``OSError`` or ``SSHException``."""
    if isinstance(connector, SSHConnector):
        transport = connector.client.get_transport() if connector.client is not None else None
        if transport is None:
            raise OSError("the connection is gone")
        channel = transport.open_session()
        _start(transport, channel, command)
        return OverSsh(channel)
    # pyinfra made and quoted this command line, for a shell.
    process = Popen(command, shell=True, stdin=PIPE, stdout=PIPE, stderr=PIPE, bufsize=0)  # noqa: S604
    return OnThisMachine(process)


def _start(transport: Transport, channel: Channel, command: str) -> None:
    """Ask for a program (RFC 4254 section 6.5) without waiting for the answer: the script follows at once.

    paramiko closes the channel when the answer is no.
    """
    request = Message()
    request.add_byte(cMSG_CHANNEL_REQUEST)
    request.add_int(channel.remote_chanid)
    request.add_string("exec")
    wants_answer = True
    request.add_boolean(wants_answer)
    request.add_string(command)
    transport._send_user_message(request)  # type: ignore[attr-defined]  # noqa: SLF001


class OverSsh(Line):
    """A program at the other end of an SSH channel."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    @override
    def send(self, data: bytes) -> None:
        self._channel.sendall(data)

    @override
    def out(self) -> bytes:
        return self._channel.recv(_PIECE)

    @override
    def err(self) -> bytes:
        return self._channel.recv_stderr(_PIECE)

    @override
    def code(self) -> int:
        return self._channel.recv_exit_status()

    @override
    def close(self) -> None:
        self._channel.close()


class OnThisMachine(Line):
    """A child of this process."""

    def __init__(self, process: Popen) -> None:
        self._process = process

    @override
    def send(self, data: bytes) -> None:
        while data:
            data = data[self._process.stdin.write(data) :]

    @override
    def out(self) -> bytes:
        return bytes(self._process.stdout.read(_PIECE))

    @override
    def err(self) -> bytes:
        return bytes(self._process.stderr.read(_PIECE))

    @override
    def code(self) -> int:
        return int(self._process.wait())

    @override
    def close(self) -> None:
        self._process.stdin.close()
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
        self._process.stdout.close()
        self._process.stderr.close()


@dataclass(frozen=True)
class Heard:
    """What came of a batch: the answers in order, and why there are fewer than asked.

    ``refused`` is set when the shell itself never ran (sudo said no): its exit code and what it said.
    """

    answers: tuple[Answer, ...]
    broken: Exception | None = None
    refused: Answer | None = None


class Shell:
    """One shell on a host. After a batch that came back short it must not be used again."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._news = Event()
        self._streams = (bytearray(), bytearray())
        self._readers = [
            gevent.spawn(self._collect, read, stream)
            for read, stream in zip((line.out, line.err), self._streams, strict=True)
        ]

    def ask_gathered(self, commands: Sequence[str], seconds: float) -> Heard:
        """Run the commands in order, in ``seconds`` altogether, and have all answers sent in one piece.

        Raises ``Garbled``. When it comes short, nothing is known of the command at which it stopped.
        """
        mark, count = secrets.token_hex(16), len(commands) + 1
        heard = self._run(write_gathered_script(commands, mark), mark, count, seconds)
        return replace(heard, answers=heard.answers[: len(commands)])

    def ask(self, commands: Sequence[str], seconds: float | None) -> Heard:
        """Run the commands in order; ``seconds`` bounds how long each may take. Raises ``Garbled``."""
        mark = secrets.token_hex(16)
        return self._run(write_script(commands, mark), mark, len(commands), seconds)

    def _run(self, script: bytes, mark: str, count: int, seconds: float | None) -> Heard:
        for stream in self._streams:
            stream.clear()
        sender = gevent.spawn(self._send, script)
        if self._wait(mark, count, seconds):
            return self._judge(mark, count)
        sender.kill()
        self._line.close()
        out, err = map(bytes, self._streams)
        return Heard(read_answers(out, err, mark), TimeoutError(f"no answer within {seconds} s"))

    def close(self) -> None:
        """Let go of it."""
        gevent.killall(self._readers)
        self._line.close()

    def _collect(self, read: Callable[[], bytes], stream: bytearray) -> None:
        try:
            while piece := read():
                stream.extend(piece)
                self._news.set()
        finally:
            self._news.set()

    def _send(self, data: bytes) -> None:
        try:
            self._line.send(data)
        except OSError:
            # The shell has ended: its streams say why.
            self._news.set()

    def _wait(self, mark: str, count: int, seconds: float | None) -> bool:
        """Wait for all answers or the shell's end; False when ``seconds`` passed without a further answer."""
        answered, since = -1, time.monotonic()
        while not all(is_whole(bytes(stream), mark, count) for stream in self._streams):
            if all(reader.ready() for reader in self._readers):
                return True
            seen = sum(stream.count(mark.encode()) for stream in self._streams)
            if seen != answered:
                answered, since = seen, time.monotonic()
            left = None if seconds is None else since + seconds - time.monotonic()
            if left is not None and left <= 0:
                return False
            self._news.wait(left)
            self._news.clear()
        return True

    def _judge(self, mark: str, count: int) -> Heard:
        out, err = map(bytes, self._streams)
        answers = read_answers(out, err, mark)
        if len(answers) == count:
            return Heard(answers)
        code = -1
        with gevent.Timeout(_END_SECONDS, False):
            code = self._line.code()
        if mark.encode() not in out and code > 0:
            return Heard((), refused=Answer(code, out, err))
        return Heard(answers, OSError("the connection ended before the answer"))
