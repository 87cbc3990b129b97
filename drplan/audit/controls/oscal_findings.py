"""What rules saw and what of each objective is satisfied, in OSCAL's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from drplan.audit.controls.judge import RuleJudgement
from drplan.audit.controls.oscal_told import Json, Objective, Told, moment, text, verdict_prop
from drplan.measure.verdict import Outcome

_REASONS: Mapping[Outcome, str] = {"pass": "pass", "fail": "fail", "no-evidence": "other"}


def observations(told: Told) -> list[Json]:
    """Return what each rule saw, once."""
    return [_observation(told, *each) for each in _seen(told, told.judged())]


def findings(told: Told) -> list[Json]:
    """Return the state of each objective that applies."""
    return [_finding(told, each) for each in told.judged()]


def _seen(told: Told, judged: Iterable[Objective]) -> Iterator[tuple[str, RuleJudgement]]:
    """Yield each rule of each control once, however many objectives it speaks of."""
    known = {_observed(told, each, part): (each, part) for each in judged for part in each.parts}
    for name, (_, part) in known.items():
        yield name, part


def _observed(told: Told, objective: Objective, part: RuleJudgement) -> str:
    said = [objective.control.control, part.asked.model_dump(mode="json"), part.verdict.because]
    return told.id("observation", text(said))


def _observation(told: Told, name: str, part: RuleJudgement) -> Json:
    records = [told.records[ref] for ref in part.evidence if ref in told.records]
    shown: Json = {
        "uuid": name,
        "title": part.asked.rule,
        "description": "; ".join(part.verdict.because) or "every part of it passes",
        "methods": ["TEST" if records else "EXAMINE"],
        "types": ["control-objective"],
        "collected": moment(max((each.ended for each in records), default=told.ended())),
        "props": [verdict_prop(part.verdict.outcome)],
    }
    if part.evidence:
        shown["relevant-evidence"] = [
            {"href": f"#{told.record_id(ref)}", "description": f"{ref.noun} {ref.id}"}
            for ref in part.evidence
        ]
    return shown


def _finding(told: Told, each: Objective) -> Json:
    state = "satisfied" if each.outcome == "pass" else "not-satisfied"
    return {
        "uuid": told.id("finding", text([each.id, each.outcome, each.because()])),
        "title": f"{each.control.control}: {each.control.title}",
        "description": each.because(),
        "props": [verdict_prop(each.outcome)],
        "target": {
            "type": "objective-id",
            "target-id": each.id,
            "status": {"state": state, "reason": _REASONS[each.outcome]},
        },
        "related-observations": [{"observation-uuid": _observed(told, each, p)} for p in each.parts],
    }
