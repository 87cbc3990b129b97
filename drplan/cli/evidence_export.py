"""``drplan evidence export``: an auditor's pack."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from drplan.audit.bearing import CONTROLS, controls_of
from drplan.audit.controls.case import Case
from drplan.audit.controls.crosswalk import chosen, crosswalk
from drplan.audit.controls.judge import judge
from drplan.cli.evidence_judged import verified_case
from drplan.cli.frame import deploys_option, format_option, inventory_option, runbooks_option
from drplan.errors import UsageError
from drplan.explain.pack import Asked
from drplan.explain.words import count, listing
from drplan.record.kept import SignedRecord
from drplan.record.pack import Edition
from drplan.wiring.chains import Chains
from drplan.wiring.packs import MadePack, make_pack

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("export")
@click.option("--from", "first", type=_DAY, required=True, metavar="DAY", help="First day, as in 2026-07-01.")
@click.option("--to", "last", type=_DAY, required=True, metavar="DAY", help="Last day, inclusive.")
@click.option("--control", help="Only what is evidence for this control, as in CP-4.")
@click.option(
    "--edition",
    type=click.Choice(get_args(Edition)),
    default="restricted",
    show_default=True,
    help="public names no machine, place or account: summaries in place of the records.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="Where the pack's folder and its .tar are put.",
)
@deploys_option
@inventory_option
@runbooks_option
@format_option()
def export_command(
    *,
    first: datetime,
    last: datetime,
    control: str | None,
    edition: Edition,
    out: Path,
    deploys: Path | None,
    inventory: Path,
    runbooks: Path,
    form: str,
) -> None:
    """Make an auditor's pack of a period's records: a folder, and the same as a tar.

    Days are in UTC. The same records give the same bytes, whoever makes the pack, where and when.

    Exit codes: 0 it is made and verifies; 2 it could not be made, with the reason.
    """
    if first > last:
        raise UsageError(
            f"--from {first.date()} is after --to {last.date()}", next_step="give the earlier day first"
        )
    asked = Asked(edition, str(first.date()), str(last.date()), control)
    bears = _bearing(control, lambda: verified_case(inventory, runbooks, deploys, last.date()))
    made = make_pack(out, asked, bears, inventory, Chains(runbooks, deploys))
    click.echo(_document(made) if form == "json" else _lines(made))


def _bearing(control: str | None, case: Callable[[], Case]) -> Callable[[SignedRecord], bool]:
    """Choose records by kind, so that failures are in, and those that the control's judgement rests on."""
    if control is None:
        return lambda _: True
    judged = {one.id for each in crosswalk() for one in each.controls}
    if control not in judged | CONTROLS:
        raise UsageError(
            f"no record bears on a control {control}",
            next_step=f"one of: {listing(sorted(judged | CONTROLS))}",
        )
    found = judge(case(), chosen(None, control)) if control in judged else ()
    rested = {(ref.noun, ref.id) for each in found for ref in each.evidence}
    return lambda record: control in controls_of(record) or (record.noun, record.id) in rested


def _lines(made: MadePack) -> str:
    manifest = made.manifest
    lines = [
        f"{made.folder}   the pack",
        f"{made.tar}   the same to hand over",
        f"SHA-256 of the tar  {made.tar_sha256}",
        *(
            f"{count(each.here, noun)} of {each.count}, newest head {each.newest}"
            for noun, each in sorted(manifest.chains.items())
        ),
        *(f"left out: {each.what}: {each.why}" for each in manifest.left_out),
    ]
    if manifest.edition == "restricted":
        lines.append(
            "restricted: it names machines, addresses and accounts; hand it to nobody but the auditor"
        )
    if made.let_sign is not None:
        lines.append(
            f"{made.let_sign}   now lets the key sign packs; commit it, and give auditors the new one"
        )
    lines.append("how to check it: HOW-TO-CHECK.html in the pack, or drplan evidence verify --pack")
    return "\n".join(lines)


def _document(made: MadePack) -> str:
    told = {
        "schema": "drplan/evidence-export/1",
        "folder": str(made.folder),
        "tar": str(made.tar),
        "tar_sha256": made.tar_sha256,
        "manifest": made.manifest.model_dump(mode="json"),
        "allowed_signers_changed": None if made.let_sign is None else str(made.let_sign),
    }
    return json.dumps(told, indent=2)
