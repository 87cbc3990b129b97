"""Network devices: held to baselines, fetched, restored, looked at."""

from drplan.adapters.network.sight import RouteSight
from drplan.adapters.network.source import DeviceConfigSource

