"""Hosted services stand by what was promised, kept, signed and timed; what nobody knows is no evidence."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from drplan.audit.hosted import Looked, hosted
from drplan.declare import District, HumanStep
from drplan.errors import Unreachable
from drplan.measure.copies import CopyState
from drplan.measure.forecast import Forecast
from drplan.measure.freshness import freshness, not_known
from drplan.measure.promise import Promise
from drplan.ports import RecoveryPoint
from drplan.record.canonical import read_record
from drplan.record.exercise import ExerciseRecord, HumanStepRecord
from tests.unit.audit.ledgers import CASES, district

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PROMISE = Promise("do-transcripts", DAY, DAY)
AHEAD = Forecast(None, None, "", None)
EXERCISE = read_record((CASES / "evidence/exercise.json").read_bytes(), ExerciseRecord)
COMPARE = HumanStep(what="Compare the transcripts", role="admin", duration=timedelta(hours=2))


def declared(*, vendor=None, service=None):
    """Return the rules' district with changes to the cloud's vendor and to the service that it hosts."""
    said = json.loads(district().model_dump_json())
    cloud = next(each for each in said["vendors"] if each["name"] == "cloud-vendor")
    cloud |= vendor or {}
    office = next(each for each in said["sites"] if each["code"] == "do")
    hosted_one = next(each for each in office["services"] if each["name"] == "do-transcripts")
    hosted_one |= service or {}
    return District.model_validate(said)


def copy(age=None, error=None, name="offsite"):
    """Return a copy whose newest good recovery point is so old."""
    points = []
    if age is not None:
        points.append(
            RecoveryPoint("transcripts", name, "ab" * 32, NOW - age, files=1, size=1, added=1, seconds=1.0)
        )
    fresh = not_known(PROMISE) if error else freshness(points, PROMISE, NOW)
    return CopyState("transcripts", name, fresh, None, AHEAD, error)


def timed(seconds, *, ended=NOW - 30 * DAY, timing="timed"):
    step = HumanStepRecord(
        id="do-transcripts-1",
        service="do-transcripts",
        what=COMPARE.what,
        role="admin",
        declared_seconds=7200,
        seconds=seconds,
        timing=timing,
    )
    return EXERCISE.model_copy(update={"steps": (step,), "ended": ended})


def judged(what, *, copies=None, exercises=(), **changes):
    (found,) = hosted(declared(**changes), Looked(NOW, exercises, copies))
    return next(each for each in found.judgements if each.what == what).verdict


def people(*exercises, **changes):
    step = COMPARE.model_dump(mode="json")
    return judged("people", exercises=exercises, service={"recovery_steps": [step]}, **changes)


def test_only_services_of_declared_vendors_are_judged_and_by_four_things():
    (found,) = hosted(district(), Looked(NOW))
    assert (found.service, found.vendor) == ("do-transcripts", "cloud-vendor")
    assert [each.what for each in found.judgements] == ["promise", "last export", "agreement", "people"]
    assert found.verdict.outcome == "no-evidence"


@pytest.mark.parametrize(
    ("vendor", "outcome", "why"),
    [
        ({}, "pass", ""),
        ({"rto": "P2D"}, "fail", "the vendor's RTO of 48 h is longer than the service's of 24 h"),
        ({"rpo": "P2D"}, "fail", "the vendor's RPO of 48 h"),
        ({"rto": None}, "no-evidence", "promised no RTO in writing"),
    ],
)
def test_a_promise_is_held_against_the_services_own(vendor, outcome, why):
    found = judged("promise", vendor=vendor)
    assert found.outcome == outcome
    assert why in " ".join(found.because)


@pytest.mark.parametrize(
    ("copies", "outcome"),
    [
        (None, "no-evidence"),
        ({}, "no-evidence"),
        ({"transcripts": [copy(DAY)]}, "pass"),
        ({"transcripts": [copy(DAY + timedelta(seconds=1))]}, "fail"),
        ({"transcripts": [copy(9 * DAY), copy(DAY / 2, name="isolated")]}, "pass"),
        ({"transcripts": [copy()]}, "fail"),
        ({"transcripts": [copy(error=Unreachable("down", next_step="wait"))]}, "no-evidence"),
        ({"transcripts": [copy(), copy(error=Unreachable("down", next_step="wait"))]}, "no-evidence"),
        ({"transcripts": [copy(DAY), copy(error=Unreachable("down", next_step="wait"))]}, "pass"),
    ],
)
def test_the_last_export_is_the_newest_good_recovery_point_of_any_copy(copies, outcome):
    assert judged("last export", copies=copies).outcome == outcome


def test_data_that_the_district_keeps_nothing_of_fails_and_a_service_without_data_is_not_asked():
    source = {"kind": "tenant-export", "tenant": "cloud", "product": "files"}
    sets = [{**each, "source": source} for each in _data_sets()]
    assert judged("last export", copies={}, service={"data_sets": sets}).outcome == "fail"
    assert judged("last export", copies={}, service={"data_sets": []}).outcome == "not-applicable"


def _data_sets():
    said = json.loads(district().model_dump_json())
    return next(
        each["data_sets"]
        for site in said["sites"]
        for each in site["services"]
        if each["name"] == "do-transcripts"
    )


def test_an_agreement_must_be_in_force_and_ferpas_where_students_records_are():
    assert judged("agreement").outcome == "pass"
    assert judged("agreement", vendor={"agreements": []}).outcome == "fail"
    support = {"kind": "support", "signed": "2025-07-01", "expires": "2028-06-30"}
    assert "no ferpa agreement" in judged("agreement", vendor={"agreements": [support]}).because[0]
    ending = {"kind": "ferpa", "signed": "2025-07-01", "expires": str(date(2026, 12, 1))}
    found = judged("agreement", vendor={"agreements": [ending]})
    assert (found.outcome, found.because) == ("pass", ("ferpa ends on 2026-12-01",))


def test_peoples_work_counts_when_it_was_timed_within_a_year_and_fits_after_the_vendors_outage():
    assert judged("people").outcome == "not-applicable"
    assert people().outcome == "no-evidence"
    assert people(timed(3600, timing="estimated")).outcome == "no-evidence"
    assert people(timed(3600)).outcome == "pass"
    assert people(timed(12 * 3600)).outcome == "pass"
    assert people(timed(12 * 3600 + 60)).outcome == "fail"
    assert people(timed(60, ended=NOW - 366 * DAY)).outcome == "no-evidence"
    assert people(timed(60, ended=NOW + 2 * DAY)).outcome == "no-evidence"
    assert people(timed(13 * 3600), timed(60)).outcome == "pass"


def test_a_service_is_as_good_as_the_worst_that_applies_to_it():
    (found,) = hosted(district(), Looked(NOW, (), {"transcripts": [copy(DAY / 2)]}))
    assert found.verdict.outcome == "pass"
    (failing,) = hosted(declared(vendor={"rto": "P2D"}), Looked(NOW))
    assert failing.verdict.outcome == "fail"


@pytest.mark.parametrize(
    ("signed", "expires", "outcome"),
    [
        ("2026-11-22", "2028-06-30", "pass"),
        ("2026-11-23", "2028-06-30", "fail"),
        ("2025-07-01", "2026-11-22", "pass"),
        ("2025-07-01", "2026-11-21", "fail"),
    ],
)
def test_an_agreement_counts_from_the_day_it_is_signed_to_its_last_day(signed, expires, outcome):
    found = judged(
        "agreement", vendor={"agreements": [{"kind": "ferpa", "signed": signed, "expires": expires}]}
    )
    assert found.outcome == outcome


def test_one_data_set_of_student_records_among_others_wants_a_ferpa_agreement_that_is_in_force():
    support = {"kind": "support", "signed": "2025-07-01", "expires": "2028-06-30"}
    lapsed = {"kind": "ferpa", "signed": "2024-07-01", "expires": "2025-06-30"}
    one = _data_sets()[0]
    sets = [{**one, "privacy": "student-records"}, {**one, "name": "menus", "privacy": "public"}]
    found = judged("agreement", vendor={"agreements": [support, lapsed]}, service={"data_sets": sets})
    assert found.outcome == "fail"
    assert "no ferpa agreement" in found.because[0]
    public = [{**one, "privacy": "public"}]
    assert (
        judged("agreement", vendor={"agreements": [support]}, service={"data_sets": public}).outcome == "pass"
    )


def test_peoples_work_is_that_of_a_real_recovery_of_this_very_service():
    rehearsal = {**COMPARE.model_dump(mode="json"), "what": "Play the outage", "occasion": "test-only"}
    steps = [COMPARE.model_dump(mode="json"), rehearsal]
    assert judged("people", exercises=[timed(3600)], service={"recovery_steps": steps}).outcome == "pass"
    (step,) = timed(3600).steps
    others = EXERCISE.model_copy(
        update={"steps": (step.model_copy(update={"service": "hs-portal"}),), "ended": NOW - DAY}
    )
    assert people(others).outcome == "no-evidence"
    unmeasured = EXERCISE.model_copy(
        update={"steps": (step.model_copy(update={"seconds": None, "timing": "not timed"}),), "ended": NOW}
    )
    assert people(unmeasured).outcome == "no-evidence"
