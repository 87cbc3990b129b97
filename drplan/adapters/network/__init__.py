"""Network devices: held to baselines, fetched, restored, looked at."""

from drplan.adapters.network.devices import SshDevices
from drplan.adapters.network.enforce import NetworkEnforcer
from drplan.adapters.network.sight import RouteSight
from drplan.adapters.network.source import DeviceConfigSource

__all__ = ["DeviceConfigSource", "NetworkEnforcer", "RouteSight", "SshDevices"]
