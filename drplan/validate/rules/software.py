"""Software that is mended, and protocols that cannot be overheard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drplan.declare import NetworkDevice, Server
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.registry import RULES

_PLAIN = re.compile(r"(?i)(rest|s3):http://(?!localhost[:/]|127\.|\[::1\])")


@RULES.add(
    "DRP073",
    "An operating system or firmware is no longer mended",
    severity="error",
    why="Each hole found from now on stays open, and intruders collect such holes.",
    source="NIST SP 800-53 Rev. 5, SA-22 and SI-2; CIS Controls v8.1, safeguards 2.2 and 12.1",
    fix="upgrade it, or replace the asset and declare what runs on the new one",
)
def no_longer_mended(index: Index) -> Iterator[Flaw]:
    """Compare each ``support_until`` with today; that day itself is still covered."""
    for name, asset in _running(index):
        software = asset.software
        if (
            software is not None
            and software.support_until is not None
            and software.support_until < index.today
        ):
            yield Flaw(
                index.asset(name),
                f"runs {software.name} {software.version}, mended until {software.support_until}",
            )


@RULES.add(
    "DRP074",
    "An SNMP community is the factory's",
    severity="error",
    why="Everybody knows it: it hands out the network's map, and sometimes its configuration.",
    source="NIST SP 800-53 Rev. 5, IA-5; CIS Controls v8.1, safeguard 4.7",
    fix="use SNMPv3, or set a community of your own and refer to it as a Secret",
)
def factory_community(index: Index) -> Iterator[Flaw]:
    """Look for ``public`` and ``private``, whatever the version."""
    for name, device in index.devices.items():
        if device.snmp is not None and isinstance(device.snmp.community, str):
            yield Flaw(index.asset(name), f"answers SNMP {device.snmp.version} to the factory's community")


@RULES.add(
    "DRP075",
    "SNMP is spoken in clear",
    severity="warning",
    why="Versions 1 and 2c send the community readable over the network to anybody who listens.",
    source="RFC 3410 (2002); NIST SP 800-53 Rev. 5, SC-8; CIS Controls v8.1, safeguard 12.6",
    fix="use SNMPv3 with authentication and privacy",
)
def snmp_in_clear(index: Index) -> Iterator[Flaw]:
    """Accept v3 only."""
    for name, device in index.devices.items():
        if device.snmp is not None and device.snmp.version != "v3":
            yield Flaw(index.asset(name), f"speaks SNMP {device.snmp.version}")


@RULES.add(
    "DRP076",
    "A repository is reached over plain HTTP",
    severity="warning",
    why="Who listens on the way reads the login that writes the copies, and can cut them off or fill them.",
    source="NIST SP 800-53 Rev. 5, SC-8; CIS Controls v8.1, safeguard 3.10",
    fix="serve it over HTTPS; give ca_certificate when the certificate is the district's own",
)
def plain_http(index: Index) -> Iterator[Flaw]:
    """Look at ``rest:`` and ``s3:`` locations; what never leaves the machine may be plain."""
    for name, repository in index.repositories.items():
        if _PLAIN.match(repository.location):
            yield Flaw(Subject("repository", name), "is reached over plain HTTP")


@RULES.add(
    "DRP077",
    "What an asset runs is not declared",
    severity="warning",
    why="Nobody can tell whether it is still mended, nor rebuild it as it was.",
    source="NIST SP 800-53 Rev. 5, CM-8; CIS Controls v8.1, safeguards 2.1 and 2.2",
    fix="declare its software with name, version and support_until",
)
def unknown_software(index: Index) -> Iterator[Flaw]:
    """Ask every server and network device for ``software`` and its ``support_until``."""
    for name, asset in _running(index):
        if asset.software is None:
            yield Flaw(index.asset(name), "declares no software")
        elif asset.software.support_until is None:
            yield Flaw(
                index.asset(name),
                f"does not say until when {asset.software.name} {asset.software.version} is mended",
            )


def _running(index: Index) -> Iterator[tuple[str, Server | NetworkDevice]]:
    yield from index.servers.items()
    yield from index.devices.items()
