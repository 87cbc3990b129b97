"""What ``drplan evidence`` prints of records and of their verification."""

from __future__ import annotations

import click

from drplan.cli.backup_attack_text import say_attacks
from drplan.cli.backup_unhide_text import unhidden_lines
from drplan.cli.posture_text import say_posture
from drplan.cli.show import table
from drplan.cli.tabletop_text import say_exercise
from drplan.explain.table import DRILL_HEADER, drill_summary, drill_table, scope
from drplan.explain.words import moment
from drplan.record.approval import ApprovalRecord
from drplan.record.deploy import AssetRecord, DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.escrow import EscrowRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import DONE, CheckRecord, RepositoryRecord
from drplan.record.posture import PostureRecord

_SHORT = 8

AnyRecord = (
    DrillRecord | DeployRecord | CheckRecord | EscrowRecord | ExerciseRecord | ApprovalRecord | PostureRecord
)


def row(record: AnyRecord) -> dict[str, str | None]:
    """Return a record's line of the list, for programs."""
    return {
        "id": record.id,
        "kind": _kind(record),
        "site": _site(record),
        "host": record.host if isinstance(record, DrillRecord) else None,
        "started": record.started.isoformat(),
        "verdict": record.verdict.outcome,
    }


def list_line(record: AnyRecord) -> str:
    """Return a record's line of the list, for people."""
    return f"{record.id}  {moment(record.started)}  {_what(record)}  {record.verdict.outcome}"


def _what(record: AnyRecord) -> str:
    if isinstance(record, ApprovalRecord):
        about = ", ".join(each.id for each in record.of) or record.plan_sha256 or ""
        return f"{record.act} {about} by {record.by_role}".replace("  ", " ")
    if isinstance(record, ExerciseRecord | PostureRecord):
        return _what_was_seen(record)
    if isinstance(record, EscrowRecord):
        return (
            f"escrow of {record.holder_role} tried on {', '.join(e.repository for e in record.repositories)}"
        )
    if isinstance(record, CheckRecord):
        done = {"check": "check", "unhide": "bringing back"}.get(record.verb, DONE[record.verb])
        return f"{done} of {', '.join(each.name for each in record.repositories)}"
    if isinstance(record, DeployRecord):
        site = _site(record)
        return f"{record.verb} of {'all sites' if site is None else f'site {site}'}"
    return f"real recovery of {scope(record)}" if _kind(record) == "real recovery" else scope(record)


def _what_was_seen(record: ExerciseRecord | PostureRecord) -> str:
    if isinstance(record, PostureRecord):
        return f"{record.tenant} as {record.tool} saw it on {record.ran:%Y-%m-%d}"
    return f"{record.kind} {record.name}, as on {record.rehearsed}"


def say_record(record: AnyRecord) -> None:
    """Print one record, without a word on whether it holds."""
    if isinstance(record, DeployRecord):
        _say_deploy(record)
    elif isinstance(record, CheckRecord):
        _say_check(record)
    elif isinstance(record, EscrowRecord):
        _say_escrow(record)
    elif isinstance(record, ExerciseRecord):
        say_exercise(record)
    elif isinstance(record, ApprovalRecord):
        _say_approval(record)
    elif isinstance(record, PostureRecord):
        say_posture(record)
    else:
        table(DRILL_HEADER, [each.cells() for each in drill_table(record)])
        click.echo(f"\n{drill_summary(record)}")
        click.echo(f"started:  {moment(record.started)}, by {record.operator_role}")
    click.echo(f"follows:  {record.previous or 'nothing: it is the first'}")


def _say_deploy(record: DeployRecord) -> None:
    table(("asset", "wave", "verdict", "held", "because"), [_asset_row(each) for each in record.assets])
    scope = [f"site {record.scope.site}"] if record.scope.site else ["all sites"]
    scope += [f"kind {record.scope.kind}"] if record.scope.kind else []
    scope += [f"baseline {record.scope.baseline}"] if record.scope.baseline else []
    scope += [f"assets {', '.join(record.scope.assets)}"] if record.scope.assets else []
    click.echo(f"\n{record.verb} of {', '.join(scope)} ({record.where}): {record.verdict.outcome}")
    click.echo(f"ended:    {record.standing}, exit code {record.exit_code}{_broken(record)}")
    click.echo(f"started:  {moment(record.started)}, by {record.operator_role}, {record.operator_account}")
    click.echo(f"inventory {record.inventory_sha256}")
    if record.freeze is not None:
        click.echo(f"frozen:   by {record.freeze.period} until {record.freeze.last}: {record.freeze.despite}")


def _say_check(record: CheckRecord) -> None:
    if record.verb == "attack":
        say_attacks(record)
    elif record.verb == "unhide":
        for line in unhidden_lines(record):
            click.echo(line)
    else:
        header = ("repository", "snapshots", "read", "verdict", "because")
        table(header, [_repository_row(each) for each in record.repositories])
    click.echo(f"\n{_what(record)} ({record.where}): {record.verdict.outcome}")
    click.echo(f"started:  {moment(record.started)}, by {record.operator_role}, {record.operator_account}")
    click.echo(f"inventory {record.inventory_sha256}")


def _say_escrow(record: EscrowRecord) -> None:
    rows = [
        (each.repository, each.place, each.verdict.outcome, "; ".join(each.verdict.because))
        for each in record.repositories
    ]
    table(("repository", "escrow", "verdict", "because"), rows)
    click.echo(f"\n{_what(record)} ({record.where}): {record.verdict.outcome}")
    click.echo(f"started:  {moment(record.started)}, by {record.operator_role}, {record.operator_account}")


def _say_approval(record: ApprovalRecord) -> None:
    click.echo(f"{_what(record)}, held {record.held}: {record.decision}")
    for each in record.of:
        click.echo(f"of:       {each.noun} {each.id}, head {each.head}")
    for action in record.actions:
        click.echo(f"action:   {action.id}: {action.owner_role}, due {action.due}")
    if record.recipients:
        click.echo(f"to:       {', '.join(record.recipients)}")
    if record.note:
        click.echo(f"note:     {record.note}")


def _repository_row(seen: RepositoryRecord) -> tuple[str, ...]:
    read = "\n".join(f"{each.part}/{each.parts}" for each in seen.read)
    said = [*seen.verdict.because, *(f"to be dropped: {each[:_SHORT]}" for each in seen.to_forget)]
    return (seen.name, str(seen.snapshots), read, seen.verdict.outcome, "\n".join(said))


def _asset_row(asset: AssetRecord) -> tuple[str, ...]:
    wave = "" if asset.wave is None else str(asset.wave)
    return (asset.name, wave, asset.verdict.outcome, str(asset.held), "\n".join(asset.verdict.because))


def _broken(record: DeployRecord) -> str:
    return "" if record.broken_off is None else f", broken off ({record.broken_off})"


def _kind(record: AnyRecord) -> str:
    real = isinstance(record, DrillRecord) and record.kind == "real recovery"
    return "real recovery" if real else record.noun


def _site(record: AnyRecord) -> str | None:
    if isinstance(record, CheckRecord | EscrowRecord | ExerciseRecord | ApprovalRecord | PostureRecord):
        return None
    return record.scope.site if isinstance(record, DeployRecord) else record.site
