"""What every declared thing has in common."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
"""A DNS label (RFC 1123) in lower case: hosts, services and data sets are named so everywhere."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=10_000, strip_whitespace=True)]
"""A line for people, never empty, and no longer than somebody reads."""

TimeZone = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z]*(/[A-Z][A-Za-z0-9_+-]*){0,2}$")]
"""A name of the tz database (RFC 6557), as in America/Chicago."""

Fingerprint = Annotated[str, StringConstraints(pattern=r"^SHA256:[A-Za-z0-9+/]{43}$")]
"""An SSH key's fingerprint, as `ssh-keygen -lf` prints it."""

Dollars = Annotated[int, Field(ge=0)]
"""Money in whole United States dollars."""

Megabits = Annotated[float, Field(gt=0)]
"""A rate in megabits (10^6 bits) a second."""

Bytes = Annotated[int, Field(ge=0, lt=2**63)]
"""A size in bytes."""


def _absolute(path: PurePosixPath) -> PurePosixPath:
    if not path.is_absolute() or path == PurePosixPath("/"):
        raise ValueError(f"the path must be absolute and below /, not {str(path)!r}")
    return path


AbsolutePath = Annotated[PurePosixPath, AfterValidator(_absolute)]
"""A path of a server, absolute and below /."""


class Declared(BaseModel):
    """A frozen value: it cannot be changed after it was built, and knows no field it was not given.

    Raises pydantic's ``ValidationError`` when built from impossible values.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, use_attribute_docstrings=True
    )
