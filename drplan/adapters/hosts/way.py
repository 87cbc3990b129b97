"""The way to a host: opened while its deploy is read for the first time, which needs no host."""

from __future__ import annotations

import gevent
from pyinfra.api.exceptions import PyinfraError
from pyinfra.api.host import Host
from pyinfra.connectors.base import BaseConnector

from drplan.adapters.hosts.unreached import say_why

_LEAD_SECONDS = 0.01
"""Lets all hosts' connections get under way before the first deploy is read: that gives way to nothing."""


class Unreachable(Exception):
    """The host could not be reached; the text says why."""


class Way:
    """A connection that is being made."""

    def __init__(self, host: Host) -> None:
        self._host = host
        # Facts would connect by themselves, through whatever stands in for the connector.
        host.connected = True
        self._opening = gevent.spawn(_open, host.connector)
        gevent.sleep(_LEAD_SECONDS)

    def wait(self) -> None:
        """Return when the host is connected. Raises :class:`Unreachable`."""
        error = self._opening.get()
        if error is not None:
            address = self._host.data.get("ssh_hostname", self._host.name)
            raise Unreachable(say_why(error, address, self._host.name))

    def close(self) -> None:
        """Give it up if it is not open yet."""
        self._opening.kill()


def _open(connector: BaseConnector) -> Exception | None:
    try:
        connector.connect()
    except (PyinfraError, OSError) as error:
        return error
    return None
