"""What an office suite's settings are held to: CISA's SCuBA policies, and those a district does without."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from drplan.declare.base import Declared, Name, Text

_SUITE = r"(MS|GWS)"

Held = Annotated[str, Field(pattern=rf"^{_SUITE}(\.[A-Z]+(\.[0-9]+(\.[0-9]+v[0-9]+(\.[0-9]+)?)?)?)?$")]
"""SCuBA policies by a name of theirs: a suite (GWS), a product (MS.AAD), a group of it (MS.AAD.3), or one
policy (MS.AAD.3.1v1)."""


class PolicyWaiver(Declared):
    """A policy that the district does without for a while, and who answers for that."""

    policy: Annotated[str, Field(pattern=rf"^{_SUITE}\.[A-Z]+\.[0-9]+\.[0-9]+v[0-9]+(\.[0-9]+)?$")]
    """The policy's id with its version, as in MS.AAD.3.1v1: other words are another decision."""
    reason: Text
    """Why it is done without."""
    approved_by_role: Name
    """The role that bears it."""
    until: date
    """The last day it is borne."""
