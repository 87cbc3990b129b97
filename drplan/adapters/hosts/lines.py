"""A program that is started on a host, or here, with its three streams: over SSH or as a child."""

from __future__ import annotations

from typing import Protocol

from gevent.subprocess import PIPE, Popen
from paramiko import Channel, Message, Transport
from paramiko.common import cMSG_CHANNEL_REQUEST
from pyinfra.connectors.base import BaseConnector
from pyinfra.connectors.local import LocalConnector
from pyinfra.connectors.ssh import SSHConnector
from typing_extensions import override

_PIECE = 65536


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
