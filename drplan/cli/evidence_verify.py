"""``drplan evidence verify``: every record and the chains between them, or one record."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.evidence_pack import pack_options, verify_pack
from drplan.cli.evidence_reports import Report
from drplan.cli.evidence_show import DRILLS, Chain, whose
from drplan.cli.evidence_trust import Trust, say_verified, see_head, trust
from drplan.cli.frame import deploys_option, format_option, runbooks_option
from drplan.errors import EvidenceError
from drplan.record.head import HEAD
from drplan.record.trust import TrustReport


@click.command("verify")
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
            f"nothing to verify: no drill in {chains[DRILLS].root}, no deploy and no check",
            next_step="run one: drplan drill run --site CODE; or name the folder: --runbooks DIR",
        )
    seen, anchor = trust(runbooks, deploys, signers_file), see_head(head)
    its_chain = whose(chains, lambda chain: record_id in chain.ids())
    anchored = whose(chains, lambda chain: bool(anchor and chain.holds(anchor)))
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
    say_verified(found.pop(DRILLS), found, beside, form, anchored=bool(anchor or heads_file))


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
