"""Secrets and students' data, planted where they could get in: none is written in any record or beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from drplan.adapters.evidence_approvals import ApprovalEvidence
from drplan.adapters.evidence_checks import CheckEvidence
from drplan.adapters.evidence_deploys import DeployEvidence
from drplan.adapters.evidence_exercises import ExerciseEvidence
from drplan.adapters.evidence_folder import EvidenceFolder, RecordsFolder
from drplan.adapters.keys import KeyFile
from drplan.errors import EvidenceError
from drplan.measure.verdict import Verdict
from drplan.record.approval import ApprovalRecord
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.exercise import DecisionRecord, ExerciseRecord
from drplan.record.integrity import CheckRecord, RepositoryRecord
from drplan.record.redaction import redacted

CASES = Path(__file__).parents[1] / "cases/evidence"
LEAKS = json.loads((CASES / "leaks.json").read_text())
DRILL = DrillRecord.model_validate_json((CASES / "record.json").read_bytes())
DEPLOY = DeployRecord.model_validate_json((CASES / "deploy.json").read_bytes())
EXERCISE = ExerciseRecord.model_validate_json((CASES / "exercise.json").read_bytes())
SAID = {name: getattr(DEPLOY, name) for name in ("started", "ended", "district", "inventory_sha256", "tools")}


def drill(step: dict[str, Any]) -> tuple[type[RecordsFolder[Any]], Any, dict[str, bytes]]:
    changed = DRILL.steps[0].model_copy(update=step)
    return EvidenceFolder, DRILL.model_copy(update={"steps": (changed,)}), {}


def deploy(asset: dict[str, Any]) -> tuple[type[RecordsFolder[Any]], Any, dict[str, bytes]]:
    changed = DEPLOY.assets[1].model_copy(update=asset)
    return DeployEvidence, DEPLOY.model_copy(update={"assets": (DEPLOY.assets[0], changed)}), {}


def operation(text: str) -> tuple[type[RecordsFolder[Any]], Any, dict[str, bytes]]:
    one = DEPLOY.assets[1].operations[0].model_copy(update={"name": text})
    return deploy({"operations": (one,)})


def damage(text: str) -> tuple[type[RecordsFolder[Any]], Any, dict[str, bytes]]:
    seen = RepositoryRecord(
        name="onsite", repository_id=None, snapshots=0, damage=(text,), verdict=Verdict(outcome="pass")
    )
    record = CheckRecord(
        **SAID,
        id="check",
        verdict=Verdict(outcome="pass"),
        previous=None,
        where="lab",
        verb="check",
        operator_role="operator",
        operator_account="root@hs-admin",
        repositories=(seen,),
    )
    return CheckEvidence, record, {}


def note(text: str) -> tuple[type[RecordsFolder[Any]], Any, dict[str, bytes]]:
    record = ApprovalRecord(
        **SAID,
        id="approval",
        verdict=Verdict(outcome="pass"),
        previous=None,
        act="plan approval",
        by_role="superintendent",
        operator_account="root@hs-admin",
        held="2026-12-08",
        decision="accepted",
        note=text,
        plan_sha256="ab" * 32,
        heads={},
    )
    return ApprovalEvidence, record, {}


def decided(text: str) -> tuple[type[RecordsFolder[Any]], Any, dict[str, bytes]]:
    one = DecisionRecord(id="d1", asked="who is told", role="principal", decided=text, seconds=None)
    return ExerciseEvidence, EXERCISE.model_copy(update={"decisions": (one,)}), {}


def title(text: str) -> tuple[type[RecordsFolder[Any]], Any, dict[str, bytes]]:
    service = DRILL.services[0].model_copy(update={"title": text})
    return EvidenceFolder, DRILL.model_copy(update={"services": (service,)}), {}


PLANT = {
    "detail": lambda text: drill({"detail": text}),
    "verdict": lambda text: drill({"verdict": Verdict(outcome="fail", because=(text,))}),
    "asset error": lambda text: deploy({"error": text}),
    "operation": operation,
    "damage": damage,
    "note": note,
    "decided": decided,
    "title": title,
    "file": lambda text: (EvidenceFolder, DRILL, {"log.txt": text.encode()}),
    "file name": lambda text: (EvidenceFolder, DRILL, {text: b""}),
}


def written(root: Path) -> bytes:
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return b"\n".join(path.relative_to(root).as_posix().encode() + path.read_bytes() for path in files)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> KeyFile:
    return KeyFile.create(tmp_path_factory.mktemp("keys"), "evidence@cedarvalley.example")


@pytest.mark.parametrize("case", LEAKS["planted"], ids=[case["what"] for case in LEAKS["planted"]])
def test_what_is_planted_is_refused_or_left_out(tmp_path, key, case):
    chain, record, files = PLANT[case["where"]](case["text"])
    evidence = chain(tmp_path)
    try:
        evidence.append_next(record, files, key)
    except EvidenceError as error:
        said = str(error) + error.next_step
        assert evidence.ids() == []
        assert not case["stays"], said
    else:
        said = json.dumps(evidence.records()[0].model_dump(mode="json"), ensure_ascii=False)
        assert evidence.verify() == []
    everything = said + written(tmp_path).decode()
    assert [each for each in case["gone"] if each in everything] == []
    assert [each for each in case["stays"] if each not in said] == []


@pytest.mark.parametrize("text", LEAKS["innocent"])
def test_what_tells_nothing_of_anybody_stays(text):
    _, record, _ = drill({"detail": text, "verdict": Verdict(outcome="fail", because=(text,))})
    assert redacted(record) is record


def test_forty_kinds_and_more_are_planted():
    assert len({case["what"] for case in LEAKS["planted"]}) >= 40


@pytest.mark.parametrize("record", [DRILL, DEPLOY, EXERCISE], ids=["drill", "deploy", "exercise"])
def test_records_as_they_are_kept_need_no_redaction(record):
    assert redacted(record) is record
