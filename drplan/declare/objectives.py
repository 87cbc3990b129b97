"""What a service promises (NIST SP 800-34r1, section 3.2)."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import Self

from pydantic import model_validator

from drplan.declare.base import Declared


class Tier(IntEnum):
    """How early a service is recovered: 0 first."""

    FOUNDATION = 0
    SAFETY_PAY_RECORDS = 1
    INSTRUCTION = 2
    THE_REST = 3


class Objectives(Declared):
    """Recovery objectives of one service, as lengths of time (NIST SP 800-34 Rev. 1, section 3.2)."""

    rto: timedelta
    """Recovery time objective: the longest it may stay down."""
    rpo: timedelta
    """Recovery point objective: the most data, in time, that may be lost."""
    mtd: timedelta
    """Maximum tolerable downtime; never shorter than rto and wrt together."""
    wrt: timedelta = timedelta(0)
    """Work recovery time: validation and catch-up after the system is up."""

    @model_validator(mode="after")
    def _lengths_are_positive(self) -> Self:
        for field in ("rto", "rpo", "mtd"):
            if getattr(self, field) <= timedelta(0):
                raise ValueError(f"{field} must be longer than zero")
        if self.wrt < timedelta(0):
            raise ValueError("wrt must not be negative")
        return self

    @model_validator(mode="after")
    def _fits_inside_mtd(self) -> Self:
        if self.rto + self.wrt > self.mtd:
            raise ValueError(f"rto + wrt ({self.rto + self.wrt}) exceeds mtd ({self.mtd})")
        return self
