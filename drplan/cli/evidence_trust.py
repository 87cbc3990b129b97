"""What ``drplan evidence verify`` says of hand-overs, witnesses and heads, beside the chains."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import click

from drplan import wiring
from drplan.cli.evidence_reports import Report, report_json, say_findings, say_reports
from drplan.cli.evidence_show import Chain
from drplan.cli.frame import Exit, finish
from drplan.errors import UsageError
from drplan.record.findings import EvidenceFinding
from drplan.record.heads import Trails, read_heads
from drplan.record.keychain import Keychain
from drplan.record.signers import AllowedSigner, read_signers
from drplan.record.trust import TrustReport, check_heads, check_trust
from drplan.record.witness import COUNTERSIGN, KeptWitness, Witnessed, read_witness

_HEAD = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Trust:
    """The keys' hand-overs, the chains' places and what witnesses left, as they were read once."""

    runbooks: Path
    deploys: Path | None
    keychain: Keychain
    witnesses: tuple[KeptWitness, ...]
    beside: tuple[AllowedSigner, ...]
    given: tuple[AllowedSigner, ...] | None
    partners: tuple[AllowedSigner, ...]

    def verify(
        self, chain: Chain, head: str | None = None, *, every_signature: bool = False
    ) -> list[EvidenceFinding]:
        """Check one chain by who may sign it: hand-overs count, wherever ``allowed_signers`` comes from."""
        signers = self.keychain.believed(chain.signers() if self.given is None else self.given)
        handed = bool(self.keychain.handovers)
        misplaced = self.keychain.misplaced(chain.kind.noun, self.trails) if handed else ()
        found = chain.verify(head=head, signers=signers, every_signature=every_signature)
        return [*found, *misplaced]

    @cached_property
    def trails(self) -> Trails:
        """Each record's place: read only where somebody names one, for a long chain is read once more."""
        return wiring.trails(wiring.chains(self.runbooks, self.deploys), self.runbooks)

    def report(self, heads: Path | None = None) -> TrustReport:
        """Check all of it, and the heads that somebody kept in a file."""
        trails = self.trails if heads or self.witnesses or self.keychain.handovers else {}
        seen = check_trust(self.keychain, self.witnesses, self.beside, trails, self._read)
        if heads is None:
            return seen
        kept = check_heads(read_heads(heads.read_bytes()), trails, str(heads))
        return replace(seen, holds=(*kept.holds, *seen.holds), findings=(*kept.findings, *seen.findings))

    def _read(self, kept: KeptWitness) -> Witnessed:
        if kept.stamped():
            return wiring.read_stamp(kept)
        handed = {key.public for each in self.keychain.handovers for key in (each.old, each.new)}
        own = frozenset(handed | {each.public for each in self.beside})
        return read_witness(kept, own, self.partners)


def trust(runbooks: Path, deploys: Path | None, signers_file: Path | None) -> Trust:
    """Read it once; ``signers_file`` may hold partners' keys, too (namespace ``drplan-countersign``)."""
    given = None if signers_file is None else signers_file.read_bytes()
    return Trust(
        runbooks,
        deploys,
        wiring.keychain(runbooks),
        tuple(wiring.witnesses(runbooks)),
        wiring.evidence(runbooks / "evidence").signers(),
        None if given is None else read_signers(given),
        () if given is None else _partners(given),
    )


def _partners(data: bytes) -> tuple[AllowedSigner, ...]:
    """Return the lines that are for countersignatures by name: a line for everything names no partner."""
    lines = [line for line in data.splitlines() if COUNTERSIGN.encode() in line]
    return tuple(each for line in lines for each in read_signers(line, COUNTERSIGN))


def say_trust(report: TrustReport) -> None:
    """Print it after the chains."""
    say_findings(report.findings)
    for line in (*report.holds, *report.unchecked):
        click.echo(line)


def see_head(head: str | None) -> str | None:
    """Return the head that was given; raises ``UsageError`` when it has not the form of one."""
    if head is None or _HEAD.fullmatch(head):
        return head
    raise UsageError(
        f"{head!r} is not a head", next_step="a head is 64 hexadecimal digits: sha256sum SHA256SUMS"
    )


def say_verified(
    drilled: Report, found: dict[str, Report], beside: TrustReport, form: str, *, anchored: bool
) -> NoReturn:
    """Print what a check of all chains and of what stands beside them showed, and end as it asks for."""
    if form == "json":
        click.echo(report_json(drilled, found, beside, anchored=anchored))
    else:
        say_reports(drilled, found, anchored=anchored)
        say_trust(beside)
    if beside.findings or any(each.findings for each in (drilled, *found.values())):
        finish(Exit.FALLS_SHORT)
    finish(Exit.IN_PART if beside.unchecked else Exit.WELL)
