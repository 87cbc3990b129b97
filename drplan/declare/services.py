"""What people use, what it promises, and how its health is seen."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field

from drplan.declare.base import Declared, Name, Text
from drplan.declare.objectives import Objectives, Tier
from drplan.declare.protection import DataSet


class RouteProbe(Declared):
    """Healthy when the device ``seen_from`` has learnt an OSPF route to ``network``."""

    kind: Literal["route"] = "route"
    seen_from: Name
    network: IPv4Network


class SqlProbe(Declared):
    """Healthy when ``query`` in ``database`` on ``server`` answers exactly ``expect``."""

    kind: Literal["sql"] = "sql"
    server: Name
    database: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]*$")]
    query: Text
    expect: Text


class HttpProbe(Declared):
    """Healthy when ``url`` answers 200 and its body holds ``contains``."""

    kind: Literal["http"] = "http"
    url: Text
    contains: Text


class FileProbe(Declared):
    """Healthy when ``path`` on ``server`` can be read and holds ``contains``."""

    kind: Literal["file"] = "file"
    server: Name
    path: Text
    contains: Text


class ObjectProbe(Declared):
    """Healthy when the current version of ``key`` in the account's bucket holds ``contains``."""

    kind: Literal["object"] = "object"
    account: Name
    bucket: Name
    key: Text
    contains: Text


Probe = Annotated[
    RouteProbe | SqlProbe | HttpProbe | FileProbe | ObjectProbe,
    Field(discriminator="kind"),
]
"""A look at a service from outside it."""


class HumanStep(Declared):
    """Something a person does during recovery; ``duration`` is declared, not measured."""

    what: Text
    role: Name
    duration: timedelta


class Service(Declared):
    """What people use.

    ``runs_on`` and ``depends_on`` are names of assets and services. A service without a probe can never
    be proven recovered.
    """

    name: Name
    title: Text
    tier: Tier
    objectives: Objectives
    owner: Name
    runs_on: tuple[Name, ...] = ()
    depends_on: tuple[Name, ...] = ()
    data_sets: tuple[DataSet, ...] = ()
    probes: tuple[Probe, ...] = ()
    human_steps: tuple[HumanStep, ...] = ()
    impact: Text
    workaround: Text
