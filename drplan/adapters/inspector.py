"""Looking into a restic repository for damage, from this machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.agent import restic
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.restic_call import PLAIN, Manner
from drplan.adapters.agent.restic_results import Checked
from drplan.adapters.agents import fault_of
from drplan.adapters.repositories import target
from drplan.declare.protection import Repository
from drplan.measure.integrity import Damage, Shown
from drplan.ports import SecretReader

_PACK = r"pack ([0-9a-f]{8,64})"
_KNOWN = (
    (re.compile(rf"{_PACK}: does not exist"), "pack {} is missing"),
    (re.compile(rf"{_PACK}: unexpected file size"), "pack {} is not as long as it was written"),
    (re.compile(rf"{_PACK} contains"), "pack {} is damaged"),
    (re.compile(r"loading index ([0-9a-f]{8,64})"), "index {} cannot be read"),
    (re.compile(r"failed to load snapshot ([0-9a-f]{8,64})"), "snapshot {} cannot be read"),
    (re.compile(r"error for tree ([0-9a-f]{8,64})"), "tree {} cannot be read"),
)
_SHORT = 16


class ResticInspector:
    """Implements :class:`drplan.act.check.Inspector`."""

    def __init__(
        self, access: Access, secrets: SecretReader, *, restic: Path, state: Path, manner: Manner = PLAIN
    ) -> None:
        self._access = access
        self._secrets = secrets
        self._manner = manner
        self._told = {"program": str(restic), "scratch": str(state / "scratch")}

    def show(self, repository: Repository) -> Shown:
        """Return its id and the snapshot files it lists, whether they can be read or not."""
        with self._reader(repository) as reader:
            return Shown(reader.config().id, frozenset(reader.files("snapshots")))

    def check(self, repository: Repository, part: int, parts: int) -> Damage:
        """Check how it hangs together, and read every pack of a part.

        It looks without a lock, so that no backup waits for it. A prune at the same time looks like damage:
        what was found is looked for again with the lock that keeps all others out, and counts only if it is
        found then too. Raises ``RepositoryLocked`` when somebody else is at work.
        """
        words = ("--read-data-subset", f"{part}/{parts}")
        with self._reader(repository) as reader:
            if reader.check(*words).sound:
                return Damage()
            confirmed = reader.check(*words, alone=True)
            return Damage() if confirmed.sound else _damage(confirmed)

    @contextmanager
    def _reader(self, repository: Repository) -> Iterator[restic.Reader]:
        place = target(repository, self._secrets, self._access, **self._told)
        try:
            yield restic.Reader(restic.target(place), self._manner)
        except Fault as fault:
            raise fault_of({"kind": fault.kind, "message": str(fault)}, f"{repository.name}: ") from fault


@dataclass(frozen=True)
class _Line:
    said: str
    pack: str | None


def _damage(checked: Checked) -> Damage:
    """Name what is damaged by its id. restic's other words may hold names of files: they stay here."""
    lines = [line for each in checked.errors if (line := _named(each))]
    lines += [_Line(f"pack {each[:_SHORT]} is damaged", each) for each in checked.broken_packs]
    packs = dict.fromkeys(line.pack for line in lines if line.pack)
    said = tuple(dict.fromkeys(_first_of_each_pack(lines)))
    return Damage(said or (f"restic check found {checked.error_count} errors",), tuple(packs))


def _named(said: str) -> _Line | None:
    for pattern, words in _KNOWN:
        found = pattern.search(said)
        if found:
            name = found[1]
            return _Line(words.format(name[:_SHORT]), name if words.startswith("pack") else None)
    return None


def _first_of_each_pack(lines: Iterable[_Line]) -> Iterator[str]:
    seen: set[str] = set()
    for line in lines:
        if line.pack in seen:
            continue
        if line.pack:
            seen.add(line.pack)
        yield line.said
