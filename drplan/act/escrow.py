"""Trying the passwords that somebody keeps for the worst day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from drplan.act.account import Circumstances
from drplan.custody import Custody
from drplan.declare.district import District
from drplan.declare.lookup import repository_named
from drplan.declare.protection import Repository
from drplan.errors import DrplanError, UsageError, WrongPassword
from drplan.measure.verdict import Verdict, worst
from drplan.ports import Progress
from drplan.record.escrow import EscrowRecord, OpenedRecord
from drplan.record.kept import record_id


def escrowed(district: District, holder: str, names: Sequence[str]) -> list[Repository]:
    """Return the named repositories, or all whose password the holder keeps; raises ``UsageError``."""
    if names:
        return [repository_named(district, name) for name in names]
    found = [each for each in district.repositories if any(one.holder == holder for one in each.escrow)]
    if not found:
        raise UsageError(
            f"no repository declares an escrow held by {holder}",
            next_step="declare it in the repository's escrow, or name the repository: --repository NAME",
        )
    return found


def try_escrow(
    repositories: Sequence[Repository],
    holder: str,
    passwords: Sequence[str],
    custody: Custody,
    progress: Progress,
) -> tuple[OpenedRecord, ...]:
    """Try every password on every repository, reading only; one that cannot be asked is ``no-evidence``."""
    found = []
    for repository in repositories:
        identity, verdict = _try_one(repository, passwords, custody)
        progress.say(repository.name, "opens" if identity else verdict.because[0])
        places = [each.place for each in repository.escrow if each.holder == holder]
        found.append(
            OpenedRecord(
                repository=repository.name, place="; ".join(places), identity=identity, verdict=verdict
            )
        )
    return tuple(found)


def _try_one(repository: Repository, passwords: Sequence[str], custody: Custody) -> tuple[str, Verdict]:
    for password in passwords:
        try:
            return custody.identity(repository, password), Verdict(outcome="pass")
        except WrongPassword:
            continue
        except DrplanError as error:
            return "", Verdict(outcome="no-evidence", because=(error.message,))
    return "", Verdict(
        outcome="fail", because=(f"{repository.name} does not open with any password of this escrow",)
    )


@dataclass(frozen=True)
class EscrowCheck:
    """One check that has ended."""

    holder: str
    passwords: int
    started: datetime
    ended: datetime
    opened: tuple[OpenedRecord, ...]


def escrow_record(
    check: EscrowCheck,
    circumstances: Circumstances,
    *,
    where: Literal["production", "lab", "loopback lab"],
    account: str,
) -> EscrowRecord:
    """Write the check down, not yet chained to any other."""
    return EscrowRecord(
        id=record_id(check.started, check.holder),
        district=circumstances.district,
        where=where,
        holder_role=check.holder,
        operator_role=circumstances.operator_role,
        operator_account=account,
        inventory_sha256=circumstances.inventory_sha256,
        tools=dict(circumstances.tools),
        started=check.started,
        ended=check.ended,
        passwords=check.passwords,
        repositories=check.opened,
        verdict=worst(each.verdict for each in check.opened),
        previous=None,
    )
