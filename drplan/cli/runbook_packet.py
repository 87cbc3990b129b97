"""``drplan runbook packet``: the one PDF to print and seal."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drplan import wiring
from drplan.cli.evidence_heads import seen_heads
from drplan.cli.evidence_reports import say_findings
from drplan.cli.frame import (
    Exit,
    as_of_option,
    deploys_option,
    finish,
    inventory_option,
    runbooks_option,
)
from drplan.declare import District
from drplan.errors import EvidenceError
from drplan.explain.document import Document
from drplan.explain.export_file import write_file
from drplan.explain.packet import Sealed, expires, overdue, packet_page
from drplan.explain.plain import plain

if TYPE_CHECKING:
    from drplan.explain.pdf import Paper


@click.command("packet")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="Write this file: a PDF, or plain text when its name ends in .txt.",
)
@click.option(
    "--valid-days",
    type=click.IntRange(1, 366),
    default=92,
    show_default=True,
    help="The most days it is good for.",
)
@click.option(
    "--paper",
    type=click.Choice(["us-letter", "a4"]),
    default="us-letter",
    show_default=True,
    help="The sheet it is laid out for.",
)
@as_of_option
@click.option("--force", is_flag=True, help="Replace the file when it is there.")
@deploys_option
@inventory_option
@runbooks_option
def packet_command(
    *,
    to: Path,
    valid_days: int,
    paper: Paper,
    as_of: date,
    force: bool,
    deploys: Path | None,
    inventory: Path,
    runbooks: Path,
) -> None:
    """Make the break-glass packet: what is needed to begin when everything is gone, and no secret.

    Exit codes: 0 written; 1 written, though some of it is overdue on that day; 2 a record does not verify.
    """
    district = wiring.district(inventory)
    sealed = _sealed(inventory, runbooks, deploys, (as_of, valid_days))
    page = packet_page(district, wiring.ledger(runbooks, deploys), sealed)
    write_file(to, _laid(page, to, paper, inventory), force=force)
    click.echo(f"written: {to}")
    _say(district, sealed)


def _laid(page: Document, to: Path, paper: Paper, inventory: Path) -> bytes:
    if to.suffix == ".txt":
        return plain(page).encode()
    from drplan.explain.pdf import pdf

    return pdf(page, paper, wiring.templates(inventory).typst)


def _sealed(inventory: Path, runbooks: Path, deploys: Path | None, term: tuple[date, int]) -> Sealed:
    heads, findings = seen_heads(inventory, runbooks, deploys)
    if findings:
        say_findings(findings)
        raise EvidenceError(
            "a packet is made of records that verify, and some do not",
            next_step="see all of it: drplan evidence verify",
        )
    day, valid_days = term
    return Sealed(
        day=day,
        valid_days=valid_days,
        machine=wiring.machine_there(inventory.absolute().parent),
        pages=wiring.page_sums(runbooks),
        inventory_sha256=wiring.inventory_sha256(inventory),
        plan_sha256=wiring.plan_in_force(inventory, runbooks),
        heads=heads,
    )


def _say(district: District, sealed: Sealed) -> None:
    first = expires(district, sealed.day, sealed.valid_days)[0]
    click.echo(f"good until {first.day}: {first.what}")
    doubted = overdue(district, sealed.day)
    for line in doubted:
        click.echo(f"overdue: {line}")
    click.echo("next: print it, sign it, seal it; write the seal's number on the last sheet")
    finish(Exit.FALLS_SHORT if doubted else Exit.WELL)
