"""What an attack on a copy amounts to, held against what the copy declares."""

from __future__ import annotations

from drplan.measure.verdict import Verdict, worst
from drplan.plan.attack import TITLES, Assault, Attempt, Promise

_BRINGS_BACK = "hidden, not gone: drplan backup unhide brings it back"
_NOT_PROMISED = "this copy declares neither immutable_days nor append_only: it promises nothing here"


def judge(attempt: Attempt, promise: Promise) -> Verdict:
    """Judge one attempt: what weakens a copy that promised otherwise is a finding, and has a reason."""
    told = f" ({attempt.said})" if attempt.said else ""
    title = TITLES[attempt.what]
    if attempt.came == "refused":
        return Verdict(outcome="pass", because=(f"refused{told}",))
    if attempt.came == "not-tried":
        return Verdict(outcome="no-evidence", because=(f"{title}: not tried{told}",))
    if attempt.came == "unclear":
        return Verdict(outcome="no-evidence", because=(f"{title}: what came of it cannot be seen{told}",))
    if attempt.came == "harmless" or promise == "nothing":
        why = attempt.said if attempt.came == "harmless" else _NOT_PROMISED
        return Verdict(outcome="not-applicable", because=(f"{title}: taken; {why}",))
    return _taken(attempt, promise, title, told)


def _taken(attempt: Attempt, promise: Promise, title: str, told: str) -> Verdict:
    if attempt.came == "hidden" and promise == "locked":
        return Verdict(outcome="pass", because=(_BRINGS_BACK,))
    if attempt.came == "hidden":
        return Verdict(outcome="fail", because=(f"{title}: hidden, and declared is append_only{told}",))
    if attempt.came == "nothing":
        outcome = "fail" if promise == "locked" else "not-applicable"
        return Verdict(outcome=outcome, because=(f"{title}: there is nothing to weaken{told}",))
    return Verdict(outcome="fail", because=(f"{title}: the backup credential can{told}",))


def judge_all(assault: Assault, promise: Promise) -> Verdict:
    """Judge a whole attack: nothing tried is no evidence, and a copy without a promise never passes by it."""
    found = worst(judge(each, promise) for each in assault.attempts)
    if found.outcome == "pass" and promise == "nothing":
        return Verdict(outcome="not-applicable", because=(_NOT_PROMISED,))
    return Verdict(outcome="pass") if found.outcome == "pass" else found
