"""The evidence of deploys: one numbered chain, apart from the drills' own."""

import shutil
from pathlib import Path

import pytest

from drplan.adapters.evidence_deploys import DeployEvidence
from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.keys import KeyFile
from drplan.errors import EvidenceError
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord

CASES = Path(__file__).parents[2] / "cases/evidence"
SAMPLE = DeployRecord.model_validate_json((CASES / "deploy.json").read_bytes())
DRILL = DrillRecord.model_validate_json((CASES / "record.json").read_bytes())


@pytest.fixture
def key(tmp_path):
    return KeyFile.create(tmp_path / "keys", "evidence@cedarvalley.example")


@pytest.fixture
def evidence(tmp_path):
    return DeployEvidence(tmp_path / "evidence")


def add(evidence, key, *names):
    return [evidence.append_next(SAMPLE.model_copy(update={"id": name}), {}, key) for name in names]


def test_each_record_is_numbered_in_the_order_of_the_chain_whatever_its_time(evidence, key):
    add(evidence, key, "20261122T120000Z-hs-apply", "20261122T110000Z-hs-drift", "20261122T110000Z-hs-drift")
    assert evidence.ids() == [
        "0000001-20261122T120000Z-hs-apply",
        "0000002-20261122T110000Z-hs-drift",
        "0000003-20261122T110000Z-hs-drift",
    ]
    assert [record.id for record in evidence.records()] == evidence.ids()
    assert evidence.verify(head=evidence.head()) == []


def test_only_the_newest_is_read_to_add_one_and_verify_still_sees_the_others(evidence, key):
    add(evidence, key, "a", "b", "c")
    (evidence.root / "0000002-b" / "record.json").write_bytes(b"{}")
    add(evidence, key, "d")
    assert {finding.record_id for finding in evidence.verify()} >= {"0000002-b"}


def test_a_record_that_went_missing_is_a_gap(evidence, key):
    add(evidence, key, "a", "b", "c")
    shutil.rmtree(evidence.root / "0000002-b")
    (finding,) = evidence.verify()
    assert finding.record_id == "0000003-c"
    assert "missing before it" in finding.what


def test_an_altered_newest_record_is_not_built_upon_and_the_way_out_is_named(evidence, key):
    (folder,) = add(evidence, key, "a")
    (folder / "record.json").write_bytes(b"{}")
    with pytest.raises(EvidenceError) as refused:
        add(evidence, key, "b")
    assert evidence.ids() == ["0000001-a"]
    assert "evidence verify" in refused.value.next_step
    assert "begins a new chain" in refused.value.next_step


def test_a_known_secret_is_never_written(evidence, key):
    record = SAMPLE.model_copy(update={"district": "hunter2hunter2"})
    with pytest.raises(EvidenceError, match="holds a secret"):
        evidence.append_next(record, {}, key, secrets=["hunter2hunter2"])
    assert evidence.ids() == []


def test_a_drill_among_deploys_and_a_deploy_among_drills_are_findings(evidence, key, tmp_path):
    drills = EvidenceFolder(tmp_path / "drills")
    drills.append(DRILL.model_copy(update={"id": "hs-1", "previous": None}), {}, key)
    (deploy,) = add(evidence, key, "a")
    shutil.copytree(deploy, drills.root / deploy.name)
    shutil.copytree(drills.root / "hs-1", evidence.root / "hs-1")
    assert [finding.what.split(":")[0] for finding in drills.verify()] == ["is not a drill record"]
    assert [finding.what.split(":")[0] for finding in evidence.verify()] == ["is not a deploy record"]
