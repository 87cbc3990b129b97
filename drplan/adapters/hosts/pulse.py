"""Tells a host that works long from one that is gone, and says how a connection was lost.

A command may rightly be silent for minutes, so silence of a command proves nothing. But an SSH server answers
while its commands run. It is asked whenever nothing was heard for a while; when no packet at all has come for
``SILENCE`` seconds the connection is closed, and whatever waits on it fails at once instead of after a
quarter of an hour, or never.
"""

from __future__ import annotations

import time
from typing import Any
from weakref import WeakKeyDictionary

import gevent
from paramiko import SSHException, Transport
from pyinfra.api.exceptions import PyinfraError
from pyinfra.api.host import Host
from pyinfra.connectors.base import BaseConnector
from pyinfra.connectors.ssh import SSHConnector

from drplan.adapters.hosts.unreached import say_why

SILENCE = 45
"""Seconds without a packet after which a host is given up; ``host.data.silence_seconds`` says otherwise.

A cable that is out for 20 s is survived: TCP sends again at the latest 26 s after it was cut.
"""

LOOK = 20
"""Seconds in which a host that ended the connection may come back and be seen restarted; also for a login."""

_ASKED_WITHIN = 4
_PAUSE = 1
_QUESTION = "keepalive@openssh.com"
_UPTIME = "ps -o etimes= -p 1"


class Pulse:
    """Watches one connection that was just made, for as long as it stands."""

    def __init__(self, connector: SSHConnector, transport: Transport) -> None:
        self._host = connector.host
        self._transport = transport
        self._began = self._heard = time.monotonic()
        self._silence = float(self._host.data.get("silence_seconds") or SILENCE)
        self._was_silent = False
        gevent.spawn(self._watch)

    def say_lost(self) -> str | None:
        """Return one line on how the connection was lost and how the host is now; None when it stands.

        Logs in anew to see: a host that was silent once, one that ended the connection for ``LOOK`` seconds.
        """
        if self._transport.is_active():
            return None
        if self._was_silent:
            how = f"gave no sign of life for {self._silence:g} s (frozen, overloaded or cut off)"
        else:
            how = "ended the connection (a restart, a power cut, or its SSH server was stopped)"
        return (
            f"connection lost: {self._host.name} {how}. {self._look()}. What was under way"
            " may be half done: apply again, it goes on from what it finds."
        )

    def _look(self) -> str:
        deadline = time.monotonic() + (0 if self._was_silent else LOOK)
        while True:
            said, final = _look_once(self._host, self._began)
            if final or time.monotonic() + _PAUSE > deadline:
                return said
            gevent.sleep(_PAUSE)

    def _watch(self) -> None:
        self._listen()
        asked: Any = None
        while self._transport.is_active():
            gevent.sleep(min(_PAUSE, self._silence / _ASKED_WITHIN))
            silent = time.monotonic() - self._heard
            if silent > self._silence / _ASKED_WITHIN and (asked is None or asked.ready()):
                asked = gevent.spawn(_ask, self._transport)
            if silent > self._silence and not self._hears_late():
                self._was_silent = True
                self._transport.close()

    def _hears_late(self) -> bool:
        """Let what has arrived be read first: it may be this machine that was busy."""
        before = self._heard
        gevent.sleep(_PAUSE)
        return self._heard > before

    def _listen(self) -> None:
        original = self._transport.packetizer.read_message

        def read_message() -> Any:
            packet = original()
            self._heard = time.monotonic()
            return packet

        self._transport.packetizer.read_message = read_message  # type: ignore[method-assign]


_pulses: WeakKeyDictionary[BaseConnector, Pulse] = WeakKeyDictionary()


def install() -> None:
    """Have every connection of pyinfra's SSH connector watched from its beginning, again after a reboot."""
    original = SSHConnector.connect

    def connect(self: SSHConnector) -> None:
        original(self)
        transport = None if self.client is None else self.client.get_transport()
        if transport is not None:
            _pulses[self] = Pulse(self, transport)

    SSHConnector.connect = connect  # type: ignore[method-assign]


def with_loss(operations: list[dict[str, str]], connector: BaseConnector) -> list[dict[str, str]]:
    """Return a run's operations; where the connection was lost, the first that failed says so first.

    A connection that was lost when all was done failed nothing.
    """
    first = next((operation for operation in operations if operation["outcome"] == "error"), None)
    pulse = _pulses.get(connector)
    lost = None if first is None or pulse is None else pulse.say_lost()
    if first is not None and lost is not None:
        first["detail"] = "\n".join(filter(None, [lost, first["detail"]]))
    return operations


def _ask(transport: Transport) -> None:
    """Ask what every SSH server answers, if only by saying that it does not know the question."""
    try:
        transport.global_request(_QUESTION, wait=True)
    except (SSHException, OSError, EOFError):
        # Whether an answer came is seen by the packets that arrive.
        return


def _look_once(host: Host, began: float) -> tuple[str, bool]:
    login = SSHConnector(host.state, host)
    try:
        with gevent.Timeout(LOOK, TimeoutError("timed out")):
            login.connect()
            return _say_uptime(login, began), True
    except (PyinfraError, SSHException, OSError, EOFError) as error:
        return f"Now: {say_why(error, host.data.get('ssh_hostname', host.name), host.name)}", False
    finally:
        if login.client is not None:
            login.client.close()


def _say_uptime(login: SSHConnector, began: float) -> str:
    if login.client is None:
        raise OSError("the connection is gone")
    said = login.client.exec_command(_UPTIME)[1].read().decode(errors="replace").strip()
    again = "can be logged into again"
    if not said.isdigit():
        return f"It {again}"
    if int(said) < time.monotonic() - began:
        return f"It was restarted meanwhile, {said} s ago, and {again}"
    return f"It was not restarted, and {again}"
