"""Processes that add evidence for as long as they live: each says which records it was told are added."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.keys import KeyFile
from drplan.errors import EvidenceError
from drplan.record.drill import DrillRecord
from drplan.record.head import read_head

ROOT = Path(__file__).parents[2]
SAMPLE = DrillRecord.model_validate_json((ROOT / "tests/cases/evidence/record.json").read_bytes())
FILES = {"manifests/sis.json": b"{}"}


@dataclass
class Killed:
    """What killed writers left.

    ``verified`` counts the times the chain held, ``acknowledged`` the records of which a writer could still
    say that they were added. ``inside`` counts the kills that left something half done, ``headless`` those of
    them between a record and its head.
    """

    verified: int = 0
    acknowledged: int = 0
    inside: int = 0
    headless: int = 0


def kill_writers(folder: Path, times: int, *, writers: int = 1) -> Killed:
    """Start writers on one chain, kill them at a random moment, see what is left; so many times."""
    key = KeyFile.create(folder / "keys", "evidence@cedarvalley.example")
    evidence, told = EvidenceFolder(folder / "evidence"), Killed()
    begun = time.monotonic()
    for number in range(3):
        evidence.append_next(SAMPLE.model_copy(update={"id": f"first-{number}"}), FILES, key)
    longest = 2 * writers * (time.monotonic() - begun)
    seed = random.randrange(2**32)
    moments, acknowledged = random.Random(seed), set[str]()
    for attempt in range(times):
        reader, writer = os.pipe()
        pids = [fork_writer(evidence, key, f"k{attempt}w{number}", writer) for number in range(writers)]
        os.close(writer)
        time.sleep(moments.uniform(0, longest))
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        with os.fdopen(reader) as lines:
            acknowledged.update(lines.read().split())
        about = f"seed {seed}, attempt {attempt}"
        told.inside += (evidence.root / ".staging").exists()
        told.headless += is_headless(evidence.root)
        assert evidence.verify() == [], about
        assert acknowledged <= set(evidence.ids()), about
        told.verified += 1
    told.acknowledged = len(acknowledged)
    evidence.append_next(SAMPLE.model_copy(update={"id": "last"}), {}, key)
    assert evidence.verify(every_signature=True) == []
    assert not (evidence.root / ".staging").exists()
    return told


def is_headless(root: Path) -> bool:
    """Say whether there is another number of records than ``HEAD`` says."""
    names = [path for path in root.iterdir() if path.is_dir() and path.name[0] != "."]
    try:
        return read_head((root / "HEAD").read_bytes()).count != len(names)
    except FileNotFoundError:
        return bool(names)


def fork_writer(evidence: EvidenceFolder, key: KeyFile, name: str, told: int, most: int = 1_000_000) -> int:
    """Start a process that adds so many records; it writes a line to ``told`` for each that was added."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os._exit(write(evidence, key, name, told, most))
    except BaseException:  # noqa: BLE001  a child must never run on into pytest
        os._exit(99)


def write(evidence: EvidenceFolder, key: KeyFile, name: str, told: int, most: int) -> int:
    """Add records one after the other until one is refused (7) or there are so many (0)."""
    for number in range(most):
        record = SAMPLE.model_copy(update={"id": f"{name}-{number}"})
        try:
            evidence.append_next(record, FILES, key)
        except EvidenceError as error:
            sys.stderr.write(f"{error.message}\n")
            return 7 if "cannot write" in error.message else 8
        # One write: the line is there whole or not at all.
        os.write(told, f"{record.id}\n".encode())
    return 0
