"""What this version of drplan backs up and brings back itself; the rest is declared, judged and explained."""

from __future__ import annotations

from drplan.declare import DeviceConfig, District, Paths, PostgresDatabase, S3Bucket, Source
from drplan.declare.lookup import device_named

SPOKEN = frozenset({"frr"})
"""The platforms of network devices that drplan speaks."""

ON_HOSTS = (Paths, PostgresDatabase)
"""The sources that the agent on their own server reads and writes."""


def restorable(source: Source, district: District) -> bool:
    """Say whether drplan itself moves this source; raises ``UsageError`` for an undeclared device."""
    if isinstance(source, DeviceConfig):
        return device_named(district, source.device).platform in SPOKEN
    return isinstance(source, (*ON_HOSTS, S3Bucket))


def what_it_is(source: Source, district: District) -> str:
    """Name the sort of source, with a device's platform."""
    if isinstance(source, DeviceConfig):
        return f"{source.kind} of {device_named(district, source.device).platform}"
    return source.kind
