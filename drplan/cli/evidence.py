"""``drplan evidence``: the key, the signed records, and whether they hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.evidence_actions import actions_command, standing_command
from drplan.cli.evidence_controls import controls_command
from drplan.cli.evidence_export import export_command
from drplan.cli.evidence_heads import heads_command
from drplan.cli.evidence_insurer import insurer_command
from drplan.cli.evidence_keygen import keygen_command
from drplan.cli.evidence_oscal import oscal_command
from drplan.cli.evidence_pack import pack_options, verify_pack
from drplan.cli.evidence_plan import approve_plan_command, distribute_command
from drplan.cli.evidence_posture import posture_command
from drplan.cli.evidence_review import assign_command, leadership_command, review_command
from drplan.cli.evidence_rotate import rotate_command
from drplan.cli.evidence_schema import schema_command
from drplan.cli.evidence_show import Chain, show
from drplan.cli.evidence_text import (
    AnyRecord,
    Report,
    list_line,
    row,
)
from drplan.cli.evidence_trust import Trust, say_verified, see_head, trust
from drplan.cli.evidence_vendors import vendors_command
from drplan.cli.evidence_witness import countersign_command, stamp_command, witness_command
from drplan.cli.frame import Verbs, deploys_option, format_option, runbooks_option
from drplan.errors import EvidenceError
from drplan.explain.words import count
from drplan.record.head import HEAD
from drplan.record.trust import TrustReport

_DRILLS = "drill"


@click.group(cls=Verbs)
def command() -> None:
    """Keys, signed records and their verification."""


@command.command("list")
@click.option(
    "--kind",
    type=click.Choice(["drill", "deploy", "check", "escrow", "exercise", "approval", "posture"]),
    help="Only records of this kind.",
)
@deploys_option
@runbooks_option
@format_option()
def list_command(*, kind: str | None, deploys: Path | None, runbooks: Path, form: str) -> None:
    """List what is on record, each kind first to last, without verifying any."""
    chains = wiring.chains(runbooks, deploys)
    listed = {noun: each.records() for noun, each in chains.items() if kind in (None, noun)}
    found: list[AnyRecord] = [record for records in listed.values() for record in records]
    if form == "json":
        rows = [row(each) for each in found]
        click.echo(json.dumps({"schema": "drplan/evidence-list/1", "records": rows}, indent=2))
        return
    for record in found:
        click.echo(list_line(record))
    numbers = [
        count(len(records), noun) for noun, records in listed.items() if records or noun == (kind or _DRILLS)
    ]
    click.echo(f"{' and '.join(numbers)} on record; verify them: drplan evidence verify")


@command.command("show")
@click.argument("record_id", metavar="ID")
@deploys_option
@runbooks_option
@format_option()
def show_command(*, record_id: str, deploys: Path | None, runbooks: Path, form: str) -> None:
    """Show one drill, deploy, check, escrow, exercise, approval or posture, and whether its record holds.

    Exit codes: 0 it verifies; 1 it does not, with the findings; 2 there is no such record.
    """
    chains = wiring.chains(runbooks, deploys)
    show(chains[_whose(chains, lambda chain: record_id in chain.ids())], record_id, runbooks, form)


@command.command("verify")
@click.argument("record_id", metavar="[ID]", required=False)
@click.option(
    "--head", help="A head kept elsewhere (board minutes, a neighbour): one of the chains must hold it."
)
@click.option(
    "--signers",
    "signers_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The district's allowed_signers from a place you trust.  [default: the one beside the records]",
)
@click.option(
    "--every-signature",
    is_flag=True,
    help="Check each record's own signature too, where the signed head's stands for it.",
)
@click.option(
    "--heads",
    "heads_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Heads that somebody kept (drplan evidence heads --out): every chain must hold its own.",
)
@pack_options
@deploys_option
@runbooks_option
@format_option()
def verify_command(
    *,
    record_id: str | None,
    head: str | None,
    heads_file: Path | None,
    signers_file: Path | None,
    every_signature: bool,
    pack: Path | None,
    at: datetime | None,
    deploys: Path | None,
    runbooks: Path,
    form: str,
) -> None:
    """Verify every record and the chains between them, or one record.

    Drills, the deploys of this machine, checks, escrows, exercises, approvals and assessed tenants have a
    chain each; with all of them, hand-overs of keys and what witnesses left are verified, too. Exit codes:
    0 all of it holds; 1 findings, one a line; 2 there is nothing to verify; 3 a time stamp could not be
    checked here.
    """
    if pack is not None:
        verify_pack(pack, signers_file, see_head(head), at, form)
    chains = wiring.chains(runbooks, deploys)
    if record_id is None and not any(chain.ids() for chain in chains.values()):
        raise EvidenceError(
            f"nothing to verify: no drill in {chains[_DRILLS].root}, no deploy and no check",
            next_step="run one: drplan drill run --site CODE; or name the folder: --runbooks DIR",
        )
    seen, anchor = trust(runbooks, deploys, signers_file), see_head(head)
    its_chain = _whose(chains, lambda chain: record_id in chain.ids())
    anchored = _whose(chains, lambda chain: bool(anchor and chain.holds(anchor)))
    found = {
        noun: _check(
            chain,
            record_id,
            anchor if noun == anchored else None,
            seen,
            every_signature=every_signature,
            skip=record_id is not None and noun != its_chain,
        )
        for noun, chain in chains.items()
    }
    beside = seen.report(heads_file) if record_id is None or heads_file else TrustReport()
    say_verified(found.pop(_DRILLS), found, beside, form, anchored=bool(anchor or heads_file))


def _whose(chains: Mapping[str, Chain], has: Callable[[Chain], bool]) -> str:
    """Return the noun of the chain that has it; the drills', where no other has."""
    return next((noun for noun, chain in chains.items() if noun != _DRILLS and has(chain)), _DRILLS)


def _check(
    evidence: Chain,
    record_id: str | None,
    head: str | None,
    seen: Trust,
    *,
    every_signature: bool,
    skip: bool,
) -> Report:
    """Verify one chain, all of it or one record; nothing of it when it is to be skipped."""
    if skip:
        return Report([], len(evidence.ids()), [], None)
    checked = evidence.ids() if record_id is None else [evidence.path(record_id).name]
    found = seen.verify(evidence, head, every_signature=every_signature)
    return Report(
        checked=checked,
        on_record=len(evidence.ids()),
        findings=[each for each in found if each.record_id in {*checked, HEAD} or each.field == "head"],
        head=None if found else evidence.head(),
    )


for _verb in (
    keygen_command,
    export_command,
    rotate_command,
    heads_command,
    countersign_command,
    witness_command,
    stamp_command,
    actions_command,
    standing_command,
    vendors_command,
    review_command,
    leadership_command,
    assign_command,
    approve_plan_command,
    distribute_command,
    controls_command,
    oscal_command,
    insurer_command,
    posture_command,
    schema_command,
):
    command.add_command(_verb)
