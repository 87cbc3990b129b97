"""What is said more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

_T = TypeVar("_T", int, str)


def twice(values: Iterable[_T]) -> list[_T]:
    """Return the values that occur more than once, each of them once, sorted."""
    return sorted(value for value, times in Counter(values).items() if times > 1)
