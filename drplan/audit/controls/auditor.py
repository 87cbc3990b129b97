"""What auditors find most in school districts, each with the verdict of the rules that would see it.

After published audits of districts' contingency planning: no adopted plan, no test, no tried restore, nothing
off site or offline, no impact analysis, a plan that lacks parts or was not handed out, no backup policy,
media that anybody could read, earlier recommendations left undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drplan.audit.controls.case import Case
from drplan.audit.controls.crosswalk import RULE_MODULES
from drplan.audit.controls.found import together
from drplan.audit.controls.insurer_states import PRODUCTION
from drplan.audit.controls.registry import RULES, see
from drplan.measure.verdict import Outcome
from drplan.record.approval import RecordRef

__all__ = ["RULE_MODULES", "Asked", "Finding", "auditor_findings"]


@dataclass(frozen=True)
class Finding:
    """One thing that is asked: the worst its rules say, why, and the records that it rests on.

    A pass that no record shows is none: then ``declared`` says that the declaration has it so.
    """

    asks: str
    outcome: Outcome
    because: tuple[str, ...]
    evidence: tuple[RecordRef, ...]
    declared: bool = False


@dataclass(frozen=True)
class Asked:
    """One question, and the rules whose worst verdict answers it.

    ``of_paper`` says that the declaration itself is what is asked for, and no record could show more.
    """

    asks: str
    rules: tuple[tuple[str, Mapping[str, Any]], ...]
    of_paper: bool = False

    def answer(self, case: Case) -> Finding:
        """Judge it."""
        found = together((see(RULES[name], case, given) for name, given in self.rules), otherwise="")
        verdict = found.verdict
        declared = verdict.outcome == "pass" and not found.evidence
        outcome: Outcome = "no-evidence" if declared and not self.of_paper else verdict.outcome
        return Finding(self.asks, outcome, verdict.because, found.evidence, declared)


def auditor_findings(case: Case) -> tuple[Finding, ...]:
    """Return the answers in the order in which they are asked; the case's ledger must have been verified."""
    return tuple(each.answer(case) for each in ASKED)


_YEAR, _QUARTER = {"within_days": 365}, {"within_days": 92}

ASKED: tuple[Asked, ...] = (
    Asked("Is there a plan, and was the one in force adopted within a year?", (("plan-approved", _YEAR),)),
    Asked(
        "Was it tested within a year, from the real copies?",
        (("services-drilled", {**_YEAR, "tiers": (0, 1), "where": PRODUCTION}),),
    ),
    Asked(
        "Were restores tried this quarter, and of all data within a year?",
        (("restores-sampled", {**_QUARTER, "all_within_days": 365, "where": PRODUCTION}),),
    ),
    Asked("Is a copy of all data kept off site?", (("copy-elsewhere", _QUARTER),)),
    Asked(
        "Is a copy of all data kept offline, or where nobody here can delete it?",
        (("copy-isolated", _QUARTER),),
    ),
    Asked(
        "Is it written down what an outage of what matters most costs (BIA)?",
        (("declared", {"rules": ("DRP068",)}),),
        of_paper=True,
    ),
    Asked(
        "Does the plan have its parts: services, owners, objectives, order, roles with alternates?",
        (
            (
                "declared",
                {
                    "rules": (
                        "DRP001",
                        "DRP002",
                        "DRP003",
                        "DRP004",
                        "DRP005",
                        "DRP006",
                        "DRP008",
                        "DRP014",
                        "DRP018",
                        "DRP019",
                    )
                },
            ),
        ),
        of_paper=True,
    ),
    Asked(
        "Is it laid down what is backed up, how often and in how many copies, and is it done?",
        (
            ("declared", {"rules": ("DRP003", "DRP007", "DRP010", "DRP017", "DRP060", "DRP061")}),
            ("backups-came", {"within_days": 7}),
        ),
    ),
    Asked("Was the plan handed to all whom it names?", (("plan-handed-out", _YEAR),)),
    Asked(
        "Are the copies encrypted, their keepers bound, and their passwords in safe hands?",
        (
            ("declared", {"rules": ("DRP044", "DRP045", "DRP054", "DRP070", "DRP071", "DRP091")}),
            ("passwords-escrowed", _YEAR),
        ),
    ),
    Asked(
        "Is what earlier tests and audits asked for done, or in time with an owner and a day?",
        (("actions-tracked", {}),),
    ),
)
