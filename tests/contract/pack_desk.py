"""A district's signed records of every kind, and packs made of them, for tests of the auditor's pack."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drplan.adapters.evidence_approvals import ApprovalEvidence
from drplan.adapters.evidence_checks import CheckEvidence
from drplan.adapters.evidence_deploys import DeployEvidence
from drplan.adapters.evidence_escrow import EscrowEvidence
from drplan.adapters.evidence_exercises import ExerciseEvidence
from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.evidence_posture import PostureEvidence
from drplan.adapters.keys import KeyFile
from drplan.measure.verdict import Verdict
from drplan.record.approval import ApprovalRecord, RecordRef
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.escrow import EscrowRecord, OpenedRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import CheckRecord, RepositoryRecord
from drplan.record.posture import PostureRecord

ROOT = Path(__file__).parents[2]
IDENTITY = "evidence@cedarvalley.example"
DISTRICT = "Cedar Valley School District"
FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASS = Verdict(outcome="pass")

_REAL = max((ROOT / "runbooks/evidence").glob("*/record.json"))
_COMMON = {"district": DISTRICT, "inventory_sha256": "0" * 64, "tools": {"drplan": "0.1.0"}}


@dataclass(frozen=True)
class Desk:
    """Where the records lie, and the key that signed them: ``runbooks``, ``state`` and ``key``."""

    runbooks: Path
    state: Path
    key: KeyFile


def desk(folder: Path) -> Desk:
    """Sign three drills, two deploys, and one record of each other kind, on the first days of March 2026."""
    key = KeyFile.create(folder / "state/keys", IDENTITY)
    made = Desk(folder / "runbooks", folder / "state", key)
    for page in ("hs/runbook.pdf", "hs/runbook.html", "README.md", "index.html"):
        (made.runbooks / page).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "runbooks" / page, made.runbooks / page)
    witness = made.runbooks / "witnesses/0001-river-bend/heads.txt"
    witness.parent.mkdir(parents=True)
    witness.write_text("# a neighbour saw the heads of hs-db1\n")
    for day in (0, 1, 4):
        add_drill(made, day)
    deploys = DeployEvidence(made.state / "evidence")
    sample = DeployRecord.model_validate_json((ROOT / "tests/cases/evidence/deploy.json").read_bytes())
    for day in (1, 2):
        told = {"id": f"{FIRST:%Y%m%d}-hs-drift-{day}", "district": DISTRICT, **_times(day)}
        deploys.append_next(sample.model_copy(update=told), {}, key)
    _add_others(made, key)
    return made


def add_drill(made: Desk, day: int, **changes: object) -> str:
    """Sign one more drill, whose words are a real one's; returns its id."""
    real = DrillRecord.model_validate_json(_REAL.read_bytes())
    begun = FIRST + timedelta(days=day)
    told = {
        "id": f"{begun:%Y%m%dT%H%M%SZ}-hs",
        "district": DISTRICT,
        "disrupted": begun,
        **_times(day),
        **changes,
    }
    evidence = EvidenceFolder(made.runbooks / "evidence")
    evidence.append_next(real.model_copy(update=told), {"manifests/sis data é.json": b"{}"}, made.key)
    return str(told["id"])


def _times(day: int) -> dict[str, datetime]:
    return {
        "started": FIRST + timedelta(days=day),
        "ended": FIRST + timedelta(days=day, minutes=40, seconds=1.5),
    }


def _add_others(made: Desk, key: KeyFile) -> None:
    by = {"operator_role": "systems-administrator", "operator_account": "root@do-mgmt1"}
    seen = RepositoryRecord(name="onsite", repository_id="cf0fafdd", snapshots=12, verdict=PASS)
    check = CheckRecord(
        id="check", verdict=PASS, previous=None, where="production", verb="check",
        repositories=(seen,), **_COMMON, **by, **_times(2),
    )  # fmt: skip
    CheckEvidence(made.runbooks / "checks").append_next(check, {}, key)
    opened = OpenedRecord(repository="offsite", place="bank box", identity="cf0fafdd", verdict=PASS)
    escrow = EscrowRecord(
        id="20260305-business-manager", verdict=PASS, previous=None, where="production",
        holder_role="business-manager", passwords=3, repositories=(opened,), **_COMMON, **by, **_times(3),
    )  # fmt: skip
    EscrowEvidence(made.runbooks / "escrow").append_next(escrow, {}, key)
    talked = ExerciseRecord.model_validate_json((ROOT / "tests/cases/evidence/exercise.json").read_bytes())
    told = {"district": DISTRICT, **_times(3)}
    ExerciseEvidence(made.runbooks / "exercises").append_next(talked.model_copy(update=told), {}, key)
    assessed = PostureRecord.model_validate_json((ROOT / "tests/cases/evidence/posture.json").read_bytes())
    told = {"id": "m365", "district": DISTRICT, **_times(3)}
    PostureEvidence(made.runbooks / "posture").append_next(assessed.model_copy(update=told), {}, key)
    drills = EvidenceFolder(made.runbooks / "evidence")
    head = drills.head()
    assert head is not None
    reviewed = RecordRef(noun="drill", id=drills.ids()[-1], head=head)
    review = ApprovalRecord(
        id="review", verdict=PASS, previous=None, act="review", by_role="superintendent", held="2026-03-06",
        operator_account="root@do-mgmt1", decision="accepted", of=(reviewed,), heads={"drill": head},
        **_COMMON, **_times(4),
    )  # fmt: skip
    ApprovalEvidence(made.runbooks / "approvals").append_next(review, {}, key)
