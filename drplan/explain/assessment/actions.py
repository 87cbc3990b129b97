"""What to do first: findings and blanks as actions, ranked by what an outage does to students and safety.

The score of a finding, 0 to 100, is::

    (60 x harm / 12  +  25 x students reached / all students  +  15 x (4 - tier) / 4)  x  weight

- *harm*, 0 to 12: the worst of what the business impact analysis rates, safety 4, records 3, pay 2 or
  teaching 1, times none 0, minor 1, major 2 or severe 3, of the services the thing serves and of all that
  depend on them. Not rated: by tier, 12, 9, 3 or 1.
- *students reached*: enrolment of the sites those services are at; a district office's reach all.
- *tier*: the earliest of those services.
- *weight*: 1 for an error, 0.6 for a warning, 0.4 for a note. Blanks are warnings where nobody knows what
  runs or who answers for it, and notes where a plan or a date is missing; none is known to be broken.

An action is all findings of one rule, or one blank, and scores as its worst. 45 and more belongs in the
first 30 days, 30 and more in the second, the rest in the third; but each of the first two months holds ten
actions, and what is left over moves on. Corrective actions that are overdue come before all. What serves
nobody knows what is judged as tier 1, see :mod:`drplan.explain.assessment.impact`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from drplan.explain.assessment.impact import WORST, Impact
from drplan.explain.assessment.parts import Action, Due, Gap, Stake, Weight
from drplan.validate import RULES, Finding, Rule, Subject

_HARM, _STUDENTS, _TIER = 60, 25, 15
_TIERS = 4
_ORDER: tuple[Weight, ...] = ("error", "warning", "note")
_WEIGHT = {"error": 1.0, "warning": 0.6, "note": 0.4}
_FIRST_MONTH, _SECOND_MONTH = 45, 30
_MONTHS: tuple[Due, ...] = ("days 1-30", "days 31-60", "days 61-90")
_A_MONTH_HOLDS = 10
_ALWAYS_FIRST = "DRP130"
"""Corrective actions that are overdue: their day is over already."""


def score(stake: Stake, reach: float, weight: Weight) -> int:
    """Return the points of one thing, 0 to 100; ``reach`` is the part of all students, 0 to 1."""
    points = _HARM * stake.harm / WORST + _STUDENTS * reach + _TIER * (_TIERS - stake.tier) / _TIERS
    return round(points * _WEIGHT[weight])


def due(points: int) -> Due:
    """Return the month an action belongs in, were there time for all."""
    if points >= _FIRST_MONTH:
        return "days 1-30"
    return "days 31-60" if points >= _SECOND_MONTH else "days 61-90"


def actions(findings: Iterable[Finding], gaps: Iterable[Gap], impact: Impact) -> tuple[Action, ...]:
    """Return one action a rule and a blank, the most pressing first."""
    said = list(findings)
    drafts = [*_from_findings(said), *_from_gaps(gaps, said)]
    ordered = sorted((_scored(draft, impact) for draft in drafts), key=_pressing)
    return tuple(_planned(ordered))


def _pressing(action: Action) -> tuple[bool, int, int, int, str]:
    first = action.key == _ALWAYS_FIRST
    return (not first, -action.score, _ORDER.index(action.weight), -len(action.subjects), action.key)


def _planned(ordered: Iterable[Action]) -> Iterator[Action]:
    """Give ranks, and move what a full month does not hold into the next; the last holds the rest."""
    month, held = 0, 0
    for rank, action in enumerate(ordered, start=1):
        wanted = _MONTHS.index(action.due)
        if wanted > month:
            month, held = wanted, 0
        elif held == _A_MONTH_HOLDS and month + 1 < len(_MONTHS):
            month, held = month + 1, 0
        held += 1
        yield replace(action, rank=rank, due=_MONTHS[month])


@dataclass(frozen=True)
class _Draft:
    key: str
    what: str
    problem: str
    why: str
    weight: Weight
    subjects: tuple[Subject, ...]
    messages: tuple[str, ...]
    rules: tuple[str, ...]


def _from_findings(findings: Iterable[Finding]) -> Iterator[_Draft]:
    known = {rule.id: rule for rule in RULES}
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.rule].append(finding)
    for identity, group in sorted(groups.items()):
        yield _from_rule(identity, known.get(identity), group)


def _from_rule(identity: str, rule: Rule | None, group: list[Finding]) -> _Draft:
    """Say what a rule says; one that is not registered is quoted by its first finding."""
    first = min(group, key=Finding.order)
    subjects = sorted({each.subject for each in group}, key=_place)
    weight: Weight = "error" if any(each.severity == "error" for each in group) else "warning"
    return _Draft(
        key=identity,
        what=rule.fix if rule else first.next_step,
        problem=rule.title if rule else first.message,
        why=rule.why if rule else "",
        weight=weight,
        subjects=tuple(subjects),
        messages=tuple(map(_message, sorted(group, key=Finding.order))),
        rules=(identity,),
    )


def _message(finding: Finding) -> str:
    subject = finding.subject
    return finding.message if subject.kind == "district" else f"{subject.name}: {finding.message}"


def _from_gaps(gaps: Iterable[Gap], findings: Iterable[Finding]) -> Iterator[_Draft]:
    """Leave out what a rule said already, of the district or of the very thing."""
    told: dict[str, set[Subject]] = defaultdict(set)
    for finding in findings:
        told[finding.rule].add(finding.subject)
    for gap in gaps:
        said = set().union(*(told[rule] for rule in gap.rules))
        whole = any(subject.kind == "district" for subject in said)
        left = sorted(set() if whole else set(gap.subjects) - said, key=_place)
        if left:
            yield _Draft(gap.key, gap.what, gap.title, gap.why, gap.weight, tuple(left), (), ())


def _scored(draft: _Draft, impact: Impact) -> Action:
    stakes = [impact.of(subject) for subject in draft.subjects]
    points = max(score(stake, impact.reach(stake), draft.weight) for stake in stakes)
    return Action(
        rank=0,
        key=draft.key,
        what=draft.what,
        problem=draft.problem,
        why=draft.why,
        weight=draft.weight,
        subjects=draft.subjects,
        messages=draft.messages,
        rules=draft.rules,
        stake=impact.joined(draft.subjects),
        score=points,
        due=_MONTHS[0] if draft.key == _ALWAYS_FIRST else due(points),
    )


def _place(subject: Subject) -> tuple[str, str, str]:
    return (subject.site or "", subject.kind, subject.name)
