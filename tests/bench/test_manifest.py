"""The manifest against its floor: what sha256sum takes for the same tree, in CPU seconds."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from drplan.adapters.agent.manifest import describe

ROUNDS = 3


def many_small(folder: Path) -> None:
    """Make 20,000 files of 2 KiB in 200 folders: a school's file share."""
    for number in range(200):
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


@pytest.mark.parametrize(("fill", "at_most"), [(many_small, 1.5), (few_large, 1.0)])
def test_a_manifest_costs_about_what_an_auditors_sha256sum_does(tmp_path, fill, at_most, capsys):
    fill(tmp_path)
    floor_argv = ["sh", "-c", 'find "$0" -type f -print0 | xargs -0 sha256sum', str(tmp_path)]
    floors, ours = [], []
    for _ in range(ROUNDS):
        floors.append(childrens_seconds(floor_argv))
        ours.append(own_seconds(lambda: describe([str(tmp_path)])))
    ratio = min(ours) / min(floors)
    line = f"{fill.__name__}: manifest {min(ours):.2f} CPU s, sha256sum {min(floors):.2f}, ratio {ratio:.2f}"
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")
    assert ratio < at_most
