"""Sentences with values in them, kept apart, so that a page can put them into its reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    """One sentence, in English, with ``{name}`` for each value.

    A value is a number, a day, a length as people write it, a sentence of its own, or several in a row.
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


def said(message: str, **values: object) -> Said:
    """Build a sentence."""
    return Said(message, values)
