"""What people took is counted whether somebody declared it or not."""

from datetime import UTC, datetime, timedelta

from drplan import HumanStep
from drplan.act.account_people import people_times
from drplan.measure.verdict import Verdict
from drplan.record.drill import StepRecord

SIGNS = HumanStep(what="Registrar signs", role="registrar", duration=timedelta(minutes=30))


def signed(what, role, seconds, outcome="pass"):
    why = () if outcome == "pass" else ("no",)
    return StepRecord(
        subject="files",
        action="human",
        started=datetime(2026, 3, 2, tzinfo=UTC),
        seconds=seconds,
        verdict=Verdict(outcome=outcome, because=why),
        detail=what,
        role=role,
    )


def times(make_service, *steps, tabletop=()):
    service = make_service("files", "host-a", recovery_steps=(SIGNS,))
    found = people_times(service, steps, dict(tabletop), real=False)
    return [(each.what, each.seconds, each.how) for each in found]


def test_what_was_signed_off_beside_what_is_declared_is_added_to_it(make_service):
    assert times(make_service, signed("Carry the tapes", "driver", 5000)) == [
        ("Registrar signs", 1800, "declared"),
        ("Carry the tapes", 5000, "measured"),
    ]


def test_one_sign_off_stands_for_one_step_and_a_refused_one_for_none(make_service):
    twice = (signed("Registrar signs", "registrar", 60), signed("Registrar signs", "registrar", 90))
    assert times(make_service, *twice) == [
        ("Registrar signs", 60, "measured"),
        ("Registrar signs", 90, "measured"),
    ]
    refused = signed("Registrar signs", "registrar", 1, outcome="fail")
    assert times(make_service, refused) == [("Registrar signs", 1800, "declared")]


def test_what_an_exercise_timed_counts_before_what_is_declared_and_after_what_was_measured(make_service):
    tabletop = {("files", "Registrar signs"): 2400.0}
    assert times(make_service, tabletop=tabletop) == [("Registrar signs", 2400, "tabletop")]
    done = signed("Registrar signs", "registrar", 60)
    assert times(make_service, done, tabletop=tabletop) == [("Registrar signs", 60, "measured")]


def test_a_role_stands_for_its_own_step_in_other_words_and_for_no_other_roles(make_service):
    assert times(make_service, signed("Sheets compared", "registrar", 60)) == [
        ("Registrar signs", 60, "measured")
    ]
    both = (signed("Sheets compared", "registrar", 60), signed("Registrar signs", "principal", 90))
    assert times(make_service, *both) == [
        ("Registrar signs", 90, "measured"),
        ("Sheets compared", 60, "measured"),
    ]
