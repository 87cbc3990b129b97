"""Many requests side by side, without ever holding all of them: neither the questions nor the answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from drplan.adapters.aws.session import IN_PARALLEL

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")

_WAITING = IN_PARALLEL * 8
"""Answers may wait for a slow one before them, but not without end."""


def abreast(work: Callable[[_Item], _Answer], items: Iterable[_Item]) -> Iterator[_Answer]:
    """Yield ``work``'s answers in the order of ``items``, ``IN_PARALLEL`` at once.

    ``items`` is read in the caller's thread, and not far ahead. The first error ends it; what was under way
    is waited for.
    """
    with ThreadPoolExecutor(IN_PARALLEL) as pool:
        asked: deque[Future[_Answer]] = deque()
        try:
            for item in items:
                asked.append(pool.submit(work, item))
                if len(asked) >= _WAITING:
                    yield asked.popleft().result()
            while asked:
                yield asked.popleft().result()
        finally:
            for each in asked:
                each.cancel()
