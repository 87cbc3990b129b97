"""Findings that somebody answers for, for a while."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from drplan.declare.base import Declared, Name, Text


class Waiver(Declared):
    """Sets one rule aside for one thing, for a while."""

    rule: Annotated[str, Field(pattern=r"^DRP[0-9]{3}$")]
    """The rule's id, as in DRP014."""
    subject: Text
    """The name of what the finding is about."""
    reason: Text
    """Why it is borne."""
    approved_by_role: Name
    """The role that bears it."""
    until: date
    """The last day it is borne."""
