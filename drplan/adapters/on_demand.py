"""Enforcers by kind of asset, each made when it is first asked for: their libraries are slow to load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import Lock

from drplan.ports import Enforcer


class OnDemand(Mapping[str, Enforcer]):
    """Looks like a dictionary of enforcers; ``makers`` says how each is made. Threads may share it.

    Asking for one raises what its maker raises, each time until it could be made.
    """

    def __init__(self, makers: Mapping[str, Callable[[], Enforcer]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, Enforcer] = {}
        self._making = Lock()

    def __getitem__(self, kind: str) -> Enforcer:
        with self._making:
            if kind not in self._made:
                self._made[kind] = self._makers[kind]()
            return self._made[kind]

    def __contains__(self, kind: object) -> bool:
        return kind in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)
