"""A device's running configuration as a data set: fetched whole, pushed back to a blank device."""

from __future__ import annotations

from drplan.adapters.access import Access
from drplan.adapters.network.devices import SshDevices
from drplan.declare import NetworkDevice
from drplan.gear import PLATFORMS
from drplan.gear.settled import settled
from drplan.ports import Device, DeviceFacts, SecretReader


class DeviceConfigSource:
    """Fetches and restores running configurations, secrets included: keep them encrypted."""

    def __init__(self, access: Access, operator_secrets: SecretReader | None = None) -> None:
        self._devices = SshDevices(access, operator_secrets)

    def fetch(self, device: NetworkDevice) -> str:
        """Return the running configuration, whole and restorable; settled where a platform repeats itself.

        Raises ``Unreachable``; ``NotWhole`` when the device does not show all of it.
        """
        with self._devices.open(device) as opened:
            return _fetched(device, opened)

    def capture(self, device: NetworkDevice) -> tuple[DeviceFacts, str]:
        """Do as :meth:`fetch`, and ask the device in the same session what it is; returns both."""
        with self._devices.open(device) as opened:
            facts = opened.facts()
            return facts, _fetched(device, opened)

    def restore(self, device: NetworkDevice, text: str) -> None:
        """Push a fetched configuration to a blank device and save it there.

        Lines are added to what the device has. Raises ``SourceError`` naming the lines it refused, and
        ``Unreachable``. That the result equals ``text`` is for the caller to see: ``fetch`` again.
        """
        with self._devices.open(device) as opened:
            opened.restore(text)


def _fetched(device: NetworkDevice, opened: Device) -> str:
    platform, text = PLATFORMS[device.platform], opened.fetch()
    return settled(text, platform) if platform.text.repeats else text
