"""The record of a review or an approval: its form on disk, and that it says of what it is."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from drplan.errors import EvidenceError
from drplan.record.approval import ActionRef, ApprovalRecord, RecordRef, approval_verdict
from drplan.record.canonical import read_record, record_bytes

CASE = (Path(__file__).parents[2] / "cases/evidence/approval.json").read_bytes()
SAMPLE = read_record(CASE, ApprovalRecord)
REF = RecordRef(noun="drill", id="d", head="ab" * 32)
ABOUT: dict[str, dict[str, Any]] = {
    "review": {"of": (REF,)},
    "leadership review": {"of": (REF,)},
    "plan approval": {"plan_sha256": "cd" * 32},
    "distribution": {"plan_sha256": "cd" * 32, "recipients": ("registrar",)},
    "assignment": {"actions": (ActionRef(id="a", owner_role="registrar", due="2027-01-31"),)},
}


def record(act, **about):
    bare = {"of": (), "plan_sha256": None, "recipients": (), "actions": ()}
    return ApprovalRecord.model_validate(vars(SAMPLE) | bare | about | {"act": act})


def test_the_form_on_disk_never_changes_unseen():
    assert record_bytes(SAMPLE) == CASE


@pytest.mark.parametrize("act", ABOUT)
def test_each_act_reads_as_it_was_written(act):
    written = record(act, **ABOUT[act])
    assert read_record(record_bytes(written), ApprovalRecord) == written


@pytest.mark.parametrize(
    ("act", "missing"), [(act, field) for act, about in ABOUT.items() for field in about]
)
def test_a_record_that_does_not_say_of_what_cannot_be(act, missing):
    with pytest.raises(ValidationError, match="does not say of what"):
        record(act, **{field: value for field, value in ABOUT[act].items() if field != missing})


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        (b'"act":"leadership review"', b'"act":"applause"'),
        (b'"decision":"accepted with actions"', b'"decision":"fine"'),
        (b'"by_role":', b'"by_name":"Jane","by_role":'),
    ],
)
def test_what_is_no_approval_is_refused(there, instead):
    assert there in CASE
    with pytest.raises(EvidenceError, match="approval record"):
        read_record(CASE.replace(there, instead), ApprovalRecord)


@pytest.mark.parametrize(
    ("decision", "outcome"),
    [("accepted", "pass"), ("accepted with actions", "pass"), ("noted", "pass"), ("rejected", "fail")],
)
def test_only_a_rejection_is_a_failure(decision, outcome):
    assert approval_verdict(decision).outcome == outcome
