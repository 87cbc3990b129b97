"""``drplan backup unhide``: bring back what an intruder hid in a bucket that keeps versions."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from drplan import wiring
from drplan.act.check_account import check_record
from drplan.act.unhide import Brought, bring_back, moment_to_undo, unhidden_record
from drplan.act.unhide_rehearsal import rehearse
from drplan.cli.backup_record import finish_with, occasion, trusted
from drplan.cli.backup_unhide_text import (
    MOMENT,
    next_commands,
    plan_json,
    say_names,
    say_plan,
    unhidden_lines,
)
from drplan.cli.deploy_record import operator_role
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option
from drplan.cli.recorded import say_record, say_where
from drplan.cli.show import Lines
from drplan.declare import District
from drplan.declare.lookup import repository_named
from drplan.declare.protection import Repository
from drplan.errors import UsageError
from drplan.record.auditor import verification_command
from drplan.record.integrity import CheckRecord, RepositoryRecord, ever_seen


@click.command("unhide", help="Bring back what was hidden or written over in a bucket since a moment.")
@click.argument("name", metavar="REPOSITORY")
@click.option(
    "--since",
    type=click.DateTime([MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]),
    help="Undo what was done since this moment (UTC).  [default: proposed, and asked about]",
)
@click.option("--dry-run", is_flag=True, help="Print what would come back, and change nothing.")
@click.option("--rehearse", is_flag=True, help="In a lab: attack it first, then restore.")
@click.option("--role", help="The role of whoever does it.  [default: systems-administrator]")
@inventory_option
@runbooks_option
@format_option()
def unhide(
    name: str,
    *,
    since: datetime | None,
    dry_run: bool,
    rehearse: bool,
    role: str | None,
    inventory: Path,
    runbooks: Path,
    form: str,
) -> None:
    """Bring back and sign; exit 1 when something cannot come back."""
    district = wiring.district(inventory)
    repository = _in_a_bucket(repository_named(district, name))
    wiring.enter()
    desk = _Desk(district, inventory, runbooks, role, form)
    if rehearse:
        _refuse_both(since, dry_run=dry_run)
        desk.rehearse(repository)
    moment = _moment(repository, since, dry_run=dry_run)
    if dry_run:
        brought = desk.bring_back(repository, moment, apply=False)
        desk.print_plan(repository, brought)
        finish(Exit.FALLS_SHORT if brought.verdict.outcome == "fail" else Exit.WELL)
    desk.unhide(repository, moment)


def _in_a_bucket(repository: Repository) -> Repository:
    if not repository.location.startswith("s3:"):
        raise UsageError(
            f"{repository.name} lies in no bucket: nothing there is hidden, what is deleted is gone",
            next_step="restore from another copy: drplan backup status says which ones there are",
        )
    return repository


def _refuse_both(since: datetime | None, *, dry_run: bool) -> None:
    if since is not None or dry_run:
        raise UsageError(
            "--rehearse makes an attack of its own, so --since and --dry-run say nothing to it",
            next_step="run it with neither",
        )


def _moment(repository: Repository, since: datetime | None, *, dry_run: bool) -> datetime:
    """Return the moment: the one that was said, or the proposed one when a person at a terminal agrees."""
    if since is not None:
        return _not_to_come(since.replace(tzinfo=UTC))
    proposed = moment_to_undo(repository, wiring.unhider())
    click.echo(
        f"{repository.name}: the attack that is still felt seems to begin at {proposed:{MOMENT}}", err=True
    )
    if dry_run:
        return proposed
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            f"{repository.name}: nobody is here to agree to {proposed:{MOMENT}}, so nothing was changed",
            next_step=f"look at it: drplan backup unhide {repository.name} --dry-run; then say"
            f" --since {proposed:{MOMENT}}, or an earlier moment",
        )
    click.confirm("Bring back what was there then?", abort=True, err=True)
    return proposed


def _not_to_come(moment: datetime) -> datetime:
    if moment > wiring.clock().now():
        raise UsageError(
            f"--since {moment:{MOMENT}} has not come yet: nothing was done since",
            next_step="give the moment in UTC: date -u +%Y-%m-%dT%H:%M:%SZ",
        )
    return moment


class _Desk:
    """The work of one call, and what it says."""

    def __init__(
        self, district: District, inventory: Path, runbooks: Path, role: str | None, form: str
    ) -> None:
        self.district, self.inventory, self.runbooks, self.form = district, inventory, runbooks, form
        self.operator = operator_role(district, role)
        self.progress = Lines(quiet=form == "json")
        self.started = wiring.clock().now()

    def rehearse(self, repository: Repository) -> None:
        def story() -> RepositoryRecord:
            with wiring.unhide_rehearsal(self.district, self.progress) as rehearsal:
                return rehearse(rehearsal, repository)

        self._signed(repository, story)

    def unhide(self, repository: Repository, moment: datetime) -> None:
        def story() -> RepositoryRecord:
            brought = self.bring_back(repository, moment, apply=True)
            if self.form == "text":
                say_names(brought)
            return unhidden_record(repository, brought)

        self._signed(repository, story)

    def bring_back(self, repository: Repository, moment: datetime, *, apply: bool) -> Brought:
        return bring_back(
            repository,
            moment,
            wiring.unhider(),
            wiring.clock(),
            self.progress,
            known=ever_seen(self._records(), repository.name),
            apply=apply,
        )

    def _records(self) -> list[CheckRecord]:
        where = wiring.enter().where
        return [each for each in trusted(self.runbooks) if each.where == where]

    def _signed(self, repository: Repository, story: Callable[[], RepositoryRecord]) -> None:
        """Do it with a key at hand to sign it, write it down, say it, and end."""
        signer, evidence = wiring.evidence_key(), wiring.check_evidence(self.runbooks / wiring.CHECKS)
        trusted(self.runbooks)
        found = [story()]
        done = occasion(self.district, self.inventory, self.operator, self.started)
        record = check_record(found, done, "unhide")
        folder = evidence.append_next(record, {}, signer, secrets=wiring.repository_secrets(self.district))
        verify = verification_command(str(folder), signer.identity)
        self._print(repository, evidence.record(folder.name), folder, verify)
        finish_with(found)

    def print_plan(self, repository: Repository, brought: Brought) -> None:
        if self.form == "json":
            click.echo(json.dumps(plan_json(repository, brought), indent=2))
        else:
            say_plan(repository, brought)

    def _print(self, repository: Repository, record: CheckRecord, folder: Path, verify: str) -> None:
        if self.form == "json":
            say_record("drplan/backup-unhide/1", record, folder, verify)
            return
        for line in unhidden_lines(record):
            click.echo(line)
        (seen,) = record.repositories
        if seen.unhidden and not seen.unhidden.rehearsal:
            for line in next_commands(repository, seen.unhidden):
                click.echo(line)
        say_where(folder, verify)
