"""``drplan backup check --attack``: what whoever takes over a host could do to the copies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import click

from drplan import wiring
from drplan.act.attack import attack_repositories
from drplan.act.check import check_record
from drplan.cli.backup_record import finish_with, occasion, trusted
from drplan.cli.deploy_record import operator_role
from drplan.cli.show import Lines, table
from drplan.declare import District
from drplan.declare.protection import Repository
from drplan.plan.attack import TITLES
from drplan.record.auditor import verification_command
from drplan.record.integrity import AttackRecord, CheckRecord


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
    finish_with(found)


def _print(record: CheckRecord, folder: Path, verify: str, form: str) -> None:
    if form == "json":
        told = {
            "schema": "drplan/backup-attack/1",
            "record": record.model_dump(mode="json"),
            "evidence": str(folder),
            "verify": verify,
        }
        click.echo(json.dumps(told, indent=2))
        return
    say_attacks(record)
    click.echo(f"evidence: {folder}")
    click.echo(f"verify:   {verify}")


def say_attacks(record: CheckRecord) -> None:
    """Print what was tried on each repository, and what came of it."""
    rows = [
        (each.name, TITLES.get(one.what, one.what), one.came, one.verdict.outcome, one.said)
        for each in record.repositories
        for one in (each.attack.attempts if each.attack else ())
    ]
    table(("repository", "tried", "came of it", "verdict", "said"), rows)
    for each in record.repositories:
        click.echo(f"{each.name}: {'; '.join((each.verdict.outcome, *each.verdict.because))}")
        if each.attack:
            click.echo(f"{each.name}: {left_behind(each.attack)}")


def left_behind(attack: AttackRecord) -> str:
    """Say what stays of a scratch prefix, and until when."""
    if not attack.left:
        return f"nothing is left of {attack.scratch}"
    until = f"{attack.until:%Y-%m-%d %H:%M} UTC" if attack.until else "a time this credential may not see"
    if attack.promise != "locked":
        return f"{attack.left} small files stay below {attack.scratch}: whoever may delete there removes them"
    return f"{attack.left} small versions stay below {attack.scratch}, hidden, and locked until {until}"
