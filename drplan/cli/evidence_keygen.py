"""``drplan evidence keygen``: the key that signs the evidence."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.frame import format_option, inventory_option, runbooks_option
from drplan.errors import SecretMissing, UsageError


@click.command("keygen")
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
