"""How long a benchmark takes its time: full, or quick (``make bench quick=1``); and how two take turns."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

QUICK = os.environ.get("DRPLAN_BENCH_QUICK") == "1"
_Any = TypeVar("_Any")
_Cost = TypeVar("_Cost")


def pick(full: _Any, quick: _Any) -> _Any:
    """Return what suits the pace."""
    return quick if QUICK else full


ROUNDS = int(os.environ.get("DRPLAN_BENCH_ROUNDS", pick("3", "1")))


def turns(
    ours: Callable[[], _Cost], theirs: Callable[[], _Cost], rounds: int = ROUNDS
) -> list[tuple[_Cost, _Cost]]:
    """Measure both, one right after the other, each first in its turn; returns ours and theirs a round."""
    pairs = []
    for turn in range(rounds):
        first, second = (ours, theirs) if turn % 2 else (theirs, ours)
        costs = {first: first(), second: second()}
        pairs.append((costs[ours], costs[theirs]))
    return pairs
