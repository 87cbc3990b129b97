"""One catalogue of policies, as the file beside it has it."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

POLICY_ID = re.compile(r"((?:MS|GWS)\.[A-Z]+)\.([0-9]+)\.([0-9]+)v([0-9]+(?:\.[0-9]+)?)")
"""A policy's id: suite and product, group, number in it, and the policy's own version."""

Criticality = Literal["SHALL", "SHOULD", "MAY"]
"""RFC 2119: SHALL is required, SHOULD recommended."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Policy(_Data):
    """One policy. ``where`` says how somebody gets to its setting, empty where its source does not."""

    id: Annotated[str, Field(pattern=rf"^{POLICY_ID.pattern}$")]
    product: str
    group: str
    requirement: str
    criticality: Criticality
    where: str = ""
    link: str

    @property
    def bare(self) -> str:
        """The id without the version."""
        return bare(self.id)


class Catalogue(_Data):
    """All policies for one kind of tenant, as one release of their source has them."""

    schema_id: Literal["drplan/posture-catalogue/1"] = "drplan/posture-catalogue/1"
    kind: Literal["google-workspace", "microsoft-365"]
    title: str
    source: str
    release: str
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
    released: date
    licence: Literal["CC0-1.0"]
    policies: tuple[Policy, ...]

    @cached_property
    def by_id(self) -> dict[str, Policy]:
        """Every policy by its id."""
        return {each.id: each for each in self.policies}

    def under(self, name: str) -> tuple[Policy, ...]:
        """Return the policies that a name stands for: a suite, a product, a group of it, or one policy."""
        return tuple(each for each in self.policies if each.id == name or each.id.startswith(f"{name}."))

    def held(self, names: tuple[str, ...]) -> tuple[Policy, ...]:
        """Return the policies that any of the names stands for, in the catalogue's order, each once."""
        wanted = {each.id for name in names for each in self.under(name)}
        return tuple(each for each in self.policies if each.id in wanted)


def bare(policy: str) -> str:
    """Return a policy's id without its version: what stays when its words change."""
    return policy.partition("v")[0]
