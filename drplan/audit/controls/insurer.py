"""What insurers ask of a district's backups, answered from the declaration and the signed records.

The answers are for outsiders: counts, times and records' ids, and no address, host's name or secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from drplan.audit.controls.case import Case
from drplan.audit.controls.crosswalk import RULE_MODULES
from drplan.audit.controls.found import Found, unshown
from drplan.audit.controls.insurer_states import (
    ANYWHERE,
    PRODUCTION,
    administrators,
    away,
    cadence,
    coverage,
    encrypted,
    followed,
    isolated,
    last_restore,
    locks,
    objectives,
    plan,
    tests,
    trained,
)
from drplan.audit.controls.registry import RULES, see
from drplan.audit.controls.said import Said, said
from drplan.measure.verdict import Outcome
from drplan.record.approval import RecordRef

__all__ = ["RULE_MODULES", "Answer", "insurer_answers"]


@dataclass(frozen=True)
class Answer:
    """One answer: what is ``stated``, and what of it is ``shown``, with the records that show it."""

    question: str
    stated: Said | tuple[Said, ...]
    shown: Said
    outcome: Outcome
    evidence: tuple[RecordRef, ...]


@dataclass(frozen=True)
class _Question:
    """``shows`` says what a pass of the rule proves, ``lacks`` what would prove it, with the command."""

    asks: str
    states: Callable[[Case], Said | tuple[Said, ...]]
    rule: str | None
    shows: str
    lacks: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def answer(self, case: Case) -> Answer:
        found = see(RULES[self.rule], case, self.parameters) if self.rule else unshown(self.lacks)
        outcome = found.verdict.outcome
        if outcome == "pass" and not found.evidence:
            outcome = "no-evidence"
        return Answer(self.asks, self.states(case), self._shown(found, outcome), outcome, found.evidence)

    def _shown(self, found: Found, outcome: Outcome) -> Said:
        shows = said(self.shows)
        if outcome == "pass":
            return shows
        if found.verdict.outcome == "pass":
            return said("no evidence: declared is that {shows}, and no record shows it", shows=shows)
        if outcome == "fail":
            many = len(found.verdict.because)
            if many == 1:
                return said("falls short in 1 point; it is not so that {shows}", shows=shows)
            return said("falls short in {many} points; it is not so that {shows}", many=many, shows=shows)
        if outcome == "not-applicable":
            return said("does not apply: the district has nothing of the kind")
        return said("no evidence: wanted is {lacks}", lacks=said(self.lacks))


def insurer_answers(case: Case) -> tuple[Answer, ...]:
    """Return the answers in the order of the sheet; the case's ledger must have been verified."""
    return tuple(each.answer(case) for each in _QUESTIONS)


_QUESTIONS: Iterable[_Question] = (
    _Question(
        "How long may services stay down (RTO)?",
        lambda case: objectives(case, lambda each: each.rto),
        "recovered-in-time",
        "every service came back whole and in time in a drill of the last year",
        "a drill of every service (drplan drill run --all)",
        {"within_days": 365, "tiers": (0, 1, 2, 3), "where": ANYWHERE},
    ),
    _Question(
        "How much data may be lost (RPO)?",
        lambda case: objectives(case, lambda each: each.rpo),
        "points-young-enough",
        "what came back of every data set was young enough",
        "a restore of every data set from production's copies (drplan drill run --data-only)",
        {"within_days": 365, "where": PRODUCTION},
    ),
    _Question(
        "How often are backups made?",
        cadence,
        "backups-came",
        "new recovery points arrived in every place of copies within a week",
        "a check of every place of copies this week (drplan backup check)",
        {"within_days": 7},
    ),
    _Question(
        "When was data last restored?",
        last_restore,
        "restores-sampled",
        "a sample was restored this quarter and every data set this year, whole",
        "restores from production's copies (drplan drill run --data-only --sampled)",
        {"within_days": 92, "all_within_days": 365, "where": PRODUCTION},
    ),
    _Question(
        "Is there a written plan, and who approved it?",
        plan,
        "plan-approved",
        "this very plan was approved within a year",
        "an approval of this plan (drplan evidence approve-plan)",
        {"within_days": 365},
    ),
    _Question(
        "Can whoever takes over a server delete the backups?",
        locks,
        "declared",
        "every data set has a copy that its writers cannot delete",
        "the declaration (drplan validate)",
        {"rules": ("DRP013", "DRP041", "DRP042", "DRP047", "DRP057")},
    ),
    _Question(
        "What is covered?",
        coverage,
        "declared",
        "every server, device and tenant with data has a backup",
        "the declaration (drplan validate)",
        {"rules": ("DRP003", "DRP010", "DRP017", "DRP060", "DRP061")},
    ),
    _Question(
        "Are backups encrypted, and checked for damage?",
        encrypted,
        "repositories-checked",
        "every place of copies was opened with its password this quarter, and is sound",
        "a check of every place of copies (drplan backup check)",
        {"within_days": 92},
    ),
    _Question(
        "Is a copy kept off site?",
        away,
        "copy-elsewhere",
        "every data set has a copy elsewhere that was checked this quarter",
        "a check of the copies elsewhere (drplan backup check)",
        {"within_days": 92},
    ),
    _Question(
        "Is a copy isolated?",
        isolated,
        "copy-isolated",
        "every data set has a copy that nobody here can delete while it is kept",
        "a check of the isolated copies (drplan backup check)",
        {"within_days": 92},
    ),
    _Question(
        "What did the last tests show?",
        tests,
        "services-drilled",
        "every service of tiers 0 and 1 was drilled within a year",
        "a drill of every service of tiers 0 and 1 (drplan drill run)",
        {"within_days": 365, "tiers": (0, 1), "where": ANYWHERE},
    ),
    _Question(
        "Are the backups' administrators apart from production's?",
        administrators,
        "declared",
        "no secret administers both production and a copy",
        "the declaration (drplan validate)",
        {"rules": ("DRP070", "DRP071")},
    ),
    _Question(
        "Do administrators need a second factor?",
        lambda _: said("not declared: drplan has no word for it"),
        None,
        "",
        "the report of whoever runs the accounts; drplan cannot see it",
    ),
    _Question(
        "Are people trained, and is the plan exercised?",
        trained,
        "exercised",
        "an exercise was held within a year",
        "an exercise (drplan drill tabletop NAME)",
        {"within_days": 365, "kinds": ("tabletop", "functional", "full-scale")},
    ),
    _Question(
        "Is what failed put right?",
        followed,
        "actions-tracked",
        "every failure is mended, or has an owner and a day to come",
        "anything that was tried (drplan drill run)",
    ),
)
