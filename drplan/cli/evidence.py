"""``drplan evidence``: the key, the signed records, and whether they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option
from drplan.cli.show import table
from drplan.errors import EvidenceError, SecretMissing, UsageError
from drplan.explain.table import DRILL_HEADER, drill_summary, drill_table
from drplan.explain.words import count, moment
from drplan.record.auditor import verification_command
from drplan.record.drill import DrillRecord
from drplan.record.findings import EvidenceFinding
from drplan.record.signers import AllowedSigner, read_signers

_HEAD = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class _Report:
    """What ``verify`` says; ``head`` is the newest record's when everything on record holds."""

    checked: list[str]
    on_record: int
    findings: list[EvidenceFinding]
    head: str | None
    anchored: bool


@click.group()
def command() -> None:
    """Keys, signed records and their verification."""


@command.command("keygen")
@click.option("--identity", help="Whom the key signs for.  [default: evidence@ and the district's domain]")
@click.option("--if-missing", is_flag=True, help="Keep the key that is there.")
@inventory_option
@runbooks_option
@format_option()
def keygen_command(
    *, identity: str | None, if_missing: bool, inventory: Path, runbooks: Path, form: str
) -> None:
    """Make the key that signs the evidence, and let it sign.

    Exit codes: 0 the key is there and may sign; 2 there was one already, and --if-missing was not given.
    """
    evidence = wiring.evidence(runbooks / "evidence")
    keep = if_missing and _is_there(identity)
    key = wiring.evidence_key() if keep else wiring.create_evidence_key(wiring.district(inventory), identity)
    evidence.allow(key.allowed_signer())
    report = {
        "schema": "drplan/evidence-keygen/1",
        "made": not keep,
        "identity": key.identity,
        "fingerprint": key.fingerprint(),
        "key": str(key.path),
        "allowed_signers": str(evidence.root / "allowed_signers"),
    }
    if form == "json":
        click.echo(json.dumps(report, indent=2))
        return
    click.echo(f"{'kept' if keep else 'made'} the evidence key of {key.identity}")
    click.echo(f"fingerprint  {report['fingerprint']}   write it down where auditors find it")
    click.echo(f"private key  {report['key']}   back it up offline; whoever has it can sign")
    click.echo(f"public key   {report['allowed_signers']}   commit it")


@command.command("list")
@runbooks_option
@format_option()
def list_command(*, runbooks: Path, form: str) -> None:
    """List the drills on record, first to last, without verifying them."""
    records = wiring.evidence(runbooks / "evidence").records()
    if form == "json":
        click.echo(
            json.dumps(
                {"schema": "drplan/evidence-list/1", "records": [_row(each) for each in records]}, indent=2
            )
        )
        return
    for record in records:
        click.echo(f"{record.id}  {moment(record.started)}  site {record.site}  {record.verdict.outcome}")
    click.echo(f"{count(len(records), 'drill')} on record; verify them: drplan evidence verify")


@command.command("show")
@click.argument("record_id", metavar="ID")
@runbooks_option
@format_option()
def show_command(*, record_id: str, runbooks: Path, form: str) -> None:
    """Show one drill, and whether its record holds.

    Exit codes: 0 it verifies; 1 it does not, with the findings; 2 there is no such drill.
    """
    evidence = wiring.evidence(runbooks / "evidence")
    folder = evidence.path(record_id)
    findings = [each for each in evidence.verify() if each.record_id == record_id]
    record = evidence.record(record_id)
    signed = () if findings else evidence.signed_for(record_id)
    if form == "json":
        report = {
            "schema": "drplan/evidence-show/1",
            "signed_for": signed,
            "findings": [asdict(each) for each in findings],
            "record": record.model_dump(mode="json"),
        }
        click.echo(json.dumps(report, indent=2))
    else:
        _say_record(record)
        click.echo(f"signed:   {', '.join(signed) or 'NOT VERIFIED: do not rely on what stands above'}")
        _say(findings)
        for identity in signed:
            click.echo(f"verify:   {verification_command(str(folder), identity)}")
    finish(Exit.FALLS_SHORT if findings else Exit.WELL)


@command.command("verify")
@click.argument("record_id", metavar="[ID]", required=False)
@click.option("--head", help="A head kept elsewhere (board minutes, a neighbour): the chain must hold it.")
@click.option(
    "--signers",
    "signers_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The district's allowed_signers from a place you trust.  [default: the one beside the records]",
)
@runbooks_option
@format_option()
def verify_command(
    *, record_id: str | None, head: str | None, signers_file: Path | None, runbooks: Path, form: str
) -> None:
    """Verify every record and the chain between them, or one record.

    Exit codes: 0 all of it holds; 1 findings, one a line; 2 there is nothing to verify.
    """
    evidence = wiring.evidence(runbooks / "evidence")
    checked = evidence.ids() if record_id is None else [evidence.path(record_id).name]
    if not checked:
        raise EvidenceError(
            f"nothing to verify: no drill in {evidence.root}",
            next_step="run one: drplan drill run --site CODE; or name the folder: --runbooks DIR",
        )
    found = evidence.verify(head=_see_head(head), signers=_trusted(signers_file))
    report = _Report(
        checked=checked,
        on_record=len(evidence.ids()),
        findings=[each for each in found if each.record_id in checked or each.field == "head"],
        head=None if found else evidence.head(),
        anchored=head is not None,
    )
    if form == "json":
        click.echo(json.dumps({"schema": "drplan/evidence-verify/1", **asdict(report)}, indent=2))
    else:
        _say_report(report)
    finish(Exit.FALLS_SHORT if report.findings else Exit.WELL)


def _is_there(identity: str | None) -> bool:
    try:
        there = wiring.evidence_key().identity
    except SecretMissing:
        return False
    if identity in (None, there):
        return True
    raise UsageError(
        f"the key that is there signs for {there}, not {identity}",
        next_step="leave --identity out, or move the key to a safe place first",
    )


def _see_head(head: str | None) -> str | None:
    if head is None or _HEAD.fullmatch(head):
        return head
    raise UsageError(
        f"{head!r} is not a head", next_step="a head is 64 hexadecimal digits: sha256sum SHA256SUMS"
    )


def _trusted(file: Path | None) -> tuple[AllowedSigner, ...] | None:
    return None if file is None else read_signers(file.read_bytes())


def _row(record: DrillRecord) -> dict[str, str]:
    return {
        "id": record.id,
        "site": record.site,
        "started": record.started.isoformat(),
        "verdict": record.verdict.outcome,
    }


def _say_record(record: DrillRecord) -> None:
    table(DRILL_HEADER, [row.cells() for row in drill_table(record)])
    click.echo(f"\n{drill_summary(record)}")
    click.echo(f"started:  {moment(record.started)}, by {record.operator_role}")
    click.echo(f"follows:  {record.previous or 'nothing: it is the first'}")


def _say(findings: Iterable[EvidenceFinding]) -> None:
    for finding in findings:
        click.echo(finding.line())


def _say_report(report: _Report) -> None:
    _say(report.findings)
    bad = {each.record_id for each in report.findings}
    for name in report.checked:
        if name not in bad:
            click.echo(f"{name}: verified")
    found = count(len(report.findings), "finding")
    click.echo(f"{len(report.checked)} of {count(report.on_record, 'drill')} checked, {found}")
    if report.head is not None:
        click.echo(f"head {report.head}")
    if not report.anchored:
        click.echo("records taken off the end are not seen without --head, a head kept elsewhere")
