"""Notes of accounts in which a drill may have scratch buckets: there before the first of these is made.

A note goes once the account was asked and nothing of its drill is left there. By it ``drplan drill gc`` knows
whom to ask, and that a drill of this machine is gone: elsewhere a bucket's own mark says only until when.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from drplan.adapters.scratch.lease import Lease, heard, told
from drplan.declare import AwsAccount
from drplan.errors import LabError

CLAIMS = "scratch-buckets"


@dataclass(frozen=True)
class Note:
    """One drill's claim on one account; ``where`` it is: in ``production``, or in a lab that may be gone."""

    lease: Lease
    account: AwsAccount
    where: str
    path: Path

    @property
    def drill(self) -> str:
        """The word that the drill's buckets carry in their names and marks."""
        return token(self.lease)


def token(lease: Lease) -> str:
    """Return the word that a room's drill marks its buckets with."""
    return lease.name.removeprefix("room")


def write(state: Path, lease: Lease, account: AwsAccount, where: str) -> Note:
    """Keep a note, whole or not at all. Raises ``LabError``."""
    path = state / CLAIMS / f"{token(lease)}-{account.name}.json"
    kept = {"lease": told(lease), "account": account.model_dump(mode="json"), "where": where}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(kept, indent=1))
        beside.replace(path)
    except OSError as error:
        raise LabError(
            f"cannot write in {path.parent}: {error.strerror}",
            next_step="set DRPLAN_STATE to a folder of your own",
        ) from error
    return Note(lease, account, where, path)


def forget(note: Note) -> None:
    """Remove a note, and the folder with the last one."""
    with suppress(OSError):
        note.path.unlink()
        note.path.parent.rmdir()


def dead(state: Path, now: datetime) -> list[Note]:
    """Return the notes of drills that are gone, or whose time is over."""
    return [note for note in _kept(state) if not note.lease.stands(now)]


def _kept(state: Path) -> Iterator[Note]:
    for path in sorted((state / CLAIMS).glob("*.json")):
        with suppress(OSError, ValueError, TypeError, KeyError, ValidationError):
            kept = json.loads(path.read_text())
            account = AwsAccount.model_validate(kept["account"])
            yield Note(heard(kept["lease"]), account, kept["where"], path)
