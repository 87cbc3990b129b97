"""How a service's health is seen from outside it."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field

from drplan.declare.base import Declared, Name, Text
from drplan.declare.data import DatabaseName


class RouteProbe(Declared):
    """Healthy when a device has learnt an OSPF route."""

    kind: Literal["route"] = "route"
    """Set by the word itself, never written in an inventory."""
    seen_from: Name
    """The network device that looks."""
    network: IPv4Network
    """The network it must have learnt."""


class SqlProbe(Declared):
    """Healthy when a database answers as it should."""

    kind: Literal["sql"] = "sql"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server it asks."""
    database: DatabaseName
    """The PostgreSQL database there."""
    query: Text
    """What it asks."""
    expect: Text
    """The answer, exactly."""


class HttpProbe(Declared):
    """Healthy when a page is fetched with status 200 and holds what it should."""

    kind: Literal["http"] = "http"
    """Set by the word itself, never written in an inventory."""
    url: Text
    """The address it fetches."""
    contains: Text
    """What the page holds."""


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


Probe = Annotated[
    RouteProbe | SqlProbe | HttpProbe | FileProbe | ObjectProbe | CommandProbe,
    Field(discriminator="kind"),
]
"""A look at a service from outside it."""
