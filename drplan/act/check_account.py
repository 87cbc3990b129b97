"""From checked repositories to a check's record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from drplan.act.account import Circumstances
from drplan.measure.verdict import Verdict, worst
from drplan.record.integrity import (
    CheckRecord,
    RepositoryRecord,
)
from drplan.record.kept import record_id


@dataclass(frozen=True)
class Occasion:
    """Who did it, where, and when it began and ended."""

    circumstances: Circumstances
    where: str
    account: str
    started: datetime
    ended: datetime


def check_record(found: Sequence[RepositoryRecord], occasion: Occasion, verb: str) -> CheckRecord:
    """Write a check, or an announcement of retention, down, not yet chained to any other."""
    circumstances = occasion.circumstances
    return CheckRecord.model_validate(
        {
            "id": record_id(occasion.started, verb),
            "district": circumstances.district,
            "where": occasion.where,
            "verb": verb,
            "operator_role": circumstances.operator_role,
            "operator_account": occasion.account,
            "inventory_sha256": circumstances.inventory_sha256,
            "tools": dict(circumstances.tools),
            "started": occasion.started,
            "ended": occasion.ended,
            "repositories": tuple(found),
            "verdict": worst(_named(each) for each in found),
            "previous": None,
        }
    )


def _named(seen: RepositoryRecord) -> Verdict:
    because = tuple(f"{seen.name}: {line}" for line in seen.verdict.because)
    return Verdict(outcome=seen.verdict.outcome, because=because)
