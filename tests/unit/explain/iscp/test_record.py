"""The record of the plan: approvals and distribution by signed records, tests, and why the plan changed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drplan.audit.actions import actions, still_open
from drplan.explain.iscp import plan_documents
from drplan.explain.source import Source
from drplan.measure.verdict import Verdict
from drplan.record.approval import ApprovalRecord
from drplan.record.canonical import read_record
from drplan.record.escrow import EscrowRecord, OpenedRecord
from drplan.record.plan_hash import of_the_plan
from tests.unit.audit.ledgers import ledger_of
from tests.unit.explain.iscp.reading import rows, words

CASES = Path(__file__).parents[3] / "cases/evidence"
SAMPLE = read_record((CASES / "approval.json").read_bytes(), ApprovalRecord)
HASH = "cd" * 32


def approval(name, act="plan approval", held="2026-12-08", **changes):
    told = {"of": (), "plan_sha256": HASH, "recipients": (), "actions": (), "note": ""}
    told |= {"id": name, "act": act, "held": held, "by_role": "superintendent", "decision": "accepted"}
    return ApprovalRecord.model_validate(vars(SAMPLE) | told | changes)


def test_without_an_approval_it_says_that_none_is_approved(example):
    page = example["plan-record"]
    assert "none is approved" in words(page)
    assert "Nobody is on record as having got a plan." in words(page, "distribution")


def test_an_approval_shows_role_hash_day_and_record_the_newest_first(district, made):
    first = approval("a1", held="2025-12-09", by_role="technology-director", decision="accepted with actions")
    page = made(district, approvals=(first, approval("a2", note="minutes, item 7")))["plan-record"]
    assert rows(page, "approvals")[:2] == [
        ("2026-12-08", "Superintendent", "accepted", HASH, "minutes, item 7", "a2"),
        ("2025-12-09", "Director of Technology", "accepted with actions", HASH, "none", "a1"),
    ]
    assert "Last decision: a plan was accepted on 2026-12-08, by Superintendent." in words(page)


def test_a_rejected_plan_is_not_called_approved(district, made):
    page = made(district, approvals=(approval("a1", decision="rejected"),))["plan-record"]
    assert "a plan was rejected" in words(page)
    assert "approved on" not in words(page)


def test_whoever_got_the_plan_is_shown_and_whoever_did_not_is_named(district, made):
    handed = approval("h1", "distribution", decision="noted", recipients=("registrar", "health-services"))
    said = words(made(district, approvals=(handed,))["plan-record"], "distribution")
    assert "District Registrar, Coordinator of Health Services" in said
    waiting = said.split("never on record as having got one")[1]
    assert "Business Manager" in waiting
    assert "District Registrar" not in waiting


def test_other_acts_are_no_approval(district, made):
    for act in ("review", "leadership review"):
        page = made(district, approvals=(approval("r1", act, of=SAMPLE.of),))["plan-record"]
        assert "none is approved" in words(page)


@pytest.mark.parametrize(
    ("held", "then"),
    [("2026-03-13", "no plan was approved since"), ("2026-03-20", "a plan was approved on 2026-03-20")],
)
def test_a_failed_drill_is_a_change_until_a_plan_is_approved_after_it(
    district, made, make_record, held, then
):
    failed = make_record(rta={"hs-files": None})
    page = made(district, drills=(failed,), approvals=(approval("a1", held=held),))["plan-record"]
    (row,) = [row for row in rows(page, "changes") if row[-1] == failed.id]
    assert row[0] == failed.ended.date().isoformat()
    assert row[3] == then


def test_a_drill_that_passed_changes_nothing(district, made, make_record):
    page = made(district, drills=(make_record(),))["plan-record"]
    assert "No approval, and no failed drill or exercise, is on record." in words(page, "changes")


def test_what_was_measured_says_where_and_what_was_not_is_no_evidence(district, made, make_record):
    found = {row[0]: row for row in rows(made(district, drills=(make_record(),))["plan-record"], "tests")}
    assert found["hs-files"][2:7:2] == ("1 min 20 s", "site hs", "2026-03-14 02:29 UTC")
    assert found["hs-files"][5] == "a lab"
    assert found["hs-files"][7] == "pass"
    assert found["hs-gradebook"][3] == "45 min", "declared, not measured"
    assert found["ms-files"][2:] == ("never drilled", "none", "none", "none", "none", "no-evidence")


@pytest.mark.parametrize(
    ("said", "of", "rta"),
    [
        ({"how": "whole"}, "site hs", "1 min"),
        ({"how": "sampled"}, "site hs, a part of it or of its data", "not measured"),
        ({"how": "data"}, "site hs, a part of it or of its data", "not measured"),
        ({"how": "whole", "host": "hs-file1"}, "host hs-file1 alone, site hs", "1 min"),
    ],
)
def test_a_drill_of_a_part_is_not_shown_as_one_of_the_whole(base, made, said, of, rta):
    ledger = ledger_of([{"drill": "d0", "day": 0, "services": {"hs-files": "pass"}} | said], base)
    found = {row[0]: row for row in rows(made(base, drills=ledger.drills)["plan-record"], "tests")}
    assert (found["hs-files"][2], found["hs-files"][4]) == (rta, of)


def test_envelopes_that_were_tried_are_shown_for_their_holder_alone(district, made):
    when = datetime(2026, 9, 1, 12, tzinfo=UTC)
    opened = OpenedRecord(repository="onsite", place="safe", identity="", verdict=Verdict(outcome="pass"))
    record = EscrowRecord(
        id="e1",
        started=when,
        ended=when + timedelta(minutes=5),
        verdict=Verdict(outcome="pass"),
        previous=None,
        district=district.name,
        where="production",
        holder_role="superintendent",
        operator_role="systems-administrator",
        operator_account="a@b",
        inventory_sha256="ab" * 32,
        tools={},
        passwords=1,
        repositories=(opened,),
    )
    found = rows(made(district, escrows=(record,))["plan-record"], "tests")
    assert ("onsite", "Superintendent", "2026-09-01 12:05 UTC", "pass") in found
    assert ("onsite", "Business Manager", "never, by the records", "no-evidence") in found


def test_what_is_to_be_mended_is_shown(base):
    ledger = ledger_of([{"drill": "d0", "day": 0, "services": {"hs-files": "fail"}}], base)
    source = Source(base, ledger, {}, still_open(actions(ledger, base)))
    page = {each.path: each for each in plan_documents(source)}["plan-record"]
    assert "service hs-files" in words(page, "actions")


def test_a_check_of_copies_that_passed_makes_no_page_another(base, made):
    """They are made every night: a page that showed each would be stale every morning."""
    ledger = ledger_of([{"check": "c0", "day": 1, "repositories": {"onsite": "pass"}}], base)
    assert made(base, checks=ledger.checks) == made(base)


def test_an_approval_makes_no_page_of_the_plan_another(district, made):
    """A plan that showed its own approval would be another plan than the one that was approved."""
    before, after = made(district), made(district, approvals=(approval("a1"),))
    assert {path for path in before if before[path] != after[path]} == {"plan-record"}
    assert after["plan-record"].as_of == int(SAMPLE.ended.timestamp())


def test_the_plan_is_its_own_pages_and_neither_runbooks_nor_what_is_said_about_it():
    plan = {"plan.md": b"plan", "hs/plan.pdf": b"plan"}
    others = ("plan-record.md", "search.html", "hs/runbook.md", "hs/services/plan.md", "hs/plan.txt")
    assert of_the_plan(plan | dict.fromkeys(others, b"x")) == plan
