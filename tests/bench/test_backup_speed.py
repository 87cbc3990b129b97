"""A backup with its manifest beside bare restic on the same data, as processes, in interleaved rounds.

Ours is the whole of it: the host's own Python starting, the agent's archive, the manifest, its signature,
restic, and looking again. The page cache is warm in both (the data was just written); each round has a
repository of its own, copied from one, for ``init`` gives each a key as dear as the machine is idle.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from drplan.adapters.agent_archive import archive_bytes
from drplan.adapters.tools import find_restic

ROOT = Path(__file__).parents[2]
FIRST_ROUNDS = int(os.environ.get("DRPLAN_BENCH_ROUNDS", "3"))
UNCHANGED_ROUNDS = 5
AT_MOST = 1.15
PYTHON = "/usr/bin/python3"
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "RESTIC_PASSWORD": "bench"}


def many_small(folder: Path) -> None:
    """Make 50,000 files of 0.2 to 4 kB in 100 folders: a school's file share."""
    dice = random.Random(1)
    for number in range(100):
        (folder / f"{number:03}").mkdir()
        for leaf in range(500):
            (folder / f"{number:03}" / f"{leaf:03}.txt").write_bytes(dice.randbytes(dice.randint(200, 4000)))


def few_large(folder: Path) -> None:
    """Make 8 files of 128 MiB that do not compress."""
    for number in range(8):
        with (folder / f"{number}.bin").open("wb") as file:
            file.writelines(os.urandom(1 << 24) for _ in range(8))


@dataclass(frozen=True)
class Cost:
    """Wall and CPU seconds, and the most memory (MB) that any one process of it held."""

    wall: float
    cpu: float
    memory: float


def cost(argv: list[str], stdin: bytes, environment: dict[str, str]) -> Cost:
    """Run a program to its good end and say what it cost, with all that it started."""
    measured = (
        "import json,resource,subprocess,sys,time\n"
        "begun = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE)\n"
        "wall = time.perf_counter() - begun\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "assert done.returncode == 0 and b'\"error\"' not in done.stdout, done.stdout\n"
        "sys.stderr.write(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured, *argv],
        input=stdin,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )
    return Cost(*json.loads(done.stderr.splitlines()[-1]))


class Bench:
    """Data, and two ways to keep it in a fresh repository."""

    def __init__(self, folder: Path, fill: Callable[[Path], None]) -> None:
        self.folder, self.data = folder, folder / "data"
        self.restic = str(find_restic(ROOT / ".drplan"))
        self.data.mkdir()
        fill(self.data)
        os.sync()
        (folder / "agent.pyz").write_bytes(archive_bytes())
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "key")]
        subprocess.run(key, check=True)
        init = [self.restic, "-q", "-r", str(folder / "new"), "init"]
        subprocess.run(init, env=ENVIRONMENT, check=True)

    def anew(self) -> None:
        """Give both an empty repository and no memory of the data."""
        for name in ("bare", "ours", "bare-cache", "scratch"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for name in ("bare", "ours"):
            shutil.copytree(self.folder / "new", self.folder / name)
        os.sync()

    def bare(self) -> Cost:
        """Have restic alone keep it."""
        where = ["-r", str(self.folder / "bare"), "--cache-dir", str(self.folder / "bare-cache")]
        return cost([self.restic, "--json", *where, "backup", str(self.data)], b"", ENVIRONMENT)

    def ours(self) -> Cost:
        """Have the agent keep it, as a host does."""
        scratch = str(self.folder / "scratch")
        copy = {
            "program": self.restic,
            "location": str(self.folder / "ours"),
            "cache": f"{scratch}/cache",
            "environment": {"RESTIC_PASSWORD": "bench"},
        }
        request = {
            "verb": "protect-paths",
            "data_set": "files",
            "scratch": scratch,
            "source": {"paths": [str(self.data)]},
            "signing_key": str(self.folder / "key"),
            "copies": [copy],
        }
        argv = [PYTHON, "-I", str(self.folder / "agent.pyz")]
        return cost(argv, json.dumps(request).encode(), ENVIRONMENT)


@pytest.mark.parametrize("fill", [many_small, few_large])
def test_a_backup_with_its_manifest_costs_little_more_than_restic_alone(tmp_path, fill, capsys):
    bench = Bench(tmp_path, fill)
    first: list[tuple[Cost, Cost]] = []
    unchanged: list[tuple[Cost, Cost]] = []
    for turn in range(FIRST_ROUNDS):
        bench.anew()
        first.append(_pair(bench, turn))
        bench.bare(), bench.ours()
        unchanged += [_pair(bench, again) for again in range(UNCHANGED_ROUNDS)]
    ratios = [_told(capsys, f"{fill.__name__}, {what}", pairs) for what, pairs in
              (("first", first), ("unchanged", unchanged))]  # fmt: skip
    assert max(ratios) <= AT_MOST


def _pair(bench: Bench, turn: int) -> tuple[Cost, Cost]:
    """Measure both, one right after the other, in turns the one or the other first."""
    if turn % 2:
        ours, bare = bench.ours(), bench.bare()
    else:
        bare, ours = bench.bare(), bench.ours()
    return bare, ours


def _told(capsys, what: str, pairs: list[tuple[Cost, Cost]]) -> float:
    ratio = median(ours.wall / bare.wall for bare, ours in pairs)
    bare, ours = ([pair[side] for pair in pairs] for side in (0, 1))
    line = (
        f"{what}: restic {median(c.wall for c in bare):.2f} s ({median(c.cpu for c in bare):.2f} CPU),"
        f" with manifest {median(c.wall for c in ours):.2f} s ({median(c.cpu for c in ours):.2f} CPU),"
        f" ratio {ratio:.2f}; largest process {max(c.memory for c in bare):.0f} and"
        f" {max(c.memory for c in ours):.0f} MB; load {os.getloadavg()[0]:.1f}"
    )
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")
    return ratio


def test_memory_does_not_grow_with_the_number_of_files(tmp_path, capsys):
    peaks = {}
    for count in (50_000, 200_000):
        folder = tmp_path / str(count)
        for number in range(0, count, 500):
            (folder / f"{number:06}").mkdir(parents=True)
            for leaf in range(500):
                (folder / f"{number:06}" / f"{leaf:03}").touch()
        peaks[count] = max(_peak(tmp_path, folder) for _ in range(2))
    with capsys.disabled():
        sys.stdout.write(
            "\n" + ", ".join(f"{count:,} files {mb:.1f} MB" for count, mb in peaks.items()) + "\n"
        )
    assert abs(peaks[200_000] - peaks[50_000]) < 20


def _peak(scratch: Path, folder: Path) -> float:
    """Return the MB that a process held which wrote the manifest of a folder and looked again."""
    # Not ru_maxrss: that of a program counts what the process held which started it.
    program = (
        "import sys\n"
        "from drplan.adapters.agent import manifest_tree, manifest_walk\n"
        "def peak():\n"
        "    status = dict(line.split(':', 1) for line in open('/proc/self/status'))\n"
        "    print(int(status['VmHWM'].split()[0]) / 1024)\n"
        "tree = manifest_walk.Tree('files', [sys.argv[2]], manifest_walk.ALL)\n"
        "path = sys.argv[1] + '/manifests/files.jsonl'\n"
        "peak()\n"
        "manifest_tree.write_tree(tree, path, lambda _: [])\n"
        "assert manifest_tree.changed_since(tree, path) == []\n"
        "peak()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(scratch / f"scratch-{folder.name}"), str(folder)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    before, after = map(float, done.stdout.split())
    assert after > before
    return after
