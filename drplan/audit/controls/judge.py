"""Judging controls: each by its rules, on one day, from the records and the declaration alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drplan.audit.controls.case import Case
from drplan.audit.controls.crosswalk import Asked, Control, Framework
from drplan.audit.controls.registry import RULES, see
from drplan.measure.verdict import Verdict, worst
from drplan.record.approval import RecordRef


@dataclass(frozen=True)
class RuleJudgement:
    """What one rule of a control says."""

    asked: Asked
    verdict: Verdict
    evidence: tuple[RecordRef, ...]


@dataclass(frozen=True)
class ControlJudgement:
    """One control: the worst that its rules say, and the records that all of them rest on."""

    framework: str
    version: str
    control: str
    title: str
    verdict: Verdict
    evidence: tuple[RecordRef, ...]
    parts: tuple[RuleJudgement, ...] = ()


def judge(case: Case, frameworks: Iterable[Framework]) -> tuple[ControlJudgement, ...]:
    """Judge the controls of these frameworks, in their order, as of the case's day: nothing after it is seen.

    The ledger must have been verified, and hold its chains' heads: a pass that rests on a record whose head
    is not known is none. What could not be checked never passes.
    """
    return tuple(
        _control(case, framework, control) for framework in frameworks for control in framework.controls
    )


def _control(case: Case, framework: Framework, control: Control) -> ControlJudgement:
    parts = tuple(_rule(case, asked) for asked in control.rules)
    return ControlJudgement(
        framework=framework.framework,
        version=framework.version,
        control=control.id,
        title=control.title,
        verdict=worst(each.verdict for each in parts),
        evidence=tuple(dict.fromkeys(ref for each in parts for ref in each.evidence)),
        parts=parts,
    )


def _rule(case: Case, asked: Asked) -> RuleJudgement:
    found = see(RULES[asked.rule], case, asked.parameters)
    return RuleJudgement(asked, found.verdict, found.evidence)
