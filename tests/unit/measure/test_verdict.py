import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from drplan.measure.verdict import Verdict, worst

OUTCOMES = st.sampled_from(["pass", "fail", "not-applicable", "no-evidence"])
VERDICTS = OUTCOMES.map(lambda o: Verdict(outcome=o, because=() if o == "pass" else (f"because {o}",)))


@pytest.mark.parametrize("outcome", ["fail", "no-evidence", "not-applicable"])
def test_only_a_pass_needs_no_reason(outcome):
    with pytest.raises(ValidationError, match="needs a reason"):
        Verdict(outcome=outcome)


def test_no_checks_at_all_prove_nothing():
    assert worst([]).outcome == "no-evidence"


@given(st.lists(VERDICTS, min_size=1))
def test_one_failure_or_gap_is_never_outvoted(verdicts):
    outcomes = {v.outcome for v in verdicts}
    found = worst(verdicts).outcome
    assert (found == "pass") == (outcomes <= {"pass", "not-applicable"} and "pass" in outcomes)
    assert (found == "fail") == ("fail" in outcomes)


def test_only_what_is_as_bad_as_the_worst_gives_its_reasons():
    good, bad = Verdict(outcome="pass", because=("held",)), Verdict(outcome="fail", because=("lost",))
    gap = Verdict(outcome="no-evidence", because=("unread",))
    assert worst([good, bad, gap]).because == ("lost",)
    assert worst([good, gap]).because == ("unread",)


def test_what_was_decided_cannot_be_changed_afterwards():
    with pytest.raises(ValidationError, match="frozen"):
        Verdict(outcome="fail", because=("lost",)).outcome = "pass"  # type: ignore[misc]
