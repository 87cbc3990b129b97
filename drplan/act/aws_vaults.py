"""Looking at every declared vault plan and restore test of AWS Backup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from drplan.declare.tenants import AwsAccount
from drplan.errors import DrplanError
from drplan.measure.vaults import judge_plan, judge_restore_test
from drplan.measure.verdict import Verdict
from drplan.ports.vaults import VaultSight


@dataclass(frozen=True)
class VaultJudged:
    """What was seen of one plan: ``sort`` is ``vault-plan`` or ``restore-test``."""

    account: str
    sort: str
    name: str
    verdict: Verdict


def judge_vaults(accounts: Iterable[AwsAccount], sight: VaultSight, now: datetime) -> Iterator[VaultJudged]:
    """Judge all that is declared; what cannot be asked is no evidence, and says why."""
    for account in accounts:
        for plan in account.vault_plans:
            try:
                verdict = judge_plan(plan, sight.newest(account, plan.vault), now)
            except DrplanError as error:
                verdict = _not_asked(error)
            yield VaultJudged(account.name, "vault-plan", plan.name, verdict)
        for test in account.restore_tests:
            try:
                verdict = judge_restore_test(test, sight.last_restore(account, test), now)
            except DrplanError as error:
                verdict = _not_asked(error)
            yield VaultJudged(account.name, "restore-test", test.name, verdict)


def _not_asked(error: DrplanError) -> Verdict:
    return Verdict(outcome="no-evidence", because=(error.message,))
