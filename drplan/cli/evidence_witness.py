"""``drplan evidence countersign``, ``witness add`` and ``stamp``: others who saw the heads."""

from __future__ import annotations

from pathlib import Path

import click

from drplan import wiring
from drplan.cli.evidence_heads import present_heads
from drplan.cli.evidence_reports import say_findings
from drplan.cli.frame import Exit, deploys_option, finish, inventory_option, runbooks_option
from drplan.cli.verbs import Verbs
from drplan.declare import District
from drplan.errors import UsageError
from drplan.explain.words import count
from drplan.record.heads import HEADS, Heads, heads_text, read_heads, spoken
from drplan.record.signers import SIGNERS, limited_line, read_signers, signer_line
from drplan.record.sshsig import fingerprint, signed_by
from drplan.record.sums import sha256
from drplan.record.trust import check_heads
from drplan.record.witness import AUTHORITY, COUNTERSIGN, COUNTERSIGNATURE, STAMP

_file = click.Path(path_type=Path, dir_okay=False, exists=True)
_GIVES = "evidence-countersignature"


@click.command("countersign")
@click.argument("file", metavar="HEADS_FILE", type=_file)
@click.option(
    "--key",
    "setting",
    metavar="FILE|agent:SHA256:…",
    help="Your own district's key.  [default: its evidence key]",
)
def countersign_command(*, file: Path, setting: str | None) -> None:
    """Sign another district's heads, as its partner: you saw them today.

    Exit codes: 0 HEADS_FILE.sig was written; 2 it could not be.
    """
    data = file.read_bytes()
    heads = read_heads(data)
    key = wiring.key_in(setting) if setting else wiring.evidence_key()
    out = file.with_name(f"{file.name}.sig")
    try:
        with out.open("x") as stream:
            stream.write(key.sign(data, COUNTERSIGN))
    except OSError as error:
        raise UsageError(
            f"cannot write {out}: {error.strerror}", next_step="move it away, or see whose folder it is"
        ) from error
    click.echo(f"countersigned {count(heads.records, 'record')} of {heads.district} as {key.identity}")
    click.echo(f"ledger head   {spoken(sha256(data))}   have them read it to you before you send anything")
    click.echo(f"send back     {out}")
    click.echo("and once, by another way, your line for their file of partners' keys:")
    click.echo(signer_line(key.identity, key.public, COUNTERSIGN))


@click.group("witness", cls=Verbs)
def witness_command() -> None:
    """Keep what others saw of this district's evidence."""


@witness_command.command("add")
@click.argument("file", metavar="HEADS_FILE", type=_file)
@click.argument("signature", metavar="SIG", type=_file)
@click.option(
    "--signers",
    "signers_file",
    type=_file,
    required=True,
    help="The partner's line, as it was given to you by another way than the signature.",
)
@click.option("--partner", required=True, help="The declared partner who countersigned.")
@deploys_option
@inventory_option
@runbooks_option
def add_command(
    *,
    file: Path,
    signature: Path,
    signers_file: Path,
    partner: str,
    deploys: Path | None,
    inventory: Path,
    runbooks: Path,
) -> None:
    """Keep a partner's countersignature beside the records; verify checks it from now on.

    Exit codes: 0 kept; 1 the chains do not hold those heads, with the findings, and nothing was kept; 2 it is
    not the partner's signature, or there is no such partner.
    """
    _see_partner(wiring.district(inventory), partner)
    data = file.read_bytes()
    _see_held(read_heads(data), runbooks, deploys)
    public = signed_by(signature.read_bytes(), data, COUNTERSIGN, name=signature.name)
    theirs = [each for each in read_signers(signers_file.read_bytes(), COUNTERSIGN) if each.public == public]
    own = {each.public for each in wiring.evidence(runbooks / "evidence").signers()}
    if not theirs or public in own:
        whose = "this district's own key" if public in own else f"a key that {signers_file} does not hold"
        raise UsageError(
            f"{signature} is by {whose}: {fingerprint(public)}",
            next_step=f"ask {partner} for its line, and compare the fingerprint by telephone",
        )
    lines = "".join(f"{limited_line(each, COUNTERSIGN)}\n" for each in theirs)
    files = {HEADS: data, COUNTERSIGNATURE: signature.read_bytes(), SIGNERS: lines.encode()}
    folder = wiring.keep_witness(runbooks, partner, files)
    click.echo(f"kept {folder}: by {theirs[0].identity}, {fingerprint(public)}; commit it")


@click.command("stamp")
@click.argument("file", metavar="[HEADS_FILE]", type=_file, required=False)
@click.option("--url", required=True, help="Address of a time-stamping authority (RFC 3161).")
@click.option(
    "--ca", "authority", type=_file, required=True, metavar="PEM", help="The authority's root certificate."
)
@deploys_option
@inventory_option
@runbooks_option
def stamp_command(
    *, file: Path | None, url: str, authority: Path, deploys: Path | None, inventory: Path, runbooks: Path
) -> None:
    """Have an authority stamp the heads as they are now, or those of HEADS_FILE, with its own time.

    Exit codes: 0 kept; 1 the records do not hold, and nothing was asked; 2 nobody answered, or the answer did
    not hold: nothing was kept.
    """
    if file is None:
        heads, findings = present_heads(inventory, runbooks, deploys)
        if findings:
            say_findings(findings)
            finish(Exit.FALLS_SHORT)
    else:
        heads = read_heads(file.read_bytes())
        _see_held(heads, runbooks, deploys)
    data, root = heads_text(heads), authority.read_bytes()
    answer = wiring.stamp(data, url, root)
    folder = wiring.keep_witness(runbooks, "stamp", {HEADS: data, STAMP: answer, AUTHORITY: root})
    click.echo(f"kept {folder}: ledger head {spoken(sha256(data))}; commit it")
    click.echo(f"verify:   (cd {folder} && openssl ts -verify -data {HEADS} -in {STAMP} -CAfile {AUTHORITY})")


def _see_held(heads: Heads, runbooks: Path, deploys: Path | None) -> None:
    report = check_heads(heads, wiring.trails(wiring.chains(runbooks, deploys), runbooks), HEADS)
    if report.findings:
        say_findings(list(report.findings))
        finish(Exit.FALLS_SHORT)


def _see_partner(district: District, name: str) -> None:
    able = [each.name for each in district.partners if _GIVES in each.gives]
    if name not in able:
        raise UsageError(
            f"no partner {name!r} that gives {_GIVES}",
            next_step=f"declare it (District.partners); there are: {', '.join(able) or 'none'}",
        )
