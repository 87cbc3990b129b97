"""A device's running configuration as a data set: fetched whole, pushed back to a blank device."""

from __future__ import annotations

from drplan.adapters.access import Access
from drplan.adapters.network.configuration import clean
from drplan.adapters.network.devices import open_device
from drplan.declare import NetworkDevice
from drplan.errors import SourceError


class DeviceConfigSource:
    """Fetches and restores running configurations, secrets included: keep them encrypted."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def fetch(self, device: NetworkDevice) -> str:
        """Return the running configuration, restorable and comparable: see ``configuration.clean``.

        Raises ``Unreachable``; ``SourceError`` when the device shows no configuration at all.
        """
        with open_device(device, self._access) as session:
            text = clean(session.running())
        if not text:
            raise SourceError(
                f"{device.name} shows an empty running configuration",
                next_step=f"log in to {device.name} and see what show running-config says",
            )
        return text

    def restore(self, device: NetworkDevice, text: str) -> None:
        """Push a fetched configuration to a blank device and save it there.

        Lines are added to what the device has. Raises ``SourceError`` naming the lines it refused, and
        ``Unreachable``. That the result equals ``text`` is for the caller to see: ``fetch`` again.
        """
        with open_device(device, self._access) as session:
            refused = session.configure(text.splitlines())
            if not refused:
                session.save()
        if refused:
            lines = "; ".join(each.answer for each in refused[:5])
            raise SourceError(
                f"{device.name} refused {len(refused)} lines of its configuration: {lines}",
                next_step="compare the device's software version with the one the configuration came from",
            )
