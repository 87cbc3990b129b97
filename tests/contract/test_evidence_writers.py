"""Writers of evidence that die, meet or find the disk full leave a chain that verifies."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
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
from drplan.record.head import read_head
from tests.contract.evidence_writers import fork_writer, kill_writers

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


@pytest.mark.parametrize("writers", [1, 2])
def test_a_writer_killed_at_any_moment_loses_no_acknowledged_record(tmp_path, writers):
    killed = kill_writers(tmp_path, 20, writers=writers)
    assert killed.verified == 20
    assert killed.inside > 0


@pytest.mark.parametrize("writers", [2, 4])
def test_several_writers_at_once_make_one_chain(tmp_path, evidence, key, writers):
    reader, told = os.pipe()
    pids = [fork_writer(evidence, key, f"w{who}", told, 8) for who in range(writers)]
    os.close(told)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * writers
    with os.fdopen(reader) as lines:
        assert sorted(lines.read().split()) == evidence.ids()
    assert len(evidence.ids()) == writers * 8
    assert evidence.verify(every_signature=True) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_full_file_system_loses_nothing_and_goes_on_when_there_is_room(tmp_path):
    seen = subprocess.run(
        ["unshare", "--mount", sys.executable, str(Path(__file__).with_name("full_disk.py")), str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert seen.stdout == "True 7 0 0 0 3\n", seen.stderr
    assert "cannot write" in seen.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_record_whose_head_was_not_renamed_is_added_and_the_next_writer_finishes_it(evidence, key):
    add(evidence, key, "a")
    for left in (["HEAD", "HEAD.sig"], ["HEAD.sig"]):
        number = len(evidence.ids())
        before = {name: (evidence.root / name).read_bytes() for name in ("HEAD", "HEAD.sig")}
        add(evidence, key, f"b{number}")
        (evidence.root / ".staging").mkdir()
        for name in left:
            (evidence.root / name).rename(evidence.root / ".staging" / name)
            (evidence.root / name).write_bytes(before[name])
        assert evidence.verify() == []
        assert [each.id for each in evidence.records()][-1] == f"b{number}"
        evidence.allow(key.allowed_signer())
        assert evidence.verify() == []
        assert not (evidence.root / ".staging").exists()


def test_a_copy_made_between_a_record_and_its_head_is_told_and_mended_by_the_next_record(evidence, key):
    add(evidence, key, "a")
    before = {name: (evidence.root / name).read_bytes() for name in ("HEAD", "HEAD.sig")}
    add(evidence, key, "b")
    for name, data in before.items():
        (evidence.root / name).write_bytes(data)
    (finding,) = evidence.verify()
    assert finding.what == "does not name the newest record: b came after it"
    add(evidence, key, "c")
    assert evidence.verify() == []


def test_a_chain_from_before_heads_gets_one_with_its_next_record(evidence, key):
    for name in ("a", "b"):
        add(evidence, key, name)
    for name in ("HEAD", "HEAD.sig"):
        (evidence.root / name).unlink()
    assert evidence.verify() == []
    assert [each.id for each in evidence.records()] == ["a", "b"]
    add(evidence, key, "c")
    assert read_head((evidence.root / "HEAD").read_bytes()).count == 3
    assert evidence.verify() == []


def test_no_head_is_signed_over_a_record_that_nobody_signed(evidence, key, tmp_path):
    add(evidence, key, "a")
    thief = KeyFile.create(tmp_path / "thief", "evidence@cedarvalley.example")
    copy = EvidenceFolder(tmp_path / "copy")
    shutil.copytree(evidence.root, copy.root)
    add(copy, thief, "b")
    shutil.copytree(copy.root / "b", evidence.root / "b")
    with pytest.raises(EvidenceError, match=r"b: SHA256SUMS\.sig: is by a key that allowed_signers does not"):
        add(evidence, key, "c")


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
