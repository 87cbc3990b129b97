"""Where this machine stands when it comes to a device."""

from __future__ import annotations

import socket

from drplan.declare import NetworkDevice


def own_address(device: NetworkDevice) -> str:
    """Return the address that this machine reaches a device from; empty when it has no way there.

    Nothing is sent: the kernel chooses it by its routes. Behind an address translator the device sees
    another one.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect((str(device.address), 22))
        except OSError:
            return ""
        return str(asked.getsockname()[0])
