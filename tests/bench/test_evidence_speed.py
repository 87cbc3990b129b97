"""A hundred thousand signed records: verified beside the bare floor, and what it costs to add one more.

The floor of verifying is what nobody can go below: read the same files, SHA-256 over every byte, and the
record parsed by the standard library's json. CPU seconds of one process, both in one run, on files just
written.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drplan.adapters.evidence_deploys import DeployEvidence
from drplan.adapters.evidence_folder import RecordsFolder
from drplan.record.canonical import record_bytes
from drplan.record.deploy import DeployRecord
from drplan.record.head import HEAD, HEAD_SIGNATURE, ChainHead, covering, head_bytes
from drplan.record.signers import signer_line
from drplan.record.sshsig import public_blob, sign
from drplan.record.sums import RECORD, SIGNATURE, SUMS, sha256, write_sums
from tests.bench.pace import pick, turns

RECORDS = pick(100_000, 10_000)
LENGTHS = (100, RECORDS)
ADDED = 30
SAMPLE = DeployRecord.model_validate_json(
    (Path(__file__).parents[1] / "cases/evidence/deploy.json").read_bytes()
)


class Key:
    """Signs with a key in memory."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()

    def sign(self, message: bytes) -> str:
        return sign(self.key, message)

    def allowed_signer(self) -> str:
        return signer_line("evidence@cedarvalley.example", public_blob(self.key.public_key()))


def fill(evidence: RecordsFolder[DeployRecord], key: Key, count: int) -> None:
    """Write a chain as ``append_next`` does, without waiting for the disk after each file."""
    evidence.root.mkdir(parents=True)
    (evidence.root / "allowed_signers").write_text(key.allowed_signer() + "\n")
    previous, signatures, name = None, "", ""
    for number in range(1, count + 1):
        name = f"{number:07d}-20261122T090005Z-hs-drift"
        data = record_bytes(SAMPLE.model_copy(update={"id": name, "previous": previous}))
        sums = write_sums({RECORD: sha256(data)})
        content = {RECORD: data, SUMS: sums, SIGNATURE: key.sign(sums).encode()}
        (evidence.root / name).mkdir()
        for file, each in content.items():
            (evidence.root / name / file).write_bytes(each)
        previous, signatures = sha256(sums), covering(signatures, content[SIGNATURE])
    told = head_bytes(ChainHead("deploy", count, name, str(previous), signatures))
    (evidence.root / HEAD).write_bytes(told)
    (evidence.root / HEAD_SIGNATURE).write_text(key.sign(told))


def floor(root: Path) -> None:
    """Read, hash and parse every record with the standard library, as plainly as it can be written."""
    for name in os.listdir(root):  # noqa: PTH208 - the floor is without pathlib
        if name[0].isdigit():
            for file in (RECORD, SUMS, SIGNATURE):
                with open(f"{root}/{name}/{file}", "rb") as stream:  # noqa: PTH123
                    data = stream.read()
                hashlib.sha256(data).hexdigest()
                if file == RECORD:
                    json.loads(data)


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds of this process for one call."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_many_records_are_verified_at_twice_the_floor(tmp_path, report):
    key, taken = Key(), []
    for count in (RECORDS // 10, RECORDS):
        evidence = DeployEvidence(tmp_path / str(count))
        fill(evidence, key, count)
        verified, bare = partial(cpu, partial(_whole, evidence)), partial(cpu, partial(floor, evidence.root))
        pairs = turns(verified, bare)
        taken.append(statistics.median(ours for ours, _ in pairs))
    each = cpu(partial(_whole, evidence, every_signature=True))
    report.beside("evidence", pairs, f"{RECORDS:,} records")
    report.grown("evidence", *taken, f"{RECORDS // 10:,} → {RECORDS:,} records")
    bare_once = statistics.median(theirs for _, theirs in pairs)
    report.beside("evidence-every", [(each, bare_once)], f"{RECORDS:,} records")


def _whole(evidence: DeployEvidence, *, every_signature: bool = False) -> None:
    assert evidence.verify(every_signature=every_signature) == []


def test_adding_a_record_costs_the_same_however_many_there_are(tmp_path, report):
    key, chains = Key(), {}
    for length in LENGTHS:
        chains[length] = DeployEvidence(tmp_path / str(length))
        fill(chains[length], key, length)
    os.sync()
    few, many = (partial(timed, partial(add, chains[length], key)) for length in LENGTHS)
    pairs = turns(many, few, ADDED)
    report.beside("evidence-add", pairs, f"to {LENGTHS[1]:,} records, to {LENGTHS[0]}")


def add(evidence: DeployEvidence, key: Key) -> None:
    evidence.append_next(SAMPLE.model_copy(update={"id": "20261122T090005Z-hs-drift"}), {}, key)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
