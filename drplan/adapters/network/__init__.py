"""Network devices: opened, fetched, restored, looked at; what their baselines want of them."""

from drplan.adapters.network.devices import SshDevices
from drplan.adapters.network.sight import RouteSight
from drplan.adapters.network.source import DeviceConfigSource

__all__ = ["DeviceConfigSource", "RouteSight", "SshDevices"]
