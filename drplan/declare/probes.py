"""How a service's health is seen from outside it."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from drplan.declare.base import Declared, Name, Text
from drplan.declare.data import DatabaseName
from drplan.declare.network_probes import DhcpProbe, DnsProbe, LdapProbe, PortProbe, RadiusProbe
from drplan.declare.secret import Secret


class RouteProbe(Declared):
    """Healthy when a device has a route to a network in use, by the protocol it should come by."""

    kind: Literal["route"] = "route"
    """Set by the word itself, never written in an inventory."""
    seen_from: Name
    """The network device that looks."""
    network: IPv4Network
    """The network it must have learnt."""
    protocol: Literal["ospf", "bgp", "isis", "rip", "eigrp", "static", "connected"] = "ospf"
    """How it must have learnt it: the same route by another way does not count."""


class VlanProbe(Declared):
    """Healthy when one port of a switch reaches another in its VLAN, and none that must be kept apart.

    Only a lab can plug stations into ports: elsewhere it is no evidence.
    """

    kind: Literal["vlan"] = "vlan"
    """Set by the word itself, never written in an inventory."""
    switch: Name
    """The network device."""
    port: Text
    """The access port of its that frames are sent into."""
    reaches: Text
    """The port that they must come out of."""
    apart: tuple[Text, ...] = ()
    """The ports that they must not come out of: those of other VLANs."""


class SqlProbe(Declared):
    """Healthy when a database answers as it should: `expect`, `at_least` or `sha256`, one of them."""

    kind: Literal["sql"] = "sql"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it asks."""
    engine: Literal["postgresql", "mariadb"] = "postgresql"
    """What keeps the database."""
    database: DatabaseName
    """The database there."""
    query: Text
    """What it asks."""
    expect: Text | None = None
    """The answer, exactly."""
    at_least: Annotated[int, Field(ge=1)] | None = None
    """The answer is one whole number, this or a higher one: a count of rows that never shrinks."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    """The answer's SHA-256, as printed, its last line's end included: for answers that none may read here."""

    @model_validator(mode="after")
    def _expects_one_thing(self) -> Self:
        if [self.expect, self.at_least, self.sha256].count(None) != 2:  # noqa: PLR2004 -- of three
            raise ValueError("expects one thing: expect, at_least or sha256")
        return self


class HttpProbe(Declared):
    """Healthy when a page comes with the status and the text that it should."""

    kind: Literal["http"] = "http"
    """Set by the word itself, never written in an inventory."""
    url: Annotated[Text, Field(pattern=r"^https?://")]
    """The address it fetches; a redirect is followed on the same host only."""
    contains: Text
    """What the page holds, in its first mebibyte."""
    status: Annotated[int, Field(ge=200, le=599)] = 200
    """The HTTP status it comes with."""
    ca_certificate: Secret | None = None
    """The authority, in PEM, that alone is believed over HTTPS; the machine's own when none is given."""


class FileProbe(Declared):
    """Healthy when a file can be read and holds what it should."""

    kind: Literal["file"] = "file"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it reads on."""
    path: Text
    """The file."""
    contains: Text
    """What the file holds."""


class ObjectProbe(Declared):
    """Healthy when an object in a bucket holds what it should."""

    kind: Literal["object"] = "object"
    """Set by the word itself, never written in an inventory."""
    account: Name
    """The AWS account."""
    bucket: Name
    """One of its buckets."""
    key: Text
    """The object."""
    contains: Text
    """What the object's current version holds."""


class CommandProbe(Declared):
    """Healthy when a program on a server ends with 0 and prints what it should."""

    kind: Literal["command"] = "command"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it runs on."""
    argv: Annotated[tuple[Text, ...], Field(min_length=1)]
    """The program and its arguments, none of them secret."""
    contains: Text
    """What it prints."""


Question = Annotated[
    HttpProbe | CommandProbe | LdapProbe | DnsProbe | RadiusProbe | PortProbe, Field(discriminator="kind")
]
"""What can be refused."""

Witness = Annotated[
    SqlProbe | HttpProbe | FileProbe | CommandProbe | LdapProbe | DnsProbe | RadiusProbe | PortProbe,
    Field(discriminator="kind"),
]
"""What shows at the same moment that the service is up."""


class Refused(Declared):
    """Healthy when what must not be let in is turned away, while what must be let in is.

    A service that is down turns everybody away: `beside` shows that this one is not.
    """

    kind: Literal["refused"] = "refused"
    """Set by the word itself, never written in an inventory."""
    probe: Question
    """What must be turned away: a wrong password, a closed port, a student at a staff share."""
    beside: Witness
    """What must be healthy at the same moment, on the same host unless a command asks."""
    says: Text | None = None
    """What a command prints when it is turned away; needed for a command, and only there."""

    @model_validator(mode="after")
    def _can_be_told_from_a_service_that_is_down(self) -> Self:
        if isinstance(self.probe, CommandProbe) != (self.says is not None):
            raise ValueError("says goes with a command, and with nothing else")
        if self.probe == self.beside:
            raise ValueError("beside asks the same as probe: it cannot be let in and turned away at once")
        if not isinstance(self.probe, CommandProbe) and host_of(self.probe) != host_of(self.beside):
            raise ValueError("beside looks at another host than probe: it cannot show that this one is up")
        return self


Probe = Annotated[
    RouteProbe
    | VlanProbe
    | SqlProbe
    | HttpProbe
    | FileProbe
    | ObjectProbe
    | CommandProbe
    | LdapProbe
    | DnsProbe
    | DhcpProbe
    | RadiusProbe
    | PortProbe
    | Refused,
    Field(discriminator="kind"),
]
"""A look at a service from outside it."""


def host_of(probe: Probe) -> str | None:
    """Return the server that a probe asks, or the host in its URL; of a refusal, what is beside it."""
    match probe:
        case HttpProbe():
            return urlsplit(probe.url).hostname
        case Refused():
            return host_of(probe.beside)
        case RouteProbe() | VlanProbe() | ObjectProbe():
            return None
        case _:
            return probe.server


def single(probe: Probe) -> Iterator[Probe]:
    """Yield a probe, or the two that a refusal is made of."""
    yield from (probe.probe, probe.beside) if isinstance(probe, Refused) else (probe,)


def passwords_of(probe: Probe) -> tuple[Secret, ...]:
    """Return where the words lie that a probe proves itself with; a user's name is none."""
    match probe:
        case LdapProbe() if probe.password is not None:
            return (probe.password,)
        case RadiusProbe():
            return (probe.secret, probe.password)
        case Refused():
            return (*passwords_of(probe.probe), *passwords_of(probe.beside))
        case _:
            return ()
