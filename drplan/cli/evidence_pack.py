"""``drplan evidence verify --pack``: whether an auditor's pack holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from drplan.cli.evidence_reports import say_findings
from drplan.cli.frame import Exit, finish
from drplan.explain.words import count
from drplan.wiring.packs import check_pack

_F = TypeVar("_F", bound=Callable[..., Any])


def pack_options(command: _F) -> _F:
    """Add ``--pack DIR|TAR`` and ``--at DAY``."""
    at = click.option(
        "--at",
        type=click.DateTime(formats=["%Y-%m-%d"]),
        metavar="DAY",
        help="The day the pack was received: a key may have been retired since.  [default: today]",
    )
    pack = click.option(
        "--pack",
        type=click.Path(path_type=Path, exists=True),
        metavar="DIR|TAR",
        help="Verify this auditor's pack instead.",
    )
    return pack(at(command))


def verify_pack(
    pack: Path, signers_file: Path | None, head: str | None, at: datetime | None, form: str
) -> NoReturn:
    """Check a pack, print what was found and end the command with 0 or 1."""
    signers = None if signers_file is None else signers_file.read_bytes()
    heads = () if head is None else (head,)
    manifest, findings = check_pack(pack, signers, heads, _moment(at))
    here = sum(each.here for each in manifest.chains.values()) if manifest else 0
    if form == "json":
        told = {
            "schema": "drplan/evidence-verify-pack/1",
            "pack": str(pack),
            "records": here,
            "findings": [asdict(each) for each in findings],
            "signers_given": signers is not None,
            "anchored": head is not None,
        }
        click.echo(json.dumps(told, indent=2))
    else:
        say_findings(findings)
        click.echo(f"{count(here, 'record')} in the pack, {count(len(findings), 'finding')}")
        if signers is None:
            click.echo("the pack's own signers were believed; give --signers, a file from a place you trust")
        if head is None:
            click.echo("records taken off the end, and older packs, are not seen without --head")
    finish(Exit.FALLS_SHORT if findings else Exit.WELL)


def _moment(at: datetime | None) -> datetime:
    return datetime.now(UTC) if at is None else at.replace(tzinfo=UTC)
