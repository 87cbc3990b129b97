"""What is read from a journal: JSON. Whoever can write to it must not be able to run code here."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from dbos._serialization import DBOSPortableJSONSerializer, DefaultSerializer

from drplan.errors import JournalError

JSON = DBOSPortableJSONSerializer()


def refuse_pickle() -> None:
    """Have DBOS raise where it would load a pickle: by its rows' own word it does, whatever it was set to."""
    DefaultSerializer.deserialize = _refuse  # type: ignore[method-assign, assignment]


def _refuse(_self: Any, _text: str) -> NoReturn:
    raise ValueError("a pickle in the journal is not read")


def packed(value: Any) -> dict[str, str]:
    """Wrap a JSON value so that any text survives any database: names that are no UTF-8, zero bytes."""
    return {"json": json.dumps(value)}


def unpacked(kept: Any, of: str) -> Any:
    """Return what was wrapped; raises ``JournalError`` for anything else, which no drplan wrote."""
    if not isinstance(kept, dict) or not isinstance(kept.get("json"), str):
        raise JournalError(
            f"the journal holds something for {of} that drplan did not write",
            next_step="find out who else writes to it; begin the drill anew under another id",
        )
    return json.loads(kept["json"])
