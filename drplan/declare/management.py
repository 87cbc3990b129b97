"""What all network devices of a district share: whom they ask, whom they tell, who may come in."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import Self

from pydantic import model_validator

from drplan.declare.base import AbsolutePath, Declared, Name, Text
from drplan.declare.secret import Secret


class SnmpUser(Declared):
    """The SNMPv3 user that the district's monitoring asks as (RFC 3414): authenticated and encrypted."""

    name: Name
    """Its name."""
    authentication: Secret
    """Where its authentication password is found."""
    privacy: Secret
    """Where its encryption password is found."""


class Management(Declared):
    """How network devices are managed."""

    sources: tuple[IPv4Network, ...]
    """Where administrators and drplan come from; nobody else is let in by SSH or SNMP."""
    time_servers: tuple[IPv4Address, ...] = ()
    """Whom devices ask for the time (NTP, RFC 5905)."""
    log_servers: tuple[IPv4Address, ...] = ()
    """Whom devices tell what happens (syslog, RFC 5424)."""
    radius_secret: Secret | None = None
    """Where the secret shared with the RADIUS servers is found."""
    last_resort: Name | None = None
    """The local account that lets administrators in when no RADIUS server answers."""
    last_resort_secret: Secret | None = None
    """Where that account's password is found."""
    snmp_user: SnmpUser | None = None
    """Whom monitoring asks as; without one SNMP is shut."""
    banner: Text = "Authorised users only. What is done here is recorded."
    """What is shown before login."""
    history: AbsolutePath | None = None
    """The folder of the git repository of masked configurations; `.drplan/configurations` without one."""
    mask_key: Secret | None = None
    """Where the key is found that masks secrets in it; without one drplan makes and keeps its own."""

    @model_validator(mode="after")
    def _somebody_can_come_in(self) -> Self:
        if not self.sources:
            raise ValueError("sources is empty: nobody could manage any device")
        return self
