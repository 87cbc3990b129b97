"""Names and addresses that a district's own servers hand out: DNS zones and DHCP leases."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Address
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from drplan.declare.base import Declared, Name

_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"

ZoneName = Annotated[
    str, StringConstraints(pattern=rf"^(\.|{_LABEL}(\.{_LABEL})*)$", max_length=253, to_lower=True)
]
"""A domain name without the dot at its end (RFC 1035), or `.` for the root."""

RecordName = Annotated[
    str,
    StringConstraints(pattern=rf"^(@|(\*\.)?{_LABEL}(\.{_LABEL})*|\*)$", max_length=253, to_lower=True),
]
"""A name below its zone, or `@` for the zone itself."""

Servers = Annotated[tuple[Name, ...], Field(min_length=1)]


class DnsRecord(Declared):
    """One answer of a zone (RFC 1035)."""

    name: RecordName
    """The name it is about, below the zone; `@` is the zone itself."""
    type: Literal["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SRV", "TXT"]
    """What it says of the name."""
    value: Annotated[str, StringConstraints(pattern=r"^[ -~]+$", max_length=2000)]
    """What is answered, as in a zone file; the text itself for TXT."""

    @model_validator(mode="after")
    def _is_one_record(self) -> Self:
        if self.type != "TXT" and set(self.value) & set(";()\n$"):
            raise ValueError(f"{self.type} of {self.name}: {self.value!r} is more than one value")
        return self


class DnsZone(Declared):
    """A zone that servers of the district answer for, or know whom to ask about (RFC 1034)."""

    name: ZoneName
    """Its domain name; `.` with `forward_to` is every name that no other zone has."""
    servers: Servers
    """The servers that hold it whole, each with the baseline `dns-dhcp`."""
    sites: tuple[Name, ...] = ()
    """The sites whose servers and network devices it names, each by its own name."""
    records: tuple[DnsRecord, ...] = ()
    """What else it holds."""
    forward_to: tuple[IPv4Address, ...] = ()
    """Who is asked instead, when another server holds it."""

    @model_validator(mode="after")
    def _is_held_or_asked_for(self) -> Self:
        if self.forward_to and (self.records or self.sites):
            raise ValueError(
                f"zone {self.name}: forward_to is for a zone that others hold: it has no records"
            )
        if self.name == "." and not self.forward_to:
            raise ValueError("zone .: only its forward_to can be declared")
        return self


class Leases(Declared):
    """The addresses of a VLAN that are handed out (DHCP, RFC 2131)."""

    first: IPv4Address
    """The first of them."""
    last: IPv4Address
    """The last of them."""
    gateway: IPv4Address
    """The router that leads out of the VLAN; it relays requests where no server is in the VLAN itself."""
    servers: Servers
    """The servers that hand them out, each with the baseline `dns-dhcp`; several take a share each."""
    length: timedelta = timedelta(hours=8)
    """How long one is lent."""

    @model_validator(mode="after")
    def _can_be_shared_out(self) -> Self:
        if int(self.last) - int(self.first) + 1 < len(self.servers):
            raise ValueError(f"leases {self.first} to {self.last} are fewer than their servers, or none")
        if self.first <= self.gateway <= self.last:
            raise ValueError(f"leases {self.first} to {self.last} hold the gateway {self.gateway}")
        if not timedelta(minutes=5) <= self.length <= timedelta(days=30):
            raise ValueError("a lease is lent for 5 minutes to 30 days")
        return self
