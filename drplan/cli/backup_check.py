"""``drplan backup check``: whether the repositories are whole, a part of them read at each run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import click

from drplan import wiring
from drplan.act.backup import repositories_for
from drplan.act.check import Wanted, announced, check_repositories
from drplan.act.check_account import check_record
from drplan.cli.backup_attack import attack as attack_copies
from drplan.cli.backup_record import finish_with, occasion, trusted
from drplan.cli.deploy_record import operator_role
from drplan.cli.frame import (
    format_option,
    inventory_option,
    runbooks_option,
    site_option,
)
from drplan.cli.recorded import say_record, say_where
from drplan.cli.show import Lines, table
from drplan.declare import District
from drplan.declare.lookup import data_sets, repository_named, site_of
from drplan.declare.protection import Repository
from drplan.errors import UsageError
from drplan.explain.words import length
from drplan.plan.drill import data_sets_of
from drplan.record.auditor import verification_command
from drplan.record.integrity import CheckRecord, RepositoryRecord, ledger_of


@click.command("check", help="Check the repositories, and read the part of them that is due.")
@inventory_option
@runbooks_option
@site_option()
@click.option("--repository", "names", multiple=True, help="Only this repository; may be given again.")
@click.option("--all", "everything", is_flag=True, help="Read all of it now, whatever is due.")
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    metavar="MINUTES",
    help="Begin no further part after so many minutes.",
)
@click.option(
    "--attack", is_flag=True, help="Try on a scratch prefix what an intruder could; read nothing instead."
)
@click.option("--role", help="The role of whoever checks.  [default: systems-administrator]")
@format_option()
def check(
    *,
    inventory: Path,
    runbooks: Path,
    site: str | None,
    names: tuple[str, ...],
    everything: bool,
    budget: int | None,
    attack: bool,
    role: str | None,
    form: str,
) -> None:
    """Check and sign; exit 1 when one is damaged or behind, 3 when one could not be checked, 2 when none."""
    district = wiring.district(inventory)
    chosen = _chosen(district, site, names)
    if attack:
        _refuse_reading(everything=everything, budget=budget)
        attack_copies(district, inventory, runbooks, chosen, role=role, form=form)
    operator = operator_role(district, role)
    signer = wiring.evidence_key()
    evidence = wiring.check_evidence(runbooks / wiring.CHECKS)
    where = wiring.enter().where
    records = [each for each in trusted(runbooks) if each.where == where]
    clock = wiring.clock()
    started = clock.now()
    limit = None if budget is None else timedelta(minutes=budget)
    wanted = Wanted(everything, limit, rehearsal=where != "production")
    progress = Lines(quiet=form == "json")
    found = check_repositories(chosen, records, wiring.inspector(), clock, progress, wanted=wanted)
    record = check_record(found, occasion(district, inventory, operator, started), "check")
    folder = evidence.append_next(record, {}, signer, secrets=wiring.repository_secrets(district))
    verify = verification_command(str(folder), signer.identity)
    _print(evidence.record(folder.name), folder, verify, form)
    finish_with(found)


def _refuse_reading(*, everything: bool, budget: int | None) -> None:
    if everything or budget is not None:
        raise UsageError(
            "--attack reads nothing, so --all and --budget say nothing to it",
            next_step="run drplan backup check --attack, then drplan backup check by itself",
        )


def announce(
    district: District, inventory: Path, runbooks: Path, to_forget: Mapping[str, Sequence[str]]
) -> Path | None:
    """Sign which snapshots, by repository, are about to be dropped, so that no check misses them.

    Call it before they go. Returns the record's folder; ``None``, having written nothing, when no check ever
    saw any of them. Raises ``SecretMissing`` or ``EvidenceError``.
    """
    evidence = wiring.check_evidence(runbooks / wiring.CHECKS)
    where = wiring.enter().where
    records = [each for each in evidence.records() if each.where == where]
    known = {name: ledger_of(records, name).snapshots for name in to_forget}
    found = announced(
        {name: [each for each in ids if each in known[name]] for name, ids in to_forget.items()}
    )
    if not found:
        return None
    signer = wiring.evidence_key()
    role = operator_role(district, None)
    done = occasion(district, inventory, role, wiring.clock().now())
    record = check_record(found, done, "retain")
    return evidence.append_next(record, {}, signer, secrets=wiring.repository_secrets(district))


def _chosen(district: District, site: str | None, names: tuple[str, ...]) -> list[Repository]:
    """Return the repositories that restic writes to: of a site's data, or all; of those, the named ones."""
    named = {repository_named(district, name).name for name in names}
    sets = data_sets_of(site_of(district, site)) if site else data_sets(district)
    kept_in = repositories_for(district, sets) if site else district.repositories
    return [each for each in kept_in if not named or each.name in named]


def _print(record: CheckRecord, folder: Path, verify: str, form: str) -> None:
    if form == "json":
        say_record("drplan/backup-check/1", record, folder, verify)
        return
    table(
        ("repository", "snapshots", "read now", "all read within", "verdict", "because"),
        [_row(each, record.ended) for each in record.repositories],
    )
    say_where(folder, verify)


def _row(seen: RepositoryRecord, now: datetime) -> tuple[str, ...]:
    parts = {each.parts for each in seen.read}
    read = f"{len(seen.read)} of {max(parts)}" if parts else "nothing"
    waiting = "not yet" if seen.waiting_since is None else length(now - seen.waiting_since)
    return (
        seen.name,
        str(seen.snapshots) if seen.repository_id else "",
        read,
        waiting,
        seen.verdict.outcome,
        "\n".join(seen.verdict.because),
    )
