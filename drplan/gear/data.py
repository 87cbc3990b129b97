"""What the files in ``platforms/`` are made of."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression, kept as text; ``re`` itself remembers what it compiled."""


class Data(BaseModel):
    """What a platform's file says: nothing else may stand there, and nothing changes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
