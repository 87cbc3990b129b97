"""The manifest against its floor: what sha256sum takes for the same tree, in CPU seconds."""

import os
import resource
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from drplan.adapters.agent.manifest import describe
from tests.bench.pace import pick, turns

FOLDERS = pick(200, 20)
"""Of 100 files each; growth is from a tenth of them."""


def many_small(folder: Path, folders: int = FOLDERS) -> None:
    """Make files of 2 KiB, 100 a folder: a school's file share."""
    for number in range(folders):
        (folder / f"{number:03}").mkdir()
        for leaf in range(100):
            (folder / f"{number:03}" / f"{leaf:03}").write_bytes(os.urandom(2048))


def few_large(folder: Path) -> None:
    """Make 4 files of 64 MiB."""
    for number in range(4):
        (folder / f"{number}").write_bytes(os.urandom(1 << 26))


def own_seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of this process for one call."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def childrens_seconds(argv: list[str]) -> float:
    """Return the CPU seconds of a program and all it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize(
    ("fill", "key", "size"),
    [
        (many_small, "manifest-small", f"{FOLDERS * 100:,} files of 2 KiB"),
        (few_large, "manifest-large", "256 MiB"),
    ],
)
def test_a_manifest_costs_about_what_an_auditors_sha256sum_does(tmp_path, fill, key, size, report):
    fill(tmp_path)
    floor_argv = ["sh", "-c", 'find "$0" -type f -print0 | xargs -0 sha256sum', str(tmp_path)]
    assert len(describe([str(tmp_path)])) > sum(path.is_file() for path in tmp_path.rglob("*"))
    report.beside(
        key,
        turns(lambda: own_seconds(lambda: describe([str(tmp_path)])), lambda: childrens_seconds(floor_argv)),
        size,
    )


def test_ten_times_the_files_take_ten_times_as_long(tmp_path, report):
    taken = []
    for folders in (FOLDERS // 10, FOLDERS):
        folder = tmp_path / str(folders)
        folder.mkdir()
        many_small(folder, folders)
        taken.append(median(own_seconds(partial(describe, [str(folder)])) for _ in range(3)))
    report.grown("manifest-small", *taken, f"{FOLDERS * 10:,} → {FOLDERS * 100:,} files")
