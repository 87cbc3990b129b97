"""Who keeps signed records, and the key that signs them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from drplan.adapters.evidence_approvals import ApprovalEvidence
    from drplan.adapters.evidence_checks import CheckEvidence
    from drplan.adapters.evidence_deploys import DeployEvidence
    from drplan.adapters.evidence_escrow import EscrowEvidence
    from drplan.adapters.evidence_exercises import ExerciseEvidence
    from drplan.adapters.evidence_folder import EvidenceFolder
    from drplan.adapters.keys import KeyFile
    from drplan.adapters.ssh_agent import AgentKey
    from drplan.declare import District
    from drplan.record.ledger import Ledger

CHECKS, ESCROWS, EXERCISES, APPROVALS = "checks", "escrow", "exercises", "approvals"
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


def ledger(runbooks: Path, deploys: Path | None = None) -> Ledger:
    """Return all signed records; raises ``EvidenceError`` when a chain is broken. None is verified."""
    from drplan.record.ledger import Ledger

    return Ledger(
        drills=tuple(evidence(runbooks / "evidence").records()),
        deploys=tuple(deploy_evidence(deploys).records()),
        checks=tuple(check_evidence(runbooks / CHECKS).records()),
        escrows=tuple(escrow_evidence(runbooks / ESCROWS).records()),
        exercises=tuple(exercise_evidence(runbooks / EXERCISES).records()),
        approvals=tuple(approval_evidence(runbooks / APPROVALS).records()),
    )


def operator_account() -> str:
    """Return the account and the machine at work, as they name themselves."""
    from drplan.adapters.operator import operator_account

    return operator_account()


def evidence_key() -> KeyFile | AgentKey:
    """Return the key that signs evidence: the state folder's, or what ``DRPLAN_EVIDENCE_KEY`` names.

    Raises ``SecretMissing`` when there is none, and as :meth:`drplan.adapters.ssh_agent.AgentKey.find`.
    """
    from drplan.adapters.keys import KeyFile
    from drplan.adapters.ssh_agent import AgentKey

    if setting := os.environ.get("DRPLAN_EVIDENCE_KEY"):
        return AgentKey.find(setting)
    return KeyFile.load(_keys())


def create_evidence_key(declared: District, identity: str | None = None) -> KeyFile:
    """Make the key that signs evidence; raises ``EvidenceError`` when there is one."""
    from drplan.adapters.keys import KeyFile

    return KeyFile.create(_keys(), identity or f"evidence@{declared.domain}")


def _keys() -> Path:
    return state_folder() / "keys"
