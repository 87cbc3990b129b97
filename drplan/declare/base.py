"""What every declared thing has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
"""A DNS label (RFC 1123) in lower case: hosts, services and data sets are named so everywhere."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""A line for people, never empty."""


class Declared(BaseModel):
    """A frozen value: it cannot be changed after it was built, and knows no field it was not given.

    Raises pydantic's ``ValidationError`` when built from impossible values.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)
