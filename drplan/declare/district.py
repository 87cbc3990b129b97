"""The organisation and its buildings."""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv4Network
from typing import Literal, Self

from pydantic import Field, model_validator

from drplan.declare.assets import Asset
from drplan.declare.base import Declared, Name, Text
from drplan.declare.people import Role
from drplan.declare.protection import BackupPolicy, Repository
from drplan.declare.services import Service


class Site(Declared):
    """One building or data room.

    ``code`` is the word typed as ``site=hs``. ``students`` counts enrolment. ``networks`` are the prefixes
    its assets' addresses come from.
    """

    code: Name
    title: Text
    kind: Literal["district-office", "high-school", "middle-school", "elementary-school"]
    students: int = Field(ge=0)
    networks: tuple[IPv4Network, ...]
    contact: Name
    assets: tuple[Asset, ...] = ()
    services: tuple[Service, ...] = ()


class District(Declared):
    """Everything that is declared: the argument of every rule, plan and page."""

    name: Text
    domain: Text
    sites: tuple[Site, ...]
    roles: tuple[Role, ...]
    repositories: tuple[Repository, ...]
    policies: tuple[BackupPolicy, ...]

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        groups = {
            "site": [site.code for site in self.sites],
            "role": [role.name for role in self.roles],
            "repository": [repository.name for repository in self.repositories],
            "policy": [policy.name for policy in self.policies],
            "asset": [asset.name for site in self.sites for asset in site.assets],
            "service": [service.name for site in self.sites for service in site.services],
            "data set": [
                data.name for site in self.sites for service in site.services for data in service.data_sets
            ],
        }
        for what, names in groups.items():
            twice = sorted(name for name, times in Counter(names).items() if times > 1)
            if twice:
                raise ValueError(f"{what} declared twice: {', '.join(twice)}")
        return self
