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
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from drplan.adapters.agent_archive import archive_bytes
from drplan.adapters.tools import find_restic
from tests.bench.pace import ROUNDS, pick, turns

ROOT = Path(__file__).parents[2]
UNCHANGED_ROUNDS = pick(5, 3)
FOLDERS = pick(100, 20)
"""Of 500 small files each; growth is from a tenth of them."""
LARGE = pick(8, 2)
"""Large files, of 128 MiB."""
SIZES = {"small": f"{FOLDERS * 500:,} files", "large": f"{LARGE * 128} MiB in {LARGE} files"}
PYTHON = "/usr/bin/python3"
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "RESTIC_PASSWORD": "bench"}


def many_small(folder: Path, folders: int = FOLDERS) -> None:
    """Make files of 0.2 to 4 kB, 500 a folder: a school's file share."""
    dice = random.Random(1)
    for number in range(folders):
        (folder / f"{number:03}").mkdir()
        for leaf in range(500):
            (folder / f"{number:03}" / f"{leaf:03}.txt").write_bytes(dice.randbytes(dice.randint(200, 4000)))


def few_large(folder: Path, files: int = LARGE) -> None:
    """Make files of 128 MiB that do not compress."""
    for number in range(files):
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


FILLS = {"small": many_small, "large": few_large}


@pytest.mark.parametrize("kind", FILLS)
def test_a_backup_with_its_manifest_costs_little_more_than_restic_alone(tmp_path, kind, report):
    bench = Bench(tmp_path, FILLS[kind])
    first: list[tuple[Cost, Cost]] = []
    unchanged: list[tuple[Cost, Cost]] = []
    for turn in range(ROUNDS):
        bench.anew()
        first.append(_pair(bench, turn))
        bench.bare(), bench.ours()
        unchanged += turns(bench.ours, bench.bare, UNCHANGED_ROUNDS)
    for key, pairs in ((f"backup-{kind}", first), (f"backup-{kind}-again", unchanged)):
        _told(report, key, pairs)
        report.beside(key, [(ours.wall, bare.wall) for ours, bare in pairs], SIZES[kind])


def _pair(bench: Bench, turn: int) -> tuple[Cost, Cost]:
    """Measure both, one right after the other, in turns the one or the other first."""
    if turn % 2:
        ours, bare = bench.ours(), bench.bare()
    else:
        bare, ours = bench.bare(), bench.ours()
    return ours, bare


def _told(report, what: str, pairs: list[tuple[Cost, Cost]]) -> None:
    for name, side in (("with manifest", 0), ("restic", 1)):
        cpu, memory = median(pair[side].cpu for pair in pairs), max(pair[side].memory for pair in pairs)
        report.say(f"{what}, {name}: {cpu:.2f} CPU s; largest process {memory:.0f} MB")


def test_ten_times_the_files_take_ten_times_as_long(tmp_path, report):
    taken = []
    for folders in (FOLDERS // 10, FOLDERS):
        folder = tmp_path / str(folders)
        folder.mkdir()
        bench = Bench(folder, partial(many_small, folders=folders))
        walls = []
        for _ in range(ROUNDS):
            bench.anew()
            walls.append(bench.ours().wall)
        taken.append(median(walls))
    report.grown("backup-small", *taken, f"{FOLDERS * 50:,} → {FOLDERS * 500:,} files")


def test_memory_does_not_grow_with_the_number_of_files(tmp_path, report):
    peaks, counts = {}, pick((50_000, 200_000), (5_000, 20_000))
    for count in counts:
        folder = tmp_path / str(count)
        for number in range(0, count, 500):
            (folder / f"{number:06}").mkdir(parents=True)
            for leaf in range(500):
                (folder / f"{number:06}" / f"{leaf:03}").touch()
        peaks[count] = max(_peak(tmp_path, folder) for _ in range(2))
    report.say(", ".join(f"{count:,} files {mb:.1f} MB" for count, mb in peaks.items()))
    assert abs(peaks[counts[1]] - peaks[counts[0]]) < 20


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
