"""Probes that speak a network protocol themselves, from the machine that looks."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from drplan.declare.base import Declared, Name, Text
from drplan.declare.ldap_filter import parse_filter
from drplan.declare.secret import Secret

Port = Annotated[int, Field(ge=1, le=65535)]
"""A TCP or UDP port."""

Count = Annotated[int, Field(ge=1, le=100_000)]
"""A number of entries; none is never expected, for what is lost has none either."""


def _readable(written: str) -> str:
    parse_filter(written)
    return written


Filter = Annotated[Text, AfterValidator(_readable)]
"""A search filter of LDAP (RFC 4515)."""


class LdapProbe(Declared):
    """Healthy when a directory lets in, finds what is asked for, and it is what it should be."""

    kind: Literal["ldap"] = "ldap"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it asks."""
    security: Literal["ldaps", "starttls", "none"] = "ldaps"
    """How the connection is secured; without, no password is sent."""
    port: Port | None = None
    """636 for ldaps and 389 else, when none is given."""
    ca_certificate: Secret | None = None
    """The authority, in PEM, that alone is believed; the machine's own when none is given."""
    certified_as: Text | None = None
    """The name that its certificate bears; the server's address when none is given."""
    user: Text | None = None
    """The name (DN) it logs in with; without one it asks as anybody."""
    password: Secret | None = None
    """Where the password of that name is found."""
    base: Text
    """The entry below which it searches, or that entry itself."""
    filter: Filter = "(objectClass=*)"
    """What it searches for (RFC 4515)."""
    attribute: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9;-]{0,63}$")] | None = None
    """With `value`: what an entry that is found must have."""
    value: Text | None = None
    """The value of that attribute, exactly."""
    at_least: Count | None = None
    """How many entries must be found at least; 1 when nothing else is expected."""
    at_most: Count | None = None
    """How many may be found at most."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password are declared together")
        if self.password is not None and self.security == "none":
            raise ValueError("a password is sent over ldaps or starttls only")
        if (self.attribute is None) != (self.value is None):
            raise ValueError("attribute and value are declared together")
        if self.attribute is not None and (self.at_least or self.at_most):
            raise ValueError("expects a value or a number of entries, not both")
        if self.at_most is not None and self.at_most < (self.at_least or 1):
            raise ValueError("at_most is below at_least")
        return self


class DnsProbe(Declared):
    """Healthy when a name server gives exactly the declared answers."""

    kind: Literal["dns"] = "dns"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it asks."""
    port: Port = 53
    """Where it answers."""
    name: Text
    """The whole name it asks for."""
    record: Literal["A", "AAAA", "CNAME", "MX", "NS", "PTR", "SRV", "TXT"] = "A"
    """The type of record."""
    answers: Annotated[tuple[Text, ...], Field(min_length=1)]
    """All answers, in any order, each as a zone file writes it; names are whole."""

    @model_validator(mode="after")
    def _answers_are_addresses(self) -> Self:
        read = {"A": IPv4Address, "AAAA": IPv6Address}.get(self.record)
        try:
            [read(answer) for answer in self.answers if read]
        except AddressValueError:
            raise ValueError(f"answers are addresses: there is no {self.record} record of another") from None
        return self


class DhcpProbe(Declared):
    """Healthy when a server offers an address as it should. It only asks: no address is taken."""

    kind: Literal["dhcp"] = "dhcp"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server that must offer."""
    relay: IPv4Address | None = None
    """The address of this machine to ask from, as a relay does, in the network that is asked for."""
    interface: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,15}$")] | None = None
    """Or the interface of this machine to ask on by broadcast."""
    network: IPv4Network
    """The network that the offered address is in."""
    routers: tuple[IPv4Address, ...] = ()
    """The routers offered with it, in this order; not looked at when none is declared."""
    name_servers: tuple[IPv4Address, ...] = ()
    """The name servers offered with it, in this order; not looked at when none is declared."""

    @model_validator(mode="after")
    def _asks_in_one_way(self) -> Self:
        if (self.relay is None) == (self.interface is None):
            raise ValueError("asks in one way: as a relay, or by broadcast on an interface")
        return self


class RadiusProbe(Declared):
    """Healthy when a RADIUS server lets a user in, in an answer that it signed."""

    kind: Literal["radius"] = "radius"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it asks."""
    port: Port = 1812
    """Where it answers."""
    source: IPv4Address | None = None
    """The address of this machine that the server knows as a client; any when none is given."""
    secret: Secret
    """Where the secret shared with the server is found."""
    user: Secret
    """Where the user's name is found: a person's name is not written here."""
    password: Secret
    """Where the user's password is found."""
    signed: bool = True
    """Its answer must bear a Message-Authenticator (CVE-2024-3596). FreeRADIUS before 3.2.5 sends none: for
    such a server, as in Debian 12, `False` makes do with the older signature, which can be forged."""


class PortProbe(Declared):
    """Healthy when a TCP port takes a connection. It shows no more than that: most useful when `Refused`."""

    kind: Literal["port"] = "port"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it knocks at."""
    port: Port
    """The TCP port."""


NetworkProbe = LdapProbe | DnsProbe | DhcpProbe | RadiusProbe | PortProbe
