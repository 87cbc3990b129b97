"""Every chain of signed records that a district has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drplan.errors import UsageError
from drplan.wiring.records import (
    APPROVALS,
    CHECKS,
    ESCROWS,
    EXERCISES,
    POSTURE,
    approval_evidence,
    check_evidence,
    deploy_evidence,
    escrow_evidence,
    evidence,
    exercise_evidence,
    posture_evidence,
)

if TYPE_CHECKING:
    from drplan.adapters.evidence_folder import RecordsFolder
    from drplan.explain.pack import Asked
    from drplan.record.check import RecordFiles
    from drplan.record.gather import Gathered
    from drplan.record.kept import SignedRecord


def chains(runbooks: Path, deploys: Path | None = None) -> dict[str, RecordsFolder[Any]]:
    """Return every chain by the noun of its records, the drills' first."""
    return {
        "drill": evidence(runbooks / "evidence"),
        "deploy": deploy_evidence(deploys),
        "check": check_evidence(runbooks / CHECKS),
        "escrow": escrow_evidence(runbooks / ESCROWS),
        "exercise": exercise_evidence(runbooks / EXERCISES),
        "approval": approval_evidence(runbooks / APPROVALS),
        "posture": posture_evidence(runbooks / POSTURE),
    }


class Chains:
    """Every chain of a district, below its runbooks and where its deploys' records are."""

    def __init__(self, runbooks: Path, deploys: Path | None) -> None:
        self.runbooks = runbooks
        self.all = chains(runbooks, deploys)

    def gather(self, asked: Asked, bears: Callable[[SignedRecord], bool]) -> tuple[Gathered, ...]:
        """Verify every chain, return those that have records; ``UsageError`` when none is asked for."""
        from drplan.record.gather import Wanted, gather

        wanted = Wanted(date.fromisoformat(asked.first_day), date.fromisoformat(asked.last_day), bears)
        found = tuple(
            gather(noun, self._folders(chain), chain.signers(), wanted)
            for noun, chain in sorted(self.all.items())
        )
        if any(each.chosen for each in found):
            return tuple(each for each in found if each.links)
        what = f" is evidence for {asked.control} and" if asked.control else ""
        raise UsageError(
            f"no record{what} was begun from {asked.first_day} to {asked.last_day}",
            next_step="see what is on record: drplan evidence list",
        )

    def let_sign_packs(self, identity: str, public: bytes) -> Path | None:
        """Let the key sign packs; returns the file that was changed, ``None`` when it was allowed already."""
        from drplan.record.pack_signers import may_sign_packs
        from drplan.record.signers import SIGNERS, signer_line
        from drplan.record.sshsig import PACK_NAMESPACE

        drills = self.all["drill"]
        if may_sign_packs(_bytes(drills.root / SIGNERS), public):
            return None
        drills.allow(signer_line(identity, public, PACK_NAMESPACE))
        return drills.root / SIGNERS

    def signers(self) -> bytes:
        """Return who may sign, of all chains together."""
        from drplan.record.pack_signers import merged_signers
        from drplan.record.signers import SIGNERS

        return merged_signers(_bytes(chain.root / SIGNERS) for chain in self.all.values())

    def trust(self) -> dict[str, bytes]:
        """Return the hand-overs of keys and what witnesses left, by their names below the runbooks."""
        from drplan.adapters.pack_files import read_pack

        found = {}
        for name in ("keys", "witnesses"):
            folder = self.runbooks / name
            kept = read_pack(folder).files if folder.is_dir() else {}
            found.update({f"{name}/{each}": data for each, data in kept.items()})
        return found

    def _folders(self, chain: RecordsFolder[Any]) -> Iterator[RecordFiles]:
        from drplan.adapters.evidence_disk import read_folder

        return (read_folder(chain.root / name, chain.kind) for name in chain.ids())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
