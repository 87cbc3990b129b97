"""OSCAL: valid by NIST's own schema, the same bytes from one state, and never satisfied without a pass."""

import base64
import copy
import json
from pathlib import Path

import jsonschema_rs
import pytest

from drplan.audit.controls.crosswalk import crosswalk
from drplan.audit.controls.judge import judge
from drplan.audit.controls.oscal import assessment_results
from tests.unit.audit.controls_world import GOOD, case_of, changed

SCHEMA = Path(__file__).parents[2] / "cases/oscal/oscal_complete_schema.json"
VALID = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()))
EMPTY = GOOD | {name: [] for name in ("drills", "deploys", "checks", "escrows", "exercises", "approvals")}
FAILED = changed(
    GOOD, [["set", ["checks", 0, "repositories", "*", "verdict"], {"outcome": "fail", "because": ["x"]}]]
)


def written(tree):
    case = case_of(tree)
    return assessment_results(case, judge(case, crosswalk()), "0.1.0")


def results(tree):
    return json.loads(written(tree))["assessment-results"]


def result(tree):
    (only,) = results(tree)["results"]
    return only


@pytest.mark.parametrize("tree", [GOOD, EMPTY, FAILED], ids=["good", "empty", "failed"])
def test_the_results_and_the_stub_plan_in_them_are_valid(tree):
    document = json.loads(written(tree))
    assert [error.message for error in VALID.iter_errors(document)] == []
    resources = {each["uuid"]: each for each in document["assessment-results"]["back-matter"]["resources"]}
    plan = resources[document["assessment-results"]["import-ap"]["href"].removeprefix("#")]
    stub = json.loads(base64.b64decode(plan["base64"]["value"]))
    assert [error.message for error in VALID.iter_errors(stub)] == []
    assert list(stub) == ["assessment-plan"]


def _planted():
    yield "no plan is named", ["import-ap"], None
    yield "a third state", ["results", 0, "findings", 0, "target", "status", "state"], "maybe"
    yield "no UUID", ["uuid"], "1"
    yield "a word that OSCAL does not know", ["results", 0, "verdict"], "pass"
    yield "a time without a zone", ["results", 0, "start"], "2026-11-20T18:00:00"


@pytest.mark.parametrize(("path", "value"), [(path, value) for _, path, value in _planted()])
def test_the_schema_refuses_what_is_planted(path, value):
    document = json.loads(written(GOOD))
    holder = document["assessment-results"]
    *way, last = path
    for key in way:
        holder = holder[key]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    assert not VALID.is_valid(document)


def test_the_same_state_gives_the_same_bytes_and_another_state_other_ones():
    assert written(GOOD) == written(copy.deepcopy(GOOD))
    assert written(GOOD) != written(FAILED)


@pytest.mark.parametrize("tree", [GOOD, EMPTY, FAILED], ids=["good", "empty", "failed"])
def test_only_a_pass_is_satisfied(tree):
    for finding in result(tree)["findings"]:
        (verdict,) = [each["value"] for each in finding["props"] if each["name"] == "verdict"]
        status = finding["target"]["status"]
        assert (status["state"] == "satisfied") == (verdict == "pass")
        assert status["reason"] == {"pass": "pass", "fail": "fail", "no-evidence": "other"}[verdict]


def test_a_failed_check_satisfies_no_objective_that_rests_on_it():
    states = {each["target"]["target-id"]: each["target"]["status"] for each in result(FAILED)["findings"]}
    assert states["cp-9_obj.d-2"] == {"state": "not-satisfied", "reason": "fail"}
    assert states["cp-9.1_obj-1"] == {"state": "not-satisfied", "reason": "fail"}
    assert states["cp-10_obj-1"] == {"state": "satisfied", "reason": "pass"}


def test_times_are_those_of_the_records():
    found = results(GOOD)
    ended = max(str(each["ended"]) for name in ("checks", "deploys", "exercises") for each in GOOD[name])
    assert found["metadata"]["last-modified"] == ended
    assert found["results"][0]["start"] == "2026-11-01T09:00:00Z"


def test_evidence_leads_to_a_record_by_the_hash_of_its_sums():
    found = results(GOOD)
    resources = {f"#{each['uuid']}": each for each in found["back-matter"]["resources"]}
    observations = {each["uuid"]: each for each in found["results"][0]["observations"]}
    for finding in found["results"][0]["findings"]:
        for related in finding["related-observations"]:
            for evidence in observations[related["observation-uuid"]].get("relevant-evidence", ()):
                (link,) = resources[evidence["href"]]["rlinks"]
                assert link["href"].endswith("/SHA256SUMS")
                assert len(link["hashes"][0]["value"]) == 64
    assert len(observations) == len(found["results"][0]["observations"])
