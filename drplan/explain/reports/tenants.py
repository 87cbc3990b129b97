"""How office suites stand by the policies that they are held to, for auditors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from drplan.audit.posture import TenantStanding, judge_tenant
from drplan.declare import GoogleWorkspace, Microsoft365
from drplan.declare.lookup import assets
from drplan.errors import UsageError
from drplan.explain.content import Table
from drplan.explain.language import Language
from drplan.explain.reports.matter import Matter
from drplan.measure.verdict import Outcome

_OUTCOMES: tuple[Outcome, ...] = ("pass", "fail", "no-evidence", "not-applicable")


def tenants_table(matter: Matter, say: Language) -> Table | None:
    """Count each suite's policies by verdict at the end of the day; ``None`` when there is no suite."""
    rows = tuple(_rows(matter, say))
    title = say("Google Workspace and Microsoft 365 by CISA's baselines")
    header = (say("Tenant"), *(say(each) for each in _OUTCOMES), say("Results of"), say("Because"))
    return Table(title, header, rows) if rows else None


def _rows(matter: Matter, say: Language) -> Iterator[tuple[str, ...]]:
    now = datetime.combine(matter.day, time.max, UTC)
    for suite in assets(matter.district):
        if isinstance(suite, GoogleWorkspace | Microsoft365):
            try:
                judged = judge_tenant(suite, matter.ledger.postures, now)
            except UsageError as error:
                yield (suite.name, "0", "0", "0", "0", "", error.message)
            else:
                yield _row(judged, say)


def _row(judged: TenantStanding, say: Language) -> tuple[str, ...]:
    ran = f"{judged.last.ran:%Y-%m-%d}, {judged.last.id}" if judged.last else ""
    failing = [each.policy.id for each in judged.policies if each.verdict.outcome == "fail"]
    because = judged.late or (say("fails: {ids}", ids=", ".join(failing)) if failing else "")
    return (judged.tenant.name, *(str(judged.count(each)) for each in _OUTCOMES), ran, because)
