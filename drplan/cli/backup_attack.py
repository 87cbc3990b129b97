"""``drplan backup check --attack``: what whoever takes over a host could do to the copies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from drplan import wiring
from drplan.act.attack import attack_repositories
from drplan.act.check_account import check_record
from drplan.cli.backup_attack_text import say_attacks
from drplan.cli.backup_record import finish_with, occasion, trusted
from drplan.cli.deploy_record import operator_role
from drplan.cli.frame import Exit, finish
from drplan.cli.recorded import say_record, say_where
from drplan.cli.show import Lines
from drplan.declare import District
from drplan.declare.protection import Repository
from drplan.record.auditor import verification_command
from drplan.record.integrity import CheckRecord, RepositoryRecord


def attack(
    district: District,
    inventory: Path,
    runbooks: Path,
    chosen: list[Repository],
    *,
    role: str | None,
    form: str,
) -> NoReturn:
    """Attack a scratch prefix of each, sign what came of it, and end as ``drplan backup check`` does."""
    operator = operator_role(district, role)
    signer = wiring.evidence_key()
    evidence = wiring.check_evidence(runbooks / wiring.CHECKS)
    trusted(runbooks)
    started = wiring.clock().now()
    found = attack_repositories(chosen, wiring.attacker(), Lines(quiet=form == "json"))
    record = check_record(found, occasion(district, inventory, operator, started), "attack")
    folder = evidence.append_next(record, {}, signer, secrets=wiring.repository_secrets(district))
    verify = verification_command(str(folder), signer.identity)
    _print(evidence.record(folder.name), folder, verify, form)
    _finish(found)


def _print(record: CheckRecord, folder: Path, verify: str, form: str) -> None:
    if form == "json":
        say_record("drplan/backup-attack/1", record, folder, verify)
        return
    say_attacks(record)
    say_where(folder, verify)


def _finish(found: Sequence[RepositoryRecord]) -> NoReturn:
    """End as a check does; where something was tried, it was done in part at the least."""
    tried = any(each.came != "not-tried" for seen in found if seen.attack for each in seen.attack.attempts)
    outcomes = {each.verdict.outcome for each in found}
    if tried and "fail" not in outcomes and "no-evidence" in outcomes:
        finish(Exit.IN_PART)
    finish_with(found)
