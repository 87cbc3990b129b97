"""How old an export is by its own files: a backup of last night may hold what stopped coming weeks ago."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from drplan.measure.verdict import Verdict
from drplan.ports import Entries

_SECOND = 1_000_000_000


def newest_file(entries: Entries) -> datetime | None:
    """Return when the newest file of a manifest was last written; ``None`` where none of them says so."""
    written = [
        facts["mtime_ns"]
        for facts in entries.values()
        if facts.get("type") == "file" and isinstance(facts.get("mtime_ns"), int)
    ]
    return datetime.fromtimestamp(max(map(int, written)) / _SECOND, UTC) if written else None


def older_than_promised(
    as_of: Iterable[tuple[str, datetime]], disrupted: datetime, rpo: timedelta
) -> Verdict | None:
    """Say of exports, by name, which were last written longer before the loss than the RPO allows.

    It is not known that such data was lost: nothing may have changed since. ``None`` when there is none.
    """
    because = tuple(
        f"RPA is unknown: {name} was last written {_rounded(disrupted - written)} before the loss, RPO {rpo}"
        for name, written in as_of
        if disrupted - written > rpo
    )
    return Verdict(outcome="no-evidence", because=because) if because else None


def _rounded(length: timedelta) -> timedelta:
    return timedelta(seconds=round(length.total_seconds()))
