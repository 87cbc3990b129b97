"""A controller as a device: it is fetched, and nothing else is ever done to it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPS_PORT
from typing import Any, NoReturn

from drplan.adapters.access import Access
from drplan.adapters.network.controllers.client import Pace, ReadingClient
from drplan.adapters.network.controllers.line import Line
from drplan.adapters.network.controllers.meraki import meraki_document, meraki_facts
from drplan.adapters.network.controllers.unifi import unifi_document, unifi_facts
from drplan.declare import NetworkDevice
from drplan.errors import NoWayBack, SecretMissing, SourceError, Unreachable, UsageError
from drplan.gear import Platform
from drplan.gear.documents import written_document
from drplan.gear.whole import whole
from drplan.ports import SecretReader
from drplan.ports.device import DeviceFacts, Neighbour, Refusal

_READERS: Mapping[
    str,
    tuple[
        Callable[[ReadingClient, NetworkDevice], DeviceFacts],
        Callable[[ReadingClient, NetworkDevice], dict[str, Any]],
    ],
] = {
    "cisco-meraki": (meraki_facts, meraki_document),
    "ubiquiti-unifi": (unifi_facts, unifi_document),
}


@contextmanager
def open_controller(
    device: NetworkDevice, platform: Platform, access: Access, secrets: SecretReader
) -> Iterator[ControllerDevice]:
    """Open a controller's API and close it whatever happens.

    Raises ``Unreachable`` in a lab, which holds no controller and must not ask the district's own;
    ``SecretMissing`` when no key is declared or it cannot be read.
    """
    if access.where != "production" or platform.controller is None:
        raise Unreachable(
            f"{device.name}: a {access.where} holds no {platform.pack.title}, and the real one is not asked",
            next_step="back it up when no lab is up",
        )
    if device.admin is None:
        raise SecretMissing(
            f"{device.name}: its API key is not declared",
            next_step=f"declare admin=Secret.… of {device.name}; {platform.controller.right}",
        )
    host = platform.controller.host or str(device.address)
    line = Line(host, HTTPS_PORT, ssl.create_default_context())
    client = ReadingClient(device.name, platform.controller, line, secrets.read(device.admin).strip(), Pace())
    try:
        yield ControllerDevice(device, platform, client)
    finally:
        client.close()


class ControllerDevice:
    """Implements :class:`drplan.ports.device.Device`, as far as reading goes."""

    def __init__(self, device: NetworkDevice, platform: Platform, client: ReadingClient) -> None:
        self._device, self._platform, self._client = device, platform, client
        self._facts, self._document = _READERS[platform.name]

    def facts(self) -> DeviceFacts:
        """Return what the controller says; raises ``Unreachable``, ``NotWhole``, ``SourceError``."""
        return self._facts(self._client, self._device)

    def fetch(self) -> str:
        """Return its configuration as one JSON document, secrets included; raises as :meth:`facts`."""
        try:
            text = written_document(self._platform, self._document(self._client, self._device))
        except ValueError as error:
            raise self._client.not_whole(self._platform.session.running, str(error)) from None
        return whole(text, self._platform, self._device.name)

    def diff(self, intended: str) -> str:
        """Raise ``SourceError``: nothing is intended of a controller."""
        self._only_read(f"compared with {len(intended)} letters")

    def apply(self, commands: Sequence[str], *, within: timedelta | None = None) -> list[Refusal]:
        """Raise ``NoWayBack``: nothing is ever sent."""
        raise NoWayBack(
            f"{self._device.name}: drplan only reads a controller; {len(commands)} commands were not sent"
            + (" under a timer" if within else ""),
            next_step="make the change in the controller itself",
        )

    def restore(self, text: str) -> None:
        """Raise ``UsageError``: a controller is brought back by people."""
        raise UsageError(
            f"{self._device.name}: drplan does not bring a controller back; "
            f"{len(text)} letters were not sent",
            next_step="follow its restore pack: drplan explain",
        )

    def confirm(self) -> None:
        """Raise ``SourceError``: no change waits."""
        self._only_read("changed")

    def rollback(self) -> None:
        """Raise ``SourceError``: no change waits."""
        self._only_read("changed")

    def save(self) -> None:
        """Raise ``SourceError``: nothing was changed."""
        self._only_read("changed")

    def neighbours(self) -> tuple[Neighbour, ...]:
        """Raise ``SourceError``: what it hears is not read."""
        self._only_read("asked for its neighbours")

    def _only_read(self, what: str) -> NoReturn:
        raise SourceError(
            f"{self._device.name} is only backed up by its API, and not {what}",
            next_step="look in the controller itself",
        )
