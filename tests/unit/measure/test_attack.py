"""An attempt is judged by what the copy declares, and what was not tried never passes."""

import pytest

from drplan.measure.attack import judge, judge_all
from drplan.plan.attack import TITLES, Assault, Attempt

VERDICTS = {
    ("refused", "locked"): "pass",
    ("refused", "append-only"): "pass",
    ("refused", "nothing"): "pass",
    ("hidden", "locked"): "pass",
    ("hidden", "append-only"): "fail",
    ("hidden", "nothing"): "not-applicable",
    ("succeeded", "locked"): "fail",
    ("succeeded", "append-only"): "fail",
    ("succeeded", "nothing"): "not-applicable",
    ("nothing", "locked"): "fail",
    ("nothing", "append-only"): "not-applicable",
    ("nothing", "nothing"): "not-applicable",
    ("harmless", "locked"): "not-applicable",
    ("unclear", "locked"): "no-evidence",
    ("unclear", "nothing"): "no-evidence",
    ("not-tried", "locked"): "no-evidence",
    ("not-tried", "append-only"): "no-evidence",
    ("not-tried", "nothing"): "no-evidence",
}


@pytest.mark.parametrize(("came", "promise"), VERDICTS)
def test_an_attempt_is_worth_what_the_copy_promised(came, promise):
    found = judge(Attempt("delete", came, "so"), promise)
    assert found.outcome == VERDICTS[came, promise]
    assert found.because


def test_what_only_hides_says_what_brings_it_back():
    assert "drplan backup unhide" in judge(Attempt("delete", "hidden"), "locked").because[0]


def test_one_success_among_refusals_is_the_verdict_with_its_name():
    attempts = (Attempt("delete", "refused"), Attempt("lifecycle", "succeeded", "S3 took it"))
    found = judge_all(Assault("x", attempts), "locked")
    assert (found.outcome, found.because) == (
        "fail",
        ("change the lifecycle: the backup credential can (S3 took it)",),
    )


def test_an_attack_in_which_nothing_was_tried_is_no_evidence():
    assert judge_all(Assault("x", ()), "locked").outcome == "no-evidence"


def test_a_copy_that_promises_nothing_does_not_pass_though_all_was_refused():
    assert judge_all(Assault("x", (Attempt("delete", "refused"),)), "nothing").outcome == "not-applicable"


def test_every_attempt_has_a_title():
    assert all(
        judge(Attempt(what, "not-tried"), "locked").because[0].startswith(TITLES[what]) for what in TITLES
    )


def test_a_copy_that_kept_its_promise_through_every_attempt_passes_without_a_word():
    found = judge_all(Assault("x", (Attempt("delete", "refused"), Attempt("prune", "hidden"))), "locked")
    assert (found.outcome, found.because) == ("pass", ())


def test_what_did_no_harm_says_why_and_what_no_copy_promised_says_that():
    assert judge(Attempt("delete", "harmless", "it was empty"), "locked").because[0].endswith("it was empty")
    assert "promises nothing here" in judge(Attempt("delete", "succeeded"), "nothing").because[0]
    assert (
        "hidden, and declared is append_only" in judge(Attempt("delete", "hidden"), "append-only").because[0]
    )
