"""Judgements of SP 800-53 as OSCAL assessment results (NIST, release 1.1): plain dictionaries.

The same state gives the same bytes: every UUID is of version 5 over what it stands for, every time a
record's. A finding is ``satisfied`` only by a pass: OSCAL knows no third state, so what nothing shows is
``not-satisfied`` with the reason ``other``, and what does not apply is left out of what was reviewed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from drplan.audit.controls.case import Case
from drplan.audit.controls.judge import ControlJudgement, RuleJudgement
from drplan.measure.verdict import Outcome, worst
from drplan.record.approval import RecordRef
from drplan.record.kept import SignedRecord

OSCAL_VERSION = "1.1.3"
FRAMEWORK = "NIST SP 800-53"
_NAMESPACE = "https://drplan.example/ns/oscal"
_FOLDERS = {
    "drill": "evidence",
    "check": "checks",
    "escrow": "escrow",
    "exercise": "exercises",
    "approval": "approvals",
    "deploy": "deploys",
    "posture": "posture",
}
_REASONS: Mapping[Outcome, str] = {"pass": "pass", "fail": "fail", "no-evidence": "other"}

Json = dict[str, Any]


def assessment_results(case: Case, judgements: Iterable[ControlJudgement], version: str) -> bytes:
    """Return the document as JSON; ``version`` is the release of drplan that judged.

    Only controls of SP 800-53 are in it, and of those only rules that name an objective of SP 800-53A.
    """
    document = _Results(case, tuple(j for j in judgements if j.framework == FRAMEWORK), version).document()
    return (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


@dataclass(frozen=True)
class _Objective:
    """One objective with all rules that speak of it."""

    id: str
    control: ControlJudgement
    parts: tuple[RuleJudgement, ...]

    @property
    def outcome(self) -> Outcome:
        return worst(each.verdict for each in self.parts).outcome

    def because(self) -> str:
        verdict = worst(each.verdict for each in self.parts)
        return "; ".join(verdict.because) or "every rule passes"


@dataclass(frozen=True)
class _Results:
    case: Case
    judgements: Sequence[ControlJudgement]
    version: str

    def document(self) -> Json:
        plan = self.plan()
        content = {
            "metadata": self._metadata("Assessment results"),
            "import-ap": {"href": f"#{self._id('resource', 'plan')}"},
            "results": [self._result()],
            "back-matter": {"resources": [_embedded(self._id("resource", "plan"), plan), *self._resources()]},
        }
        return {"assessment-results": {"uuid": self._id("results", _text(content)), **content}}

    def plan(self) -> Json:
        about = self._id("resource", "declaration")
        content = {
            "metadata": self._metadata("Assessment plan"),
            "import-ssp": {"href": f"#{about}", "remarks": "The declaration stands for a security plan."},
            "reviewed-controls": self._reviewed(),
            "back-matter": {"resources": [self._declaration()]},
        }
        return {"assessment-plan": {"uuid": self._id("plan", _text(content)), **content}}

    @cached_property
    def objectives(self) -> Sequence[_Objective]:
        return [
            _Objective(name, each, tuple(part for part in each.parts if name in part.asked.objectives))
            for each in self.judgements
            for name in dict.fromkeys(name for part in each.parts for name in part.asked.objectives)
        ]

    @cached_property
    def records(self) -> Mapping[RecordRef, SignedRecord]:
        wanted = {ref for each in self.judgements for ref in each.evidence}
        return {ref: each for each in self.case.ledger if (ref := self.case.ref(each)) in wanted}

    def _metadata(self, title: str) -> Json:
        party = self._id("party", self.case.district.name)
        return {
            "title": f"{title}: contingency controls of {self.case.district.name}",
            "last-modified": _moment(self._ended()),
            "version": f"{self.case.day} by drplan {self.version}",
            "oscal-version": OSCAL_VERSION,
            "parties": [{"uuid": party, "type": "organization", "name": self.case.district.name}],
        }

    def _result(self) -> Json:
        judged = [each for each in self.objectives if each.outcome != "not-applicable"]
        return {
            "uuid": self._id("result", _text([[each.id, each.because()] for each in self.objectives])),
            "title": f"Judged from signed records, as on {self.case.day}",
            "description": "Each objective's state is what drplan's rules make of signed records and of the"
            " declaration. What nothing shows is not satisfied, for the reason other.",
            "start": _moment(self._started()),
            "end": _moment(self._ended()),
            "reviewed-controls": self._reviewed(),
            "observations": [self._observation(*each) for each in self._seen(judged)],
            "findings": [self._finding(each) for each in judged],
        }

    def _reviewed(self) -> Json:
        judged = [each for each in self.objectives if each.outcome != "not-applicable"]
        controls = dict.fromkeys(_control_id(each.control.control) for each in judged)
        return {
            "control-selections": [{"include-controls": [{"control-id": name} for name in controls]}],
            "control-objective-selections": [
                {"include-objectives": [{"objective-id": each.id} for each in judged]}
            ],
        }

    def _seen(self, judged: Iterable[_Objective]) -> Iterator[tuple[str, RuleJudgement]]:
        """Yield each rule of each control once, however many objectives it speaks of."""
        told = {self._observed(each, part): (each, part) for each in judged for part in each.parts}
        for name, (_, part) in told.items():
            yield name, part

    def _observed(self, objective: _Objective, part: RuleJudgement) -> str:
        said = [objective.control.control, part.asked.model_dump(mode="json"), part.verdict.because]
        return self._id("observation", _text(said))

    def _observation(self, name: str, part: RuleJudgement) -> Json:
        records = [self.records[ref] for ref in part.evidence if ref in self.records]
        shown: Json = {
            "uuid": name,
            "title": part.asked.rule,
            "description": "; ".join(part.verdict.because) or "every part of it passes",
            "methods": ["TEST" if records else "EXAMINE"],
            "types": ["control-objective"],
            "collected": _moment(max((each.ended for each in records), default=self._ended())),
            "props": [_verdict(part.verdict.outcome)],
        }
        if part.evidence:
            shown["relevant-evidence"] = [
                {"href": f"#{self._record_id(ref)}", "description": f"{ref.noun} {ref.id}"}
                for ref in part.evidence
            ]
        return shown

    def _finding(self, each: _Objective) -> Json:
        state = "satisfied" if each.outcome == "pass" else "not-satisfied"
        return {
            "uuid": self._id("finding", _text([each.id, each.outcome, each.because()])),
            "title": f"{each.control.control}: {each.control.title}",
            "description": each.because(),
            "props": [_verdict(each.outcome)],
            "target": {
                "type": "objective-id",
                "target-id": each.id,
                "status": {"state": state, "reason": _REASONS[each.outcome]},
            },
            "related-observations": [{"observation-uuid": self._observed(each, p)} for p in each.parts],
        }

    def _resources(self) -> Iterator[Json]:
        yield self._declaration()
        for ref in self.records:
            yield {
                "uuid": self._record_id(ref),
                "title": f"Signed record of {ref.noun} {ref.id}",
                "description": "The hash is the record's head: the SHA-256 of its SHA256SUMS.",
                "rlinks": [
                    {
                        "href": f"{_FOLDERS[ref.noun]}/{ref.id}/SHA256SUMS",
                        "hashes": [{"algorithm": "SHA-256", "value": ref.head}],
                    }
                ],
            }

    def _declaration(self) -> Json:
        return {
            "uuid": self._id("resource", "declaration"),
            "title": f"The declaration of {self.case.district.name} and the plan made from it",
            "props": [{"name": "plan-sha256", "ns": _NAMESPACE, "value": self.case.plan_sha256}],
        }

    def _record_id(self, ref: RecordRef) -> str:
        return self._id("record", ref.noun, ref.id, ref.head)

    def _id(self, *what: str) -> str:
        return str(uuid5(self._root, "\n".join(what)))

    @cached_property
    def _root(self) -> UUID:
        return uuid5(NAMESPACE_DNS, self.case.district.domain)

    def _started(self) -> datetime:
        return min((each.started for each in self.records.values()), default=self._midnight())

    def _ended(self) -> datetime:
        return max((each.ended for each in self.records.values()), default=self._midnight())

    def _midnight(self) -> datetime:
        return datetime.combine(self.case.day, time(), UTC)


def _embedded(name: str, document: Json) -> Json:
    content = (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
    return {
        "uuid": name,
        "title": "Assessment plan, as OSCAL: a stub that names what is reviewed",
        "props": [{"name": "sha256", "ns": _NAMESPACE, "value": sha256(content).hexdigest()}],
        "base64": {
            "filename": "assessment-plan.json",
            "media-type": "application/json",
            "value": base64.b64encode(content).decode(),
        },
    }


def _verdict(outcome: Outcome) -> Json:
    return {"name": "verdict", "ns": _NAMESPACE, "value": outcome}


def _control_id(control: str) -> str:
    """Return a control's id as NIST's catalogue writes it: ``CP-9(1)`` is ``cp-9.1`` there."""
    return control.lower().replace("(", ".").replace(")", "")


def _text(content: object) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False)


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")
