"""What repositories showed when recovery points were last dropped: one file each, on this machine alone."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from drplan.custody import Seen
from drplan.declare.protection import Repository
from drplan.errors import RepositoryError


class LooksFolder:
    """Implements :class:`drplan.custody.Looks` below ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def last(self, repository: Repository) -> Seen | None:
        """Return the last look. Raises ``RepositoryError`` for one that cannot be read: it is no first."""
        path = self._path(repository)
        try:
            told = json.loads(path.read_text())
            return Seen(datetime.fromisoformat(told["at"]), frozenset(map(str, told["ids"])))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise RepositoryError(
                f"what {repository.name} showed last time cannot be read: {type(error).__name__}",
                next_step=f"bring {path} back; without it, back-dated recovery points would count as good",
            ) from error

    def remember(self, repository: Repository, seen: Seen) -> None:
        """Write it whole or not at all."""
        path = self._path(repository)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps({"at": seen.at.isoformat(), "ids": sorted(seen.ids)}))
        beside.replace(path)

    def _path(self, repository: Repository) -> Path:
        return self._root / f"{repository.name}.json"
