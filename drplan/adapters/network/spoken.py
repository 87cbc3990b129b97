"""How much a device may say while netmiko logs in: netmiko itself reads on for as long as more comes."""

from __future__ import annotations

from netmiko import base_connection
from netmiko.channel import SSHChannel

from drplan.adapters.bounded import MIB
from drplan.adapters.ssh import too_long

MOST = 4 * MIB
"""Letters of banners, prompts and what prepares a session; answers of ours are read elsewhere."""


class BoundedChannel(SSHChannel):
    """netmiko's own channel, which raises ``SourceError`` for a device that does not come to an end."""

    _passed = 0

    def read_buffer(self) -> str:
        """Return what is there."""
        said = str(super().read_buffer())
        self._passed += len(said)
        if self._passed > MOST and self.remote_conn is not None:
            address = self.remote_conn.getpeername()[0]
            self.remote_conn.close()
            raise too_long(address, MOST)
        return said


def bound() -> None:
    """Have netmiko use it: the class is named in its connection and cannot be handed over."""
    vars(base_connection)["SSHChannel"] = BoundedChannel
