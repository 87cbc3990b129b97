"""One evidence key after another: the hand-over is signed by both, then the old key's time ends.

The order survives being broken off: the new key is staged beside the old one, the hand-over is published by
one rename, then the signers' lines and the key's file follow from it, and can be done again (``finish``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from drplan.adapters.evidence_disk import failed, locked, read_if_there, sync_folder
from drplan.adapters.evidence_folder import RecordsFolder
from drplan.adapters.evidence_staging import Staging
from drplan.adapters.evidence_trust import keep_folder, read_keys, read_trails
from drplan.adapters.keys import NAME, NEXT, RETIRED, STOLEN, KeyFile
from drplan.adapters.ssh_agent import AgentKey
from drplan.errors import EvidenceError, SecretMissing
from drplan.record.handover import (
    HANDOVER,
    KEYS,
    NEW_SIGNATURE,
    OLD_SIGNATURE,
    Handover,
    KeptHandover,
    folder_name,
    handover_bytes,
    key_name,
    limits,
    read_handover,
    statement_sum,
)
from drplan.record.head import HEAD_SIGNATURE
from drplan.record.heads import Trails, heads_of
from drplan.record.keychain import Keychain
from drplan.record.signers import SIGNERS, signer_time, with_limit
from drplan.record.sshsig import claimed_key


@dataclass(frozen=True)
class Asked:
    """What a hand-over is to say: of which district, why, and whether somebody else may have the old key."""

    district: str
    reason: str
    compromised: bool


class KeyRotation:
    """Rotates the key of all chains (by noun), those below ``runbooks`` and others.

    ``keys`` is the folder with the key's file.
    """

    def __init__(self, runbooks: Path, chains: Mapping[str, RecordsFolder[Any]], keys: Path) -> None:
        self._root, self._runbooks = runbooks / KEYS, runbooks
        self._chains, self._keys = chains, keys

    def rotate(self, old: KeyFile | AgentKey, new: AgentKey | None, asked: Asked, now: datetime) -> Handover:
        """Hand the old key's work over to ``new``, or to a new file; returns the statement.

        Raises ``EvidenceError``, having changed nothing, when the records or an earlier hand-over do not
        hold, a record was added meanwhile, or the disk refuses; ``SecretMissing`` when the old key's time is
        over.
        """
        successor = new or KeyFile.fresh(self._keys / NEXT, old.identity)
        trails = self._trails()
        kept = self._kept(self._statement(old, successor, asked, (now, trails)), old, successor)
        handover = self._seen(kept)
        with self._alone():
            self._see_still(trails)
            self._publish(kept, successor)
            self._settle(handover, successor)
        return handover

    def finish(self) -> Handover | None:
        """Finish a rotation that was broken off; returns its statement, ``None`` when there was none."""
        staged = self._keys / NEXT
        if not staged.is_file():
            return None
        with self._alone():
            handovers, successor = read_keys(self._runbooks).handovers, KeyFile.read(staged)
            if handovers and successor.public == handovers[-1].new.public:
                self._settle(handovers[-1], successor)
                return handovers[-1]
            # Never published: nothing was signed with it.
            staged.unlink()
        return None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            with ExitStack() as locks:
                for root in (self._root, *(each.root for each in self._chains.values())):
                    if root.is_dir():
                        locks.enter_context(locked(root))
                yield
        except OSError as error:
            raise failed(f"hand the evidence key over in {self._root}", error) from error

    def _trails(self) -> Trails:
        return read_trails({noun: each.root for noun, each in self._chains.items()}, self._runbooks)

    def _see_still(self, trails: Trails) -> None:
        # Verifying takes the chains' own locks, so others could write until now.
        if self._trails() != trails:
            raise EvidenceError("a record was added meanwhile", next_step="rotate again: nothing was changed")

    def _publish(self, kept: KeptHandover, successor: KeyFile | AgentKey) -> None:
        if not isinstance(successor, KeyFile):
            keep_folder(self._root, kept.name, kept.files)
            return
        successor.save()
        try:
            keep_folder(self._root, kept.name, kept.files)
        except OSError:
            successor.path.unlink()
            raise

    def _statement(
        self, old: KeyFile | AgentKey, new: KeyFile | AgentKey, asked: Asked, then: tuple[datetime, Trails]
    ) -> Handover:
        before, (now, trails) = self._before(old), then
        last = before.handovers[-1] if before.handovers else None
        return Handover(
            number=len(before.handovers) + 1,
            district=asked.district,
            moment=now.astimezone(UTC).replace(microsecond=0),
            reason=asked.reason,
            compromised=asked.compromised,
            old=key_name(old.identity, old.public),
            new=key_name(new.identity, new.public),
            heads=heads_of(asked.district, trails).chains,
            previous=None
            if last is None
            else statement_sum(KeptHandover("", {HANDOVER: handover_bytes(last)})),
        )

    def _before(self, old: KeyFile | AgentKey) -> Keychain:
        keychain = read_keys(self._runbooks)
        if keychain.findings:
            raise EvidenceError(
                f"an earlier hand-over does not hold: {keychain.findings[0].line()}",
                next_step="bring runbooks/keys back from git, then rotate again",
            )
        if old.public in {each.old.public for each in keychain.handovers}:
            raise SecretMissing(
                f"the evidence key {old.fingerprint()} was handed over already",
                next_step=f"bring the present key here: {keychain.handovers[-1].new.fingerprint}",
            )
        return keychain

    def _kept(self, handover: Handover, old: KeyFile | AgentKey, new: KeyFile | AgentKey) -> KeptHandover:
        data = handover_bytes(handover)
        files = {
            HANDOVER: data,
            OLD_SIGNATURE: old.sign(data).encode(),
            NEW_SIGNATURE: new.sign(data).encode(),
        }
        return KeptHandover(folder_name(handover.number), files)

    def _seen(self, kept: KeptHandover) -> Handover:
        """Return the statement if it holds, and every record with it."""
        handover = read_handover(kept)
        keychain = Keychain((*read_keys(self._runbooks).handovers, handover))
        for each in self._chains.values():
            findings = each.verify(signers=keychain.believed(each.signers()))
            if findings:
                raise EvidenceError(
                    f"the records do not hold, so the key cannot be handed over: {findings[0].line()}",
                    next_step="see all of it: drplan evidence verify; see that this clock is right: date -u",
                )
        return handover

    def _settle(self, handover: Handover, successor: KeyFile | AgentKey) -> None:
        for noun, each in self._chains.items():
            _limit(each.root, handover, always=noun == "drill")
            _sign_head(each.root, handover, successor)
        old, staged = self._keys / NAME, self._keys / NEXT
        if old.is_file() and KeyFile.read(old).public == handover.old.public:
            name = STOLEN if handover.compromised else RETIRED
            retired = self._keys / f"{name}{signer_time(handover.moment)}"
            if not retired.exists():
                os.link(old, retired)
            if not staged.is_file():
                old.unlink()
        if staged.is_file():
            staged.replace(old)
        if self._keys.is_dir():
            sync_folder(self._keys)


def _limit(root: Path, handover: Handover, *, always: bool) -> None:
    """Write both keys' times into a chain's ``allowed_signers``, where it has one."""
    there = read_if_there(root / SIGNERS)
    if there is None and not always:
        return
    data = there or b""
    for each in limits(handover):
        data = with_limit(data, each)
    if data != there:
        _replace(root, SIGNERS, data)


def _sign_head(root: Path, handover: Handover, successor: KeyFile | AgentKey) -> None:
    """Sign a chain's head with the new key: one by the old key would ask an auditor for a time it lacks."""
    staging = Staging(root)
    staging.settle()
    files = staging.head_files()
    if files.head and claimed_key(files.signature or b"") == handover.old.public:
        _replace(root, HEAD_SIGNATURE, successor.sign(files.head).encode())


def _replace(root: Path, name: str, data: bytes) -> None:
    root.mkdir(parents=True, exist_ok=True)
    staging = Staging(root)
    staging.settle()
    staging.replace(name, data)
    staging.settle()
