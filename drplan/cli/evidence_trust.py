"""What ``drplan evidence verify`` says of hand-overs, witnesses and heads, beside the chains."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import click

from drplan import wiring
from drplan.cli.evidence_text import say_findings
from drplan.errors import UsageError
from drplan.record.findings import EvidenceFinding
from drplan.record.heads import Trails, read_heads
from drplan.record.kept import SignedRecord
from drplan.record.keychain import Keychain
from drplan.record.signers import AllowedSigner, read_signers
from drplan.record.trust import TrustReport, check_heads, check_trust
from drplan.record.witness import COUNTERSIGN, KeptWitness, Witnessed, read_witness

_HEAD = re.compile(r"[0-9a-f]{64}")


class Chain(Protocol):
    """The signed records of one kind."""

    @property
    def kind(self) -> type[SignedRecord]:
        """What they are records of."""
        ...

    def signers(self) -> tuple[AllowedSigner, ...]:
        """Return whom the file beside them lets sign."""
        ...

    def verify(
        self,
        *,
        head: str | None = None,
        signers: tuple[AllowedSigner, ...] | None = None,
        every_signature: bool = False,
    ) -> list[EvidenceFinding]:
        """Check every record, and the chain."""
        ...


@dataclass(frozen=True)
class Trust:
    """The keys' hand-overs, the chains' places and what witnesses left, as they were read once."""

    keychain: Keychain
    trails: Trails
    witnesses: tuple[KeptWitness, ...]
    beside: tuple[AllowedSigner, ...]
    given: tuple[AllowedSigner, ...] | None
    partners: tuple[AllowedSigner, ...]

    def verify(
        self, chain: Chain, head: str | None = None, *, every_signature: bool = False
    ) -> list[EvidenceFinding]:
        """Check one chain by who may sign it: hand-overs count, wherever ``allowed_signers`` comes from."""
        signers = self.keychain.believed(chain.signers() if self.given is None else self.given)
        misplaced = self.keychain.misplaced(chain.kind.noun, self.trails)
        found = chain.verify(head=head, signers=signers, every_signature=every_signature)
        return [*found, *misplaced]

    def report(self, heads: Path | None = None) -> TrustReport:
        """Check all of it, and the heads that somebody kept in a file."""
        seen = check_trust(self.keychain, self.witnesses, self.beside, self.trails, self._read)
        if heads is None:
            return seen
        kept = check_heads(read_heads(heads.read_bytes()), self.trails, str(heads))
        return replace(seen, holds=(*kept.holds, *seen.holds), findings=(*kept.findings, *seen.findings))

    def _read(self, kept: KeptWitness) -> Witnessed:
        if kept.stamped():
            return wiring.read_stamp(kept)
        handed = {key.public for each in self.keychain.handovers for key in (each.old, each.new)}
        own = frozenset(handed | {each.public for each in self.beside})
        return read_witness(kept, own, self.partners)


def trust(runbooks: Path, deploys: Path | None, signers_file: Path | None) -> Trust:
    """Read it once; ``signers_file`` may hold partners' keys, too (namespace ``drplan-countersign``)."""
    chains = wiring.chains(runbooks, deploys)
    given = None if signers_file is None else signers_file.read_bytes()
    return Trust(
        wiring.keychain(runbooks),
        wiring.trails(chains, runbooks),
        tuple(wiring.witnesses(runbooks)),
        chains["drill"].signers(),
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
