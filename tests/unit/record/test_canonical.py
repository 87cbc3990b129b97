"""One record has one sequence of bytes, and nothing else reads as that record."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.errors import EvidenceError
from drplan.measure.verdict import Verdict
from drplan.record.approval import ApprovalRecord
from drplan.record.canonical import _number, _time, canonical_json, read_record, record_bytes
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord, StepRecord
from drplan.record.escrow import EscrowRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import CheckRecord
from drplan.record.rewriting import rewriter

CASE = (Path(__file__).parents[2] / "cases/evidence/record.json").read_bytes()
SAMPLE = DrillRecord.model_validate_json(CASE)

texts = st.text(st.characters(exclude_categories=["Cs"]))
zones = st.sampled_from([UTC, timezone(timedelta(hours=-7)), timezone(timedelta(hours=5, minutes=45))])
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001
numbers = st.floats(allow_nan=False, allow_infinity=False)
verdicts = st.builds(
    Verdict,
    outcome=st.sampled_from(["pass", "fail", "no-evidence"]),
    because=st.lists(texts, min_size=1, max_size=2).map(tuple),
)
steps = st.builds(
    StepRecord,
    subject=texts,
    action=st.just("probe"),
    started=moments,
    seconds=numbers,
    verdict=verdicts,
    detail=texts,
)


def _changed(**changes: object) -> DrillRecord:
    return SAMPLE.model_copy(update=changes)


records = st.builds(
    _changed,
    district=texts,
    tools=st.dictionaries(texts, texts, max_size=4),
    started=moments,
    steps=st.lists(steps, max_size=3).map(tuple),
    verdict=verdicts,
    previous=st.none() | st.just("ab" * 32),
)


@given(records)
def test_writing_and_reading_again_gives_the_same_bytes(record):
    data = record_bytes(record)
    assert record_bytes(read_record(data, DrillRecord)) == data


@given(records)
def test_only_fractions_beyond_a_millisecond_are_lost(record):
    read = read_record(record_bytes(record), DrillRecord)
    assert [step.seconds for step in read.steps] == [round(step.seconds, 3) for step in record.steps]
    unrounded = tuple(
        step.model_copy(update={"seconds": given.seconds})
        for step, given in zip(read.steps, record.steps, strict=True)
    )
    assert read.model_copy(update={"steps": unrounded}) == record


@given(records)
def test_keys_are_sorted_and_nothing_is_spaced(record):
    data = record_bytes(record).decode()
    again = json.dumps(json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert again == data


def test_the_form_on_disk_never_changes_unseen():
    assert record_bytes(SAMPLE) == CASE


def test_the_same_moment_in_two_zones_is_the_same_bytes():
    there = SAMPLE.model_copy(update={"started": SAMPLE.started.astimezone(timezone(timedelta(hours=-7)))})
    assert record_bytes(there) == CASE


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_does_not_know_are_refused(value):
    with pytest.raises(EvidenceError, match="cannot hold the number"):
        canonical_json({"seconds": value})


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (datetime(2026, 1, 1), "without a time zone"),  # noqa: DTZ001
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))), "in UTC"),
        ({1: "a"}, "key of type int"),
        ({"a": {1}}, "value of type set"),
    ],
)
def test_values_without_one_form_are_refused(value, why):
    with pytest.raises(EvidenceError, match=why):
        canonical_json(value)


def test_minus_zero_is_zero():
    assert canonical_json([-0.0, -0.0001, 0.0]) == b"[0.0,0.0,0.0]"


@pytest.mark.parametrize(
    "data",
    [
        CASE + b"\n",
        b" " + CASE,
        CASE.replace(b'"site":"hs"', b'"site":"ms","site":"hs"'),
        CASE.replace(b"300.0", b"300"),
        CASE.replace(b"02:00:00.000000Z", b"02:00:00Z"),
        CASE.replace("→".encode(), b"\\u2192"),
        CASE.replace(b'"id":', b'"host":null,"id":'),
        json.dumps(json.loads(CASE)).encode(),
    ],
)
def test_the_same_record_in_another_form_is_refused(data):
    assert data != CASE
    with pytest.raises(EvidenceError, match="not in canonical form"):
        read_record(data, DrillRecord)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", CASE.replace(b'"site":"hs",', b""), CASE[:-1]])
def test_what_is_no_record_is_refused(data):
    with pytest.raises(EvidenceError, match="is not a drill record"):
        read_record(data, DrillRecord)


def test_a_record_of_one_host_names_it_and_reads_as_it_was_written():
    one = _changed(host="hs-db1", kind="real recovery", where="production")
    assert b'"host":"hs-db1"' in record_bytes(one)
    assert read_record(record_bytes(one), DrillRecord) == one


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        (b'"where":"lab"', b'"where":"production"'),
        (b'"kind":"functional"', b'"kind":"real recovery"'),
    ],
)
def test_no_drill_is_of_production_and_no_real_recovery_of_a_lab(there, instead):
    with pytest.raises(EvidenceError, match="cannot be of"):
        read_record(CASE.replace(there, instead), DrillRecord)


KINDS = [DrillRecord, DeployRecord, CheckRecord, EscrowRecord, ExerciseRecord, ApprovalRecord]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_and_written_the_quick_way(kind):
    assert rewriter(kind, _time, _number) is not None


@given(records)
def test_the_quick_way_writes_what_the_definition_does_or_nothing(record):
    data = record_bytes(record)
    quick = rewriter(DrillRecord, _time, _number)
    assert quick is not None
    read = quick.read(data)
    assert read == read_record(data, DrillRecord)
    assert quick.write(read) in {None, data}


def test_the_quick_way_leaves_out_what_came_later_and_is_unsaid():
    quick = rewriter(DrillRecord, _time, _number)
    assert quick is not None
    said = SAMPLE.model_copy(update={"unsized": ("sis",), "rehearsed": "2026-12-08"})
    for record in (SAMPLE, said):
        assert quick.write(quick.read(record_bytes(record))) == record_bytes(record)
    spoken = record_bytes(SAMPLE)[:-1] + b',"unsized":[]}'
    assert quick.write(quick.read(spoken)) == record_bytes(SAMPLE)
