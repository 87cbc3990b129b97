"""Auditors' packs: made from all chains, and read back to be checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from drplan.errors import EvidenceError
from drplan.wiring import records

if TYPE_CHECKING:
    from drplan.explain.pack import Asked, PackSource
    from drplan.record.findings import EvidenceFinding
    from drplan.record.gather import Gathered
    from drplan.record.kept import SignedRecord
    from drplan.record.pack import PackManifest
    from drplan.wiring.chains import Chains


@dataclass(frozen=True)
class MadePack:
    """A pack that was written. ``let_sign`` says that the key was let sign packs for this one."""

    folder: Path
    tar: Path
    tar_sha256: str
    manifest: PackManifest
    let_sign: Path | None


def make_pack(
    out: Path, asked: Asked, bears: Callable[[SignedRecord], bool], inventory: Path, chains: Chains
) -> MadePack:
    """Write a pack of the records that ``bears`` says yes to below ``out``, having verified all chains.

    Raises ``UsageError`` when no record is asked for or a pack is there already, ``EvidenceError`` when the
    evidence does not hold or the disk refuses, ``SecretMissing`` without a key.
    """
    from drplan.adapters.pack_files import write_pack
    from drplan.explain.pack import pack_files, pack_moment, pack_name
    from drplan.record.pack import MANIFEST, PackManifest, read_kept
    from drplan.record.sshsig import PACK_NAMESPACE
    from drplan.record.sums import SIGNATURE, SUMS, sha256

    gathered = chains.gather(asked, bears)
    key = records.evidence_key()
    let_sign = chains.let_sign_packs(key.identity, key.public)
    source = _source(inventory, chains, gathered)
    files = pack_files(source, asked)
    files[SIGNATURE] = key.sign(files[SUMS], PACK_NAMESPACE).encode()
    folder, tar = write_pack(out / pack_name(asked), files, pack_moment(source))
    _see_whole(tar)
    manifest = read_kept(MANIFEST, files[MANIFEST], PackManifest)
    return MadePack(folder, tar, sha256(tar.read_bytes()), manifest, let_sign)


def check_pack(
    path: Path, signers: bytes | None, heads: tuple[str, ...], at: datetime
) -> tuple[PackManifest | None, list[EvidenceFinding]]:
    """Read a pack's folder or tar and check it; returns its manifest (``None``: unreadable) and findings."""
    from drplan.adapters.pack_files import read_pack
    from drplan.record.pack import MANIFEST, PackManifest, read_kept
    from drplan.record.pack_check import Trusted, check_pack

    pack = read_pack(path)
    trusted = Trusted(signers, heads, at, drplan_version(), _own_files())
    found = list(check_pack(pack, trusted))
    try:
        return read_kept(MANIFEST, pack.files.get(MANIFEST, b""), PackManifest), found
    except EvidenceError:
        return None, found


def drplan_version() -> str:
    """Return drplan's own version."""
    return version("drplan")


def _source(inventory: Path, chains: Chains, gathered: tuple[Gathered, ...]) -> PackSource:
    from drplan import wiring
    from drplan.adapters.inventory import inventory_digest
    from drplan.explain.on_disk import pages_there
    from drplan.explain.pack import PackSource
    from drplan.record.check import signed_for

    return PackSource(
        district=wiring.district(inventory),
        inventory_sha256=inventory_digest(inventory),
        tools={"drplan": drplan_version()},
        chains=gathered,
        signed_for={
            (chain.noun, name): signed_for(folder, chains.all[chain.noun].signers())
            for chain in gathered
            for name, folder in chain.chosen.items()
        },
        signers=chains.signers(),
        plan=pages_there(chains.runbooks),
        trust=chains.trust(),
        verifier=_verifier(),
    )


def _see_whole(tar: Path) -> None:
    _, findings = check_pack(tar, None, (), datetime.now(UTC))
    if findings:
        raise EvidenceError(
            f"the pack that was made does not verify: {findings[0].line()}",
            next_step="do not hand it out; see drplan evidence verify, and the key: drplan evidence keygen",
        )


@cache
def _own_files() -> dict[str, bytes]:
    from drplan.explain.pack import own_files

    return own_files(_verifier())


def _verifier() -> bytes:
    from drplan.adapters import pack_verify

    return Path(pack_verify.__file__).read_bytes()
