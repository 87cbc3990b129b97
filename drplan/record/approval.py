"""The record of what somebody other than the operator did with evidence: reviewed, approved, accepted it.

NIST SP 800-53 CP-2 (plan approval), CP-4 (review of test results) and ISO 22301 9.3 (management review) ask
for these. A record names roles, never persons.
"""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from drplan.measure.verdict import Verdict
from drplan.record.kept import Kept, SignedRecord

Act = Literal["review", "plan approval", "leadership review", "distribution", "assignment"]
"""What was done.

``review``: a record was reviewed; ``plan approval``: the plan, by its hash; ``leadership review``: a board or
superintendent was shown the evidence; ``distribution``: who got the plan; ``assignment``: a corrective
action was given an owner and a day.
"""
Decision = Literal["accepted", "accepted with actions", "rejected", "noted"]


class RecordRef(Kept):
    """One record: its kind by noun, its id, and its head (the SHA-256 of its ``SHA256SUMS``)."""

    noun: str
    id: str
    head: str


class ActionRef(Kept):
    """One corrective action, and what was decided of it: an owner (a role), and the day it is due."""

    id: str
    owner_role: str
    due: str


class ApprovalRecord(SignedRecord):
    """One act of one role.

    ``of`` names the records it was about; ``plan_sha256`` the plan, of an approval or a distribution;
    ``held`` is the day of the meeting (``2026-12-08``); ``heads`` the chains' heads that were shown, by noun.
    """

    noun: ClassVar[str] = "approval"

    schema_id: Literal["drplan/approval/1"] = "drplan/approval/1"
    district: str
    act: Act
    by_role: str
    operator_account: str
    held: str
    decision: Decision
    note: str = ""
    of: tuple[RecordRef, ...] = ()
    plan_sha256: str | None = None
    recipients: tuple[str, ...] = ()
    actions: tuple[ActionRef, ...] = ()
    heads: dict[str, str]
    inventory_sha256: str
    tools: dict[str, str]

    @model_validator(mode="after")
    def _says_what_it_is_about(self) -> Self:
        about = {
            "review": self.of,
            "plan approval": self.plan_sha256,
            "leadership review": self.of,
            "distribution": self.plan_sha256 and self.recipients,
            "assignment": self.actions,
        }
        if not about[self.act]:
            raise ValueError(f"a record of a {self.act} does not say of what")
        return self


def approval_verdict(decision: Decision) -> Verdict:
    """Return what a decision means for its record: only a rejection is a failure."""
    if decision == "rejected":
        return Verdict(outcome="fail", because=("it was rejected",))
    return Verdict(outcome="pass")
