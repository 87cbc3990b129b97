"""What the commands that review and approve have in common: of which record, by whom, and keeping it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from drplan import wiring
from drplan.act.approve import Approval, approval_record
from drplan.cli.frame import Exit, deploys_option, finish, format_option, inventory_option, runbooks_option
from drplan.cli.recorded import say_record, say_where
from drplan.declare import District
from drplan.errors import EvidenceError, UsageError
from drplan.record.approval import Act, ApprovalRecord, Decision, RecordRef
from drplan.record.auditor import verification_command
from drplan.record.independence import not_independent, not_its_key, operators_of
from drplan.record.kept import SignedRecord

_F = TypeVar("_F", bound=Callable[..., None])
_DECISIONS: tuple[Decision, ...] = get_args(Decision)
_DAY = click.DateTime(formats=["%Y-%m-%d"])


def held_option(command: _F) -> _F:
    """Add ``--held DAY``; the command gets ``held``, a ``date`` or ``None`` for today."""
    return click.option(
        "--held",
        type=_DAY,
        callback=lambda _context, _option, given: given.date() if given else None,
        metavar="DAY",
        help="The day it was decided, as in 2026-12-08.  [default: today]",
    )(command)


def decision_option(default: Decision | None) -> Callable[[_F], _F]:
    """Add ``--decision``; the command gets one of the words of a record."""
    return click.option(
        "--decision",
        required=default is None,
        default=default.replace(" ", "-") if default else None,
        show_default=default is not None,
        type=click.Choice([each.replace(" ", "-") for each in _DECISIONS]),
        callback=lambda _context, _option, given: given and given.replace("-", " "),
        help="What was decided.",
    )


def approval_options(command: _F) -> _F:
    """Add what every approval takes: a note, the folders, the form."""
    note = click.option(
        "--note", default="", help="What else is to be said, in a sentence; no name of a person."
    )
    return note(deploys_option(inventory_option(runbooks_option(format_option()(command)))))


@dataclass(frozen=True)
class Desk:
    """Where approvals are kept and what they are about; ``at`` is now."""

    district: District
    inventory: Path
    runbooks: Path
    deploys: Path | None
    note: str
    form: str
    at: datetime

    def day(self, held: date | None) -> date:
        """Return the day of a decision: today, in UTC, unless told; raises ``UsageError`` for one ahead."""
        today = self.at.astimezone(UTC).date()
        if held is not None and held > today:
            raise UsageError(
                f"{held} is still to come: a record says what was decided",
                next_step="record it on the day, or correct --held",
            )
        return held or today

    def records(self, names: tuple[str, ...]) -> list[tuple[SignedRecord, RecordRef]]:
        """Return records by id; ``UsageError`` for an unknown one, ``EvidenceError`` for an unsound one."""
        return [self._record(name) for name in names]

    def _record(self, name: str) -> tuple[SignedRecord, RecordRef]:
        for chain in _reviewable(self.runbooks, self.deploys):
            if name in chain.ids():
                found = chain.verify(every_signature=True)
                findings = [each for each in found if each.record_id == name]
                if findings:
                    raise EvidenceError(
                        f"{chain.kind.noun} {name} does not verify: {findings[0].line()}",
                        next_step=f"nothing was recorded; see all of it: drplan evidence verify {name}",
                    )
                ref = RecordRef(noun=chain.kind.noun, id=name, head=chain.head_of(name))
                return chain.record(name), ref
        raise UsageError(
            f"no drill, deploy, check, escrow or exercise has the id {name}",
            next_step="see what is there: drplan evidence list",
        )

    def refuse_own(self, role: str, record: SignedRecord) -> None:
        """Raise ``UsageError`` when a role would judge what it did itself."""
        why = not_independent(role, operators_of(record), self.district)
        if why:
            raise UsageError(
                f"{role} cannot review {record.noun} {record.id}: {why}",
                next_step="have another role review it: --role ROLE",
            )

    def keep(
        self, act: Act, role: str, decision: Decision, held: date | None, about: Mapping[str, Any]
    ) -> ApprovalRecord:
        """Sign the record and add it to its chain, whole or not at all; print it, and return it."""
        signer = wiring.evidence_key()
        self._refuse_other_key(role, signer.allowed_signer())
        told = wiring.circumstances(self.district, self.inventory, role)
        account, day = wiring.operator_account(), self.day(held)
        approval = Approval(act, role, account, self.at, day, decision, self.note, about)
        record = approval_record(approval, told, wiring.heads(self.runbooks, self.deploys))
        chain = wiring.approval_evidence(self.runbooks / wiring.APPROVALS)
        secrets = (*wiring.repository_secrets(self.district), *wiring.secrets().known())
        folder = chain.append_next(record, {}, signer, secrets=secrets)
        kept = chain.record(folder.name)
        self._print(kept, folder, verification_command(str(folder), signer.identity))
        return kept

    def _refuse_other_key(self, role: str, signer: str) -> None:
        why = not_its_key(signer, role, self.district)
        if why:
            raise UsageError(
                f"{role} cannot be said to have decided it: {why}",
                next_step="have the role sign it, or the district's evidence key: DRPLAN_EVIDENCE_KEY",
            )

    def _print(self, record: ApprovalRecord, folder: Path, verify: str) -> None:
        if self.form == "json":
            say_record("drplan/evidence-approval/1", record, folder, verify)
            return
        click.echo(f"{record.act} by {record.by_role}, {record.held}: {record.decision}")
        for each in record.of:
            click.echo(f"of:       {each.noun} {each.id}, head {each.head}")
        if record.plan_sha256:
            click.echo(f"plan:     {record.plan_sha256}")
        if record.recipients:
            click.echo(f"to:       {', '.join(record.recipients)}")
        for action in record.actions:
            click.echo(f"action:   {action.id}: {action.owner_role}, due {action.due}")
        say_where(folder, verify)


def desk(inventory: Path, runbooks: Path, deploys: Path | None, note: str, form: str) -> Desk:
    """Return the desk as it is now; raises ``DeclarationError`` when the declaration cannot be read."""
    now = wiring.clock().now()
    return Desk(wiring.district(inventory), inventory, runbooks, deploys, note.strip(), form, now)


def end(record: ApprovalRecord) -> None:
    """End the command: what was rejected falls short."""
    finish(Exit.FALLS_SHORT if record.verdict.outcome == "fail" else Exit.WELL)


def _reviewable(runbooks: Path, deploys: Path | None) -> tuple[Any, ...]:
    """Return the chains whose records can be reviewed: all but the reviews' own."""
    return (
        wiring.evidence(runbooks / "evidence"),
        wiring.check_evidence(runbooks / wiring.CHECKS),
        wiring.escrow_evidence(runbooks / wiring.ESCROWS),
        wiring.exercise_evidence(runbooks / wiring.EXERCISES),
        wiring.posture_evidence(runbooks / wiring.POSTURE),
        wiring.deploy_evidence(deploys),
    )
