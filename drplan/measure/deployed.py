"""What a deploy showed of one asset. What was not tried is ``no-evidence``, whatever else was well."""

from __future__ import annotations

from drplan.measure.verdict import Outcome, Verdict
from drplan.ports import AssetResult, OperationOutcome

_FAULTS: tuple[tuple[OperationOutcome, Outcome, str], ...] = (
    ("error", "fail", "failed"),
    ("would-change", "fail", "differs"),
    ("not-run", "no-evidence", "not run"),
)
"""The worst first: what became of an operation, what that makes of its asset, and in which words."""


def judge_asset(result: AssetResult) -> Verdict:
    """Judge one asset against its baseline (NIST SP 800-53 Rev. 5, CM-6).

    Passes when every operation was found as wanted, or was changed and reported success; those that cannot be
    held there, or are excepted for a while with a reason, count neither way.
    """
    if result.error is not None:
        return Verdict(outcome="no-evidence", because=(f"not tried: {result.error}",))
    for outcome, verdict, word in _FAULTS:
        names = [operation.name for operation in result.operations if operation.outcome == outcome]
        if names:
            return Verdict(outcome=verdict, because=tuple(f"{word}: {name}" for name in names))
    if not result.count("ok", "changed"):
        return Verdict(outcome="no-evidence", because=("no operation looked at anything",))
    said = f"{result.count('changed')} changed, {result.count('ok')} held already"
    left = [(result.count("excepted"), "excepted"), (result.count("not-applicable"), "not applicable")]
    more = "".join(f", {count} {word}" for count, word in left if count)
    return Verdict(outcome="pass", because=(said + more,))
