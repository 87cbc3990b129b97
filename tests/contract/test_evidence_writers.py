"""Writers of evidence that die, meet or find the disk full leave a chain that verifies."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from drplan.adapters import evidence_disk, evidence_folder, evidence_staging
from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.keys import KeyFile
from drplan.errors import EvidenceError
from drplan.record.drill import DrillRecord

SAMPLE = DrillRecord.model_validate_json(
    (Path(__file__).parents[1] / "cases/evidence/record.json").read_bytes()
)
FILES = {"manifests/sis.json": b"{}", "manifests/home folders é.json": b"[]"}


@pytest.fixture
def key(tmp_path: Path) -> KeyFile:
    return KeyFile.create(tmp_path / "keys", "evidence@cedarvalley.example")


@pytest.fixture
def evidence(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "runbooks/evidence")


def add(evidence: EvidenceFolder, key: KeyFile, name: str) -> None:
    record = SAMPLE.model_copy(update={"id": name, "previous": evidence.head()})
    evidence.append(record, FILES, key)


def content(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_a_full_disk_adds_nothing_and_says_so(evidence, key):
    add(evidence, key, "a")
    before = content(evidence.root)
    assert in_child(partial(add_with_small_files, evidence, key)) == 7
    assert content(evidence.root) == before
    assert evidence.verify() == []


def add_with_small_files(evidence: EvidenceFolder, key: KeyFile) -> int:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    try:
        record = SAMPLE.model_copy(update={"id": "b", "previous": evidence.head()})
        evidence.append(record, {"big": bytes(10_000)}, key)
    except EvidenceError as error:
        return 7 if "cannot write" in error.message else 8
    return 9


def test_a_writer_killed_at_any_line_leaves_the_last_good_state(evidence, key, tmp_path):
    add(evidence, key, "a")
    shutil.copytree(evidence.root, tmp_path / "before")
    new = KeyFile.create(tmp_path / "new", "evidence-2@cedarvalley.example")
    outcomes = []
    for line in range(random.randrange(1, 4), 5000, 3):
        status = in_child(partial(killed_at, line, partial(add, evidence, new, "b")))
        assert evidence.verify() == [], f"killed at line {line}"
        ids = [record.id for record in evidence.records()]
        assert ids in (["a"], ["a", "b"])
        outcomes.append((status, ids))
        shutil.rmtree(evidence.root)
        shutil.copytree(tmp_path / "before", evidence.root)
        if status == 0:
            break
    assert outcomes[-1] == (0, ["a", "b"])
    assert (-signal.SIGKILL, ["a"]) in outcomes
    assert (-signal.SIGKILL, ["a", "b"]) in outcomes
    assert len(outcomes) > 100


def killed_at(line: int, work: Callable[[], None]) -> int:
    """Do the work; die by SIGKILL before the given executed line of the two modules that write."""
    ours = {evidence_folder.__file__, evidence_disk.__file__, evidence_staging.__file__}
    ahead = line

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal ahead
        if frame.f_code.co_filename not in ours:
            return None
        ahead -= event == "line"
        if ahead <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    work()
    sys.settrace(None)
    return 0


def test_a_writer_killed_at_any_moment_leaves_a_chain_that_verifies(evidence, key):
    seed = random.randrange(2**32)
    moments = random.Random(seed)
    for attempt in range(40):
        pid = fork(partial(add_for_ever, evidence, key, attempt))
        time.sleep(moments.uniform(0, 0.05))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        assert evidence.verify() == [], f"seed {seed}, attempt {attempt}"
    add(evidence, key, "last")
    assert evidence.records()[-1].id == "last"
    assert not list(evidence.root.glob(".*"))


def add_for_ever(evidence: EvidenceFolder, key: KeyFile, attempt: int) -> int:
    for number in range(10_000):
        add(evidence, key, f"d-{attempt}-{number}")
    return 0


def test_several_writers_at_once_make_one_chain(evidence, key):
    writers, each = 3, 8
    pids = [fork(partial(add_in_turn, evidence, key, who, each)) for who in range(writers)]
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * writers
    assert evidence.verify() == []
    assert len(evidence.records()) == writers * each


def add_in_turn(evidence: EvidenceFolder, key: KeyFile, who: int, count: int) -> int:
    done = 0
    while done < count:
        try:
            add(evidence, key, f"w{who}-{done}")
        except EvidenceError as error:
            if "the newest record is" not in error.message:
                return 1
        else:
            done += 1
    return 0


def fork(work: Callable[[], int]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        os._exit(work())
    except BaseException:  # noqa: BLE001  a child must never run on into pytest
        os._exit(99)


def in_child(work: Callable[[], int]) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(fork(work), 0)[1])
