"""Bringing a table or an instance back beside production, looking whether it is whole, taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from drplan.act.backup import copies_of
from drplan.act.restore import Wanted, choose_named
from drplan.act.screening import as_far_as_trusted
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.protection import Repository
from drplan.errors import DrplanError, UsageError
from drplan.measure.compare import Comparison, compare
from drplan.ports import Clock, Progress, RecoveryPoint, Vault
from drplan.ports.beside import Beside, Kept, Rehearsal

STANDS = timedelta(days=1)
"""For how long at the most what a rehearsal makes may stand: a restore of a large instance takes hours."""


class TextVault(Vault, Protocol):
    """A vault that also gives the one text that such a data set is kept as."""

    def text(self, data_set: DataSet, point: RecoveryPoint, repository: Repository) -> Kept:
        """Read what the copy holds."""
        ...


@dataclass(frozen=True)
class BesidePorts:
    """The world as bringing something back beside production sees it."""

    district: District
    vault: TextVault
    beside: Beside
    clock: Clock
    progress: Progress


@dataclass(frozen=True)
class BroughtBeside:
    """What was made beside production, of which point, how it compares and how long it took.

    ``left`` says why what a rehearsal made could not be taken away again.
    """

    name: str
    point: RecoveryPoint
    comparison: Comparison
    seconds: float
    notes: Sequence[str] = field(default_factory=tuple)
    left: str | None = None


def bring_beside(data_set: DataSet, name: str, ports: BesidePorts, wanted: Wanted) -> BroughtBeside:
    """Bring it back as ``name`` to stay, and compare. Raises ``UsageError`` and the errors of AWS."""
    point, kept = _from_a_copy(data_set, ports, wanted)
    return _bring(data_set, (point, kept), name, ports, None)


def rehearse_beside(
    data_set: DataSet, name: str, token: str, ports: BesidePorts, wanted: Wanted
) -> BroughtBeside:
    """Bring it back as ``name``, compare, and take it away again, whatever happens between.

    What earlier rehearsals left is taken away first. Raises as :func:`bring_beside` does, once what was made
    is gone; an error of the removal is then a line of progress.
    """
    for line in ports.beside.sweep(data_set, ports.clock.now()):
        ports.progress.say(data_set.name, line)
    found = _from_a_copy(data_set, ports, wanted)
    rehearsal = Rehearsal(token, ports.clock.now() + STANDS)
    try:
        done = _bring(data_set, found, name, ports, rehearsal)
    except BaseException:
        _take_away(data_set, name, ports, rehearsal)
        raise
    left = _take_away(data_set, name, ports, rehearsal)
    return BroughtBeside(done.name, done.point, done.comparison, done.seconds, done.notes, left)


def _bring(
    data_set: DataSet,
    found: tuple[RecoveryPoint, Kept],
    name: str,
    ports: BesidePorts,
    rehearsal: Rehearsal | None,
) -> BroughtBeside:
    point, kept = found
    begun = ports.clock.monotonic()
    notes = [*kept.notes, *ports.beside.bring(data_set, kept, name, rehearsal)]
    seconds = ports.clock.monotonic() - begun
    there = ports.beside.read(data_set, kept, name)
    compared = as_far_as_trusted(compare(kept.expected, there, canaries=data_set.canaries), kept.notes)
    return BroughtBeside(name, point, compared, seconds, tuple(notes))


def _take_away(data_set: DataSet, name: str, ports: BesidePorts, rehearsal: Rehearsal) -> str | None:
    """Return why it could not be taken away; its mark lets the next rehearsal try again."""
    try:
        ports.progress.say(data_set.name, ports.beside.remove(data_set, name, rehearsal))
    except DrplanError as error:
        ports.progress.say(data_set.name, f"LEFT: {name}: {error.message}")
        return error.message
    return None


def _from_a_copy(data_set: DataSet, ports: BesidePorts, wanted: Wanted) -> tuple[RecoveryPoint, Kept]:
    """Read what is wanted from the nearest copy that answers and has it."""
    failure: DrplanError | None = None
    reasons: list[str] = []
    for repository in copies_of(ports.district, data_set):
        try:
            choice = choose_named(ports.vault.points(data_set, repository), wanted, repository.name)
            if choice.point is not None:
                kept = ports.vault.text(data_set, choice.point, repository)
                ports.progress.say(repository.name, choice.because)
                return choice.point, kept
        except DrplanError as error:
            ports.progress.say(repository.name, f"cannot be asked: {error.message}")
            failure = error
            continue
        reasons.append(f"{repository.name}: {choice.because}")
    raise failure or UsageError(
        f"no copy holds such a recovery point of {data_set.name} ({'; '.join(reasons)})",
        next_step=f"make one: drplan backup run --data-set {data_set.name}",
    )


def secrets_back(data_set: DataSet, ports: BesidePorts, wanted: Wanted) -> Comparison:
    """Take back the deletion of secrets that AWS still holds, and compare what is there."""
    point, _ = _from_a_copy(data_set, ports, wanted)
    copies = {each.name: each for each in copies_of(ports.district, data_set)}
    came = ports.vault.recover(data_set, point, copies[point.repository])
    for note in came.notes:
        ports.progress.say(data_set.name, note)
    return as_far_as_trusted(compare(came.expected, came.found), came.notes)
