"""Who keeps signed records, and the key that signs them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from drplan.adapters.evidence_approvals import ApprovalEvidence
    from drplan.adapters.evidence_checks import CheckEvidence
    from drplan.adapters.evidence_deploys import DeployEvidence
    from drplan.adapters.evidence_escrow import EscrowEvidence
    from drplan.adapters.evidence_exercises import ExerciseEvidence
    from drplan.adapters.evidence_folder import EvidenceFolder, RecordsFolder
    from drplan.adapters.evidence_posture import PostureEvidence
    from drplan.adapters.keys import KeyFile
    from drplan.adapters.ssh_agent import AgentKey
    from drplan.declare import District
    from drplan.record.ledger import Ledger
    from drplan.record.signers import AllowedSigner

CHECKS, ESCROWS, EXERCISES, APPROVALS, POSTURE = "checks", "escrow", "exercises", "approvals", "posture"
"""The folders of chains beside the drills', below the runbooks."""


def evidence(root: Path) -> EvidenceFolder:
    """Return the folder of signed records."""
    from drplan.adapters.evidence_folder import EvidenceFolder

    return EvidenceFolder(root)


def deploy_evidence_root() -> Path:
    """Return where this machine keeps the signed records of its deploys."""
    return state_folder() / "evidence"


def deploy_evidence(root: Path | None = None) -> DeployEvidence:
    """Return the signed records of deploys, this machine's own or those below ``root``."""
    from drplan.adapters.evidence_deploys import DeployEvidence

    return DeployEvidence(root or deploy_evidence_root())


def escrow_evidence(root: Path) -> EscrowEvidence:
    """Return the signed records of opened escrows."""
    from drplan.adapters.evidence_escrow import EscrowEvidence

    return EscrowEvidence(root)


def exercise_evidence(root: Path) -> ExerciseEvidence:
    """Return the signed records of exercises, kept in git beside the drills'."""
    from drplan.adapters.evidence_exercises import ExerciseEvidence

    return ExerciseEvidence(root)


def check_evidence(root: Path) -> CheckEvidence:
    """Return the signed records of repository checks, kept in git beside the drills'."""
    from drplan.adapters.evidence_checks import CheckEvidence

    return CheckEvidence(root)


def approval_evidence(root: Path) -> ApprovalEvidence:
    """Return the signed records of reviews and approvals, kept in git beside the drills'."""
    from drplan.adapters.evidence_approvals import ApprovalEvidence

    return ApprovalEvidence(root)


def posture_evidence(root: Path) -> PostureEvidence:
    """Return the signed records of assessed tenants, kept in git beside the drills'."""
    from drplan.adapters.evidence_posture import PostureEvidence

    return PostureEvidence(root)


def committed_ledger(runbooks: Path) -> Ledger:
    """Return the records that lie in git: all but deploys. Raises as ``ledger`` does."""
    from drplan.record.ledger import Ledger

    chains = _committed(runbooks)
    return Ledger(
        drills=tuple(chains.drills.records()),
        checks=tuple(chains.checks.records()),
        escrows=tuple(chains.escrows.records()),
        exercises=tuple(chains.exercises.records()),
        approvals=tuple(chains.approvals.records()),
        heads=_heads(chains),
        postures=tuple(chains.postures.records()),
    )


def ledger(runbooks: Path, deploys: Path | None = None) -> Ledger:
    """Return all signed records; raises ``EvidenceError`` when a chain is broken. None is verified."""
    found, chain = committed_ledger(runbooks), deploy_evidence(deploys)
    heads = {**found.heads, **_heads([chain])}
    return replace(found, deploys=tuple(chain.records()), heads=heads)


def heads(runbooks: Path, deploys: Path | None = None) -> dict[str, str]:
    """Return the head of every chain that holds a record, by noun; raises ``EvidenceError``."""
    return _heads([*_committed(runbooks), deploy_evidence(deploys)])


def signed_for(runbooks: Path) -> dict[str, AllowedSigner]:
    """Return by id whom each drill on record is signed by.

    Raises ``EvidenceError`` when any record in git is signed by nobody whom its ``allowed_signers`` names.
    """
    chains: tuple[RecordsFolder[Any], ...] = _committed(runbooks)
    drills, *_ = ({name: each.bearer(name) for name in each.ids()} for each in chains)
    return drills


class _Committed(NamedTuple):
    """The chains that lie in git."""

    drills: EvidenceFolder
    checks: CheckEvidence
    escrows: EscrowEvidence
    exercises: ExerciseEvidence
    approvals: ApprovalEvidence
    postures: PostureEvidence


def _committed(runbooks: Path) -> _Committed:
    return _Committed(
        evidence(runbooks / "evidence"),
        check_evidence(runbooks / CHECKS),
        escrow_evidence(runbooks / ESCROWS),
        exercise_evidence(runbooks / EXERCISES),
        approval_evidence(runbooks / APPROVALS),
        posture_evidence(runbooks / POSTURE),
    )


def _heads(chains: Iterable[RecordsFolder[Any]]) -> dict[str, str]:
    found = {chain.kind.noun: chain.head() for chain in chains}
    return {noun: head for noun, head in found.items() if head is not None}


def operator_account() -> str:
    """Return the account and the machine at work, as they name themselves."""
    from drplan.adapters.operator import operator_account

    return operator_account()


def evidence_key() -> KeyFile | AgentKey:
    """Return the key that signs evidence: the state folder's, or what ``DRPLAN_EVIDENCE_KEY`` names.

    Raises ``SecretMissing`` when there is none, and as :meth:`drplan.adapters.ssh_agent.AgentKey.find`.
    """
    from drplan.adapters.keys import KeyFile
    from drplan.adapters.ssh_agent import SETTING, AgentKey

    if setting := os.environ.get(SETTING):
        return AgentKey.find(setting)
    return KeyFile.load(_keys())


def create_evidence_key(declared: District, identity: str | None = None) -> KeyFile:
    """Make the key that signs evidence; raises ``EvidenceError`` when there is one."""
    from drplan.adapters.keys import KeyFile

    return KeyFile.create(_keys(), identity or f"evidence@{declared.domain}")


def _keys() -> Path:
    return state_folder() / "keys"
