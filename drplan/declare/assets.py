"""What a site has: servers, network devices, cloud accounts."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Annotated, Literal

from pydantic import Field

from drplan.declare.base import Declared, Name, Text


class Server(Declared):
    """A host reached by SSH.

    ``address`` is where it answers. ``baselines`` name the files of ``deploys/`` it must hold, in order.
    ``owner`` is a role's name.
    """

    kind: Literal["server"] = "server"
    name: Name
    address: IPv4Address
    owner: Name
    baselines: tuple[Name, ...] = ("baseline",)


class Interface(Declared):
    """A routed port of a network device: its name there, its address with prefix, what it faces."""

    name: Text
    address: IPv4Interface
    description: Text


class NetworkDevice(Declared):
    """A router or switch reached by SSH at ``address``.

    ``neighbour`` names the device on the other end of its uplink, where its routes are seen from.
    ``routing`` are the networks it takes part in for OSPF (RFC 2328), area 0.
    """

    kind: Literal["network"] = "network"
    name: Name
    address: IPv4Address
    owner: Name
    platform: Literal["frr"]
    interfaces: tuple[Interface, ...]
    routing: tuple[IPv4Network, ...] = ()
    neighbour: Name | None = None
    baselines: tuple[Name, ...] = ("baseline",)


class AwsAccount(Declared):
    """An Amazon Web Services account. ``buckets`` are the S3 buckets the district keeps in it."""

    kind: Literal["aws"] = "aws"
    name: Name
    account_id: Annotated[str, Field(pattern=r"^[0-9]{12}$")]
    region: Text
    owner: Name
    buckets: tuple[Name, ...] = ()
    baselines: tuple[Name, ...] = ("baseline",)


Asset = Annotated[Server | NetworkDevice | AwsAccount, Field(discriminator="kind")]
"""Anything a service can run on."""
