"""From what somebody decided about evidence to its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from drplan.act.account import Circumstances
from drplan.record.approval import Act, ApprovalRecord, Decision, approval_verdict
from drplan.record.kept import record_id


@dataclass(frozen=True)
class Approval:
    """Who decided what, when, and what for.

    ``held`` is the day of the meeting, or of the decision. ``about`` are the fields of the record that say
    of what it is: ``of``, ``plan_sha256``, ``recipients``, ``actions``.
    """

    act: Act
    by_role: str
    account: str
    at: datetime
    held: date
    decision: Decision
    note: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)


def approval_record(
    approval: Approval, circumstances: Circumstances, heads: Mapping[str, str]
) -> ApprovalRecord:
    """Write it down, not yet chained to any other; ``heads`` are the chains' heads at that moment, by noun.

    Raises pydantic's ``ValidationError`` when it does not say of what it is.
    """
    return ApprovalRecord.model_validate(
        {
            "id": record_id(approval.at, approval.act.replace(" ", "-")),
            "district": circumstances.district,
            "act": approval.act,
            "by_role": approval.by_role,
            "operator_account": approval.account,
            "held": approval.held.isoformat(),
            "decision": approval.decision,
            "note": approval.note,
            "heads": dict(heads),
            "inventory_sha256": circumstances.inventory_sha256,
            "tools": dict(circumstances.tools),
            "started": approval.at,
            "ended": approval.at,
            "verdict": approval_verdict(approval.decision),
            "previous": None,
            **approval.about,
        }
    )
