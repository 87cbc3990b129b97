"""What insurers ask of a district's backups, answered from the declaration and the signed records.

The answers are for outsiders: counts, times and records' ids, and no address, host's name or secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from drplan.audit.actions import actions, overdue, still_open
from drplan.audit.controls.case import Case
from drplan.audit.controls.crosswalk import RULE_MODULES
from drplan.audit.controls.found import Found, unshown
from drplan.audit.controls.registry import RULES, see
from drplan.measure.verdict import Outcome
from drplan.record.approval import RecordRef
from drplan.record.drill import DrillRecord

__all__ = ["RULE_MODULES", "Answer", "insurer_answers"]

_PRODUCTION = ("scratch", "production")
_ANYWHERE = ("lab", *_PRODUCTION)
_TESTS = 3


@dataclass(frozen=True)
class Answer:
    """One answer: what is ``stated``, and what of it is ``shown``, with the records that show it."""

    question: str
    stated: str
    shown: str
    outcome: Outcome
    evidence: tuple[RecordRef, ...]


@dataclass(frozen=True)
class _Question:
    """``shows`` says what a pass of the rule proves, ``lacks`` what would prove it, with the command."""

    asks: str
    states: Callable[[Case], str]
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

    def _shown(self, found: Found, outcome: Outcome) -> str:
        many = len(found.verdict.because)
        if outcome == "pass":
            return self.shows
        if found.verdict.outcome == "pass":
            return f"no evidence: declared is that {self.shows}, and no record shows it"
        if outcome == "fail":
            return (
                f"falls short in {many} {'point' if many == 1 else 'points'}; it is not so that {self.shows}"
            )
        if outcome == "not-applicable":
            return "does not apply: the district has nothing of the kind"
        return f"no evidence: wanted is {self.lacks}"


def insurer_answers(case: Case) -> tuple[Answer, ...]:
    """Return the answers in the order of the sheet; the case's ledger must have been verified."""
    return tuple(each.answer(case) for each in _QUESTIONS)


def _objectives(case: Case, promise: Callable[[Any], timedelta]) -> str:
    by_tier: dict[int, list[timedelta]] = {}
    for each in case.services:
        by_tier.setdefault(int(each.tier), []).append(promise(each.objectives))
    told = (
        f"tier {tier} within {_span(min(found), max(found))} ({len(found)})"
        for tier, found in sorted(by_tier.items())
    )
    return f"{len(case.services)} services: {', '.join(told)}"


def _cadence(case: Case) -> str:
    used = {each.policy for each in case.data_sets}
    found = [each.cadence for each in case.district.policies if each.name in used]
    return f"every {_span(min(found), max(found))}" if found else "no data set is backed up"


def _last_restore(case: Case) -> str:
    real = _newest(case, _PRODUCTION)
    if real is not None:
        return f"from production's copies on {real.ended.date()}"
    rehearsed = _newest(case, _ANYWHERE)
    said = "never from production's copies, as far as the records go"
    return said if rehearsed is None else f"{said}; rehearsed in a lab on {rehearsed.ended.date()}"


def _newest(case: Case, where: Sequence[str]) -> DrillRecord | None:
    return next(
        (
            each
            for each in case.drills
            if each.where in where
            and any(d.verdict.outcome == "pass" for one in each.services for d in one.data_sets)
        ),
        None,
    )


def _plan(case: Case) -> str:
    return f"runbooks for {len(case.district.sites)} sites; SHA-256 of the plan {case.plan_sha256[:16]}…"


def _locks(case: Case) -> str:
    copies = list(case.repositories.values())
    locked = [each.immutable_days for each in copies if each.immutable_days]
    append = sum(each.append_only for each in copies)
    days = f" (for {min(locked)} days or more)" if locked else ""
    return f"of {len(copies)} places of copies {len(locked)} locked{days}, {append} append-only"


def _coverage(case: Case) -> str:
    kinds = {each.source.kind for each in case.data_sets}
    fewest = min((len(case.copies(each)) for each in case.data_sets), default=0)
    owners = {each.name for each in case.owned.values()}
    return (
        f"{len(case.data_sets)} data sets of {len(owners)} services, of {len(kinds)} kinds,"
        f" each with at least {fewest} copies beside production"
    )


def _encrypted(case: Case) -> str:
    copies = list(case.repositories.values())
    return f"{sum(each.encrypted for each in copies)} of {len(copies)} places of copies are encrypted"


def _isolated(case: Case) -> str:
    held = sum(any(one.isolated for one in case.copies(each)) for each in case.data_sets)
    return f"{held} of {len(case.data_sets)} data sets have a copy on no network of ours"


def _away(case: Case) -> str:
    held = sum(any(case.elsewhere(each, one) for one in case.copies(each)) for each in case.data_sets)
    return f"{held} of {len(case.data_sets)} data sets have a copy at another place"


def _tests(case: Case) -> str:
    told = [f"{each.ended.date()} ({each.where}): {each.verdict.outcome}" for each in case.drills[:_TESTS]]
    return ", ".join(told) or "no drill is on record"


def _administrators(case: Case) -> str:
    apart = sum(
        each.admin is not None or each.prune_secret is not None for each in case.repositories.values()
    )
    return f"{apart} of {len(case.repositories)} places of copies have an administrator's secret of their own"


def _trained(case: Case) -> str:
    known = sum(each.trained_on is not None for each in case.district.roles)
    return (
        f"{known} of {len(case.district.roles)} roles have a day of training; {len(case.exercises)} exercises"
    )


def _followed(case: Case) -> str:
    found = actions(case.past, case.district)
    return f"{len(still_open(found))} open, {len(overdue(found, case.day))} of them overdue"


def _span(least: timedelta, most: timedelta) -> str:
    return _hours(least) if least == most else f"{_hours(least)} to {_hours(most)}"


def _hours(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes // 60} h {minutes % 60} min"


_QUESTIONS: Iterable[_Question] = (
    _Question(
        "How long may services stay down (RTO)?",
        lambda case: _objectives(case, lambda each: each.rto),
        "recovered-in-time",
        "every service came back whole and in time in a drill of the last year",
        "a drill of every service (drplan drill run --all)",
        {"within_days": 365, "tiers": (0, 1, 2, 3), "where": _ANYWHERE},
    ),
    _Question(
        "How much data may be lost (RPO)?",
        lambda case: _objectives(case, lambda each: each.rpo),
        "points-young-enough",
        "what came back of every data set was young enough",
        "a restore of every data set from production's copies (drplan drill run --data-only)",
        {"within_days": 365, "where": _PRODUCTION},
    ),
    _Question(
        "How often are backups made?",
        _cadence,
        "backups-came",
        "new recovery points arrived in every place of copies within a week",
        "a check of every place of copies this week (drplan backup check)",
        {"within_days": 7},
    ),
    _Question(
        "When was data last restored?",
        _last_restore,
        "restores-sampled",
        "a sample was restored this quarter and every data set this year, whole",
        "restores from production's copies (drplan drill run --data-only --sampled)",
        {"within_days": 92, "all_within_days": 365, "where": _PRODUCTION},
    ),
    _Question(
        "Is there a written plan, and who approved it?",
        _plan,
        "plan-approved",
        "this very plan was approved within a year",
        "an approval of this plan (drplan evidence approve)",
        {"within_days": 365},
    ),
    _Question(
        "Can whoever takes over a server delete the backups?",
        _locks,
        "declared",
        "every data set has a copy that its writers cannot delete",
        "the declaration (drplan validate)",
        {"rules": ("DRP013", "DRP041", "DRP042", "DRP047", "DRP057")},
    ),
    _Question(
        "What is covered?",
        _coverage,
        "declared",
        "every server, device and tenant with data has a backup",
        "the declaration (drplan validate)",
        {"rules": ("DRP003", "DRP010", "DRP017", "DRP060", "DRP061")},
    ),
    _Question(
        "Are backups encrypted, and checked for damage?",
        _encrypted,
        "repositories-checked",
        "every place of copies was opened with its password this quarter, and is sound",
        "a check of every place of copies (drplan backup check)",
        {"within_days": 92},
    ),
    _Question(
        "Is a copy kept off site?",
        _away,
        "copy-elsewhere",
        "every data set has a copy elsewhere that was checked this quarter",
        "a check of the copies elsewhere (drplan backup check)",
        {"within_days": 92},
    ),
    _Question(
        "Is a copy isolated?",
        _isolated,
        "copy-isolated",
        "every data set has a copy that nobody here can delete while it is kept",
        "a check of the isolated copies (drplan backup check)",
        {"within_days": 92},
    ),
    _Question(
        "What did the last tests show?",
        _tests,
        "services-drilled",
        "every service of tiers 0 and 1 was drilled within a year",
        "a drill of every service of tiers 0 and 1 (drplan drill run)",
        {"within_days": 365, "tiers": (0, 1), "where": _ANYWHERE},
    ),
    _Question(
        "Are the backups' administrators apart from production's?",
        _administrators,
        "declared",
        "no secret administers both production and a copy",
        "the declaration (drplan validate)",
        {"rules": ("DRP070", "DRP071")},
    ),
    _Question(
        "Do administrators need a second factor?",
        lambda _: "not declared: drplan has no word for it",
        None,
        "",
        "the report of whoever runs the accounts; drplan cannot see it",
    ),
    _Question(
        "Are people trained, and is the plan exercised?",
        _trained,
        "exercised",
        "an exercise was held within a year",
        "an exercise (drplan drill tabletop NAME)",
        {"within_days": 365, "kinds": ("tabletop", "functional", "full-scale")},
    ),
    _Question(
        "Is what failed put right?",
        _followed,
        "actions-tracked",
        "every failure is mended, or has an owner and a day to come",
        "anything that was tried (drplan drill run)",
    ),
)
