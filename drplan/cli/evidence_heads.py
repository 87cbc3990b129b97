"""``drplan evidence heads``: what is read into the minutes, and kept where nobody here can change it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.evidence_reports import say_findings
from drplan.cli.frame import Exit, deploys_option, finish, format_option, inventory_option, runbooks_option
from drplan.cli.show import table
from drplan.errors import EvidenceError, UsageError
from drplan.explain.words import count, moment
from drplan.record.findings import EvidenceFinding
from drplan.record.heads import KEY, Heads, heads_of, heads_text, ledger_head, spoken


@click.command("heads")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the heads to this new file: its SHA-256 is the ledger head.",
)
@deploys_option
@inventory_option
@runbooks_option
@format_option()
def heads_command(
    *, out: Path | None, deploys: Path | None, inventory: Path, runbooks: Path, form: str
) -> None:
    """Print the heads of all chains on one page, for the board's minutes, after verifying every record.

    Exit codes: 0 printed; 1 the records do not hold, with the findings and no heads; 2 there is none.
    """
    heads, findings = present_heads(inventory, runbooks, deploys)
    if findings:
        say_findings(findings)
        click.echo(f"{count(len(findings), 'finding')}: no heads of records that do not hold")
        finish(Exit.FALLS_SHORT)
    if out is not None:
        write_heads(out, heads)
    if form == "json":
        click.echo(json.dumps(_told(heads), indent=2))
    else:
        _say(heads, out)


def present_heads(
    inventory: Path, runbooks: Path, deploys: Path | None
) -> tuple[Heads, list[EvidenceFinding]]:
    """Return the heads as they are now, and what is wrong with any record; ``EvidenceError`` without any."""
    heads, findings = seen_heads(inventory, runbooks, deploys)
    if not heads.records and not findings:
        raise EvidenceError(
            f"no record in {runbooks}, so there is no head", next_step="run a drill: drplan drill run"
        )
    return heads, findings


def seen_heads(inventory: Path, runbooks: Path, deploys: Path | None) -> tuple[Heads, list[EvidenceFinding]]:
    """Return the heads as they are now, and what is wrong with any record; there may be none."""
    chains = wiring.chains(runbooks, deploys)
    keychain = wiring.keychain(runbooks)
    findings = list(keychain.findings)
    trails = wiring.trails(chains, runbooks)
    for noun, each in chains.items():
        findings += each.verify(signers=keychain.believed(each.signers()))
        findings += keychain.misplaced(noun, trails)
    return heads_of(wiring.district(inventory).domain, trails), findings


def write_heads(out: Path, heads: Heads) -> None:
    """Write the canonical text to a new file; raises ``UsageError`` when it cannot be."""
    try:
        with out.open("xb") as stream:
            stream.write(heads_text(heads))
    except OSError as error:
        raise UsageError(f"cannot write {out}: {error.strerror}", next_step="name a new file") from error


def _told(heads: Heads) -> dict[str, object]:
    return {
        "schema": "drplan/evidence-heads/1",
        "district": heads.district,
        "chains": [each.model_dump() for each in heads.chains],
        "ledger_head": ledger_head(heads),
        "text": heads_text(heads).decode(),
    }


def _say(heads: Heads, out: Path | None) -> None:
    whole = ledger_head(heads)
    click.echo(f"The evidence of {heads.district}, {moment(wiring.clock().now())}: every record verified\n")
    rows = [
        (
            _label(each.noun),
            str(each.count),
            each.newest or "none yet",
            spoken(each.head or ""),
        )
        for each in heads.chains
    ]
    table(("record of", "number", "newest", "head, first 16 digits"), rows)
    click.echo(f"\nledger head  {whole}")
    click.echo(f"read aloud   {spoken(whole)}")
    click.echo(
        f'\nFor the minutes: "The evidence of {heads.district} holds {count(heads.records, "record")}.'
        f' Its ledger head is {whole}, read out as {spoken(whole)}."'
    )
    if out is None:
        click.echo("\nKeep the text it is made of with the minutes: --out FILE")
    else:
        click.echo(f"\nkept in {out}: it goes with the minutes. sha256sum {out} prints the ledger head;")
        click.echo(
            f"later, drplan evidence verify --heads {out} says whether every chain still holds its head"
        )


def _label(noun: str) -> str:
    return "hand-over of the key" if noun == KEY else noun
