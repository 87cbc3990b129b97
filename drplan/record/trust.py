"""Do the hand-overs of keys hold, and what witnesses signed and stamped? All that stands beside chains."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from drplan.errors import EvidenceError, ToolMissing
from drplan.record.findings import EvidenceFinding
from drplan.record.handover import KEYS, folder_name
from drplan.record.heads import Heads, Trails, elsewhere, see_heads
from drplan.record.keychain import Keychain, unfounded
from drplan.record.signers import AllowedSigner
from drplan.record.witness import WITNESSES, KeptWitness, Witnessed

ReadWitness = Callable[[KeptWitness], Witnessed]
"""Returns what was witnessed; raises ``EvidenceError``, or ``ToolMissing`` when it could not be checked."""


@dataclass(frozen=True)
class TrustReport:
    """What holds, one line each; what is wrong; and what could not be checked here, one line each."""

    holds: tuple[str, ...] = ()
    findings: tuple[EvidenceFinding, ...] = ()
    unchecked: tuple[str, ...] = ()


def check_trust(
    keychain: Keychain,
    witnesses: Sequence[KeptWitness],
    signers: tuple[AllowedSigner, ...],
    trails: Trails,
    read: ReadWitness,
) -> TrustReport:
    """Check hand-overs and witnesses against the chains; ``signers`` are those beside the drills."""
    report = _sum(check_handovers(keychain, signers, trails), _numbered(witnesses))
    for kept in witnesses:
        report = _sum(report, _check_witness(kept, trails, read))
    return report


def check_handovers(keychain: Keychain, signers: tuple[AllowedSigner, ...], trails: Trails) -> TrustReport:
    """Check that the hand-overs hold, that signers made them, and that the chains hold their heads."""
    wrong = [*keychain.findings, *unfounded(keychain, signers)]
    holds: list[str] = []
    for each in keychain.handovers:
        of = f"{KEYS}/{folder_name(each.number)}"
        wrong += see_heads(Heads(each.district, each.heads), trails, of)
        why = f"{'compromised: ' if each.compromised else ''}{each.reason}"
        keys = f"{each.old.fingerprint} to {each.new.fingerprint}"
        holds.append(f"{of}: handed over {each.moment:%Y-%m-%dT%H:%M:%SZ}, {keys} ({why})")
    bad = {finding.record_id for finding in wrong}
    return TrustReport(tuple(line for line in holds if line.split(":")[0] not in bad), tuple(wrong))


def check_heads(heads: Heads, trails: Trails, of: str) -> TrustReport:
    """Check a text of heads that somebody kept: every chain must be here and hold its head."""
    findings = see_heads(heads, trails, of, strict=True)
    return TrustReport(() if findings else (f"{of}: every chain holds its head",), findings)


def _check_witness(kept: KeptWitness, trails: Trails, read: ReadWitness) -> TrustReport:
    of = f"{WITNESSES}/{kept.name}"
    try:
        seen = read(kept)
    except EvidenceError as error:
        field, _, what = error.message.partition(" ")
        return TrustReport(findings=(EvidenceFinding(of, what, field),))
    except ToolMissing as error:
        return TrustReport(unchecked=(f"{of}: not checked: {error.message}",))
    findings = see_heads(seen.heads, trails, of)
    when = f", {seen.moment:%Y-%m-%dT%H:%M:%SZ}" if seen.moment else ""
    apart = "".join(
        f"; the {each.noun}s it names are not here, so not checked"
        for each in seen.heads.chains
        if elsewhere(each, trails)
    )
    return TrustReport(() if findings else (f"{of}: by {seen.by}{when}: the chains hold{apart}",), findings)


def _numbered(witnesses: Sequence[KeptWitness]) -> TrustReport:
    return TrustReport(findings=tuple(_gaps(witnesses)))


def _gaps(witnesses: Sequence[KeptWitness]) -> Iterator[EvidenceFinding]:
    for number, kept in enumerate(witnesses, 1):
        if not kept.name.startswith(f"{number:04d}-"):
            what = f"should be number {number:04d}: one before it is gone, or was put between"
            yield EvidenceFinding(f"{WITNESSES}/{kept.name}", what, "number")
            return


def _sum(one: TrustReport, other: TrustReport) -> TrustReport:
    return TrustReport(
        one.holds + other.holds, one.findings + other.findings, one.unchecked + other.unchecked
    )
