"""What a rule found: a verdict, and the records that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drplan.measure.verdict import Verdict, worst
from drplan.record.approval import RecordRef


@dataclass(frozen=True)
class Found:
    """A verdict with its reasons, also of a pass, and links to what it rests on."""

    verdict: Verdict
    evidence: tuple[RecordRef, ...] = ()


def holds(because: str, *evidence: RecordRef) -> Found:
    """Return a pass, and what shows it."""
    return Found(Verdict(outcome="pass", because=(because,)), evidence)


def fails(because: str, *evidence: RecordRef) -> Found:
    """Return a failure."""
    return Found(Verdict(outcome="fail", because=(because,)), evidence)


def unshown(because: str, *evidence: RecordRef) -> Found:
    """Return that nothing shows it; ``because`` says what would, and the command that makes it."""
    return Found(Verdict(outcome="no-evidence", because=(because,)), evidence)


def no_matter(because: str) -> Found:
    """Return that the district has nothing that is asked about."""
    return Found(Verdict(outcome="not-applicable", because=(because,)))


def together(parts: Iterable[Found], *, otherwise: str, summary: str | None = None) -> Found:
    """Combine what was found of each thing: the worst verdict, the reasons for it, and all evidence once.

    ``otherwise`` is why it does not apply where there is nothing; ``summary`` is a pass in one sentence.
    """
    given = tuple(parts)
    if not given:
        return no_matter(otherwise)
    verdict = worst(each.verdict for each in given)
    if verdict.outcome == "pass" and summary is not None:
        verdict = Verdict(outcome="pass", because=(summary,))
    return Found(verdict, tuple(dict.fromkeys(ref for each in given for ref in each.evidence)))
