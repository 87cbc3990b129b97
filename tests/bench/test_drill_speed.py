"""A data drill beside bare ``restic restore`` of the same snapshots, as processes, in interleaved rounds.

Ours is the whole drill: choosing recovery points, restic, reading every byte, comparing every entry with the
signed manifest, clearing the scratch folder, writing and signing the record; without Python's own start.
A bare restore goes to the disk, as an operator's does; ours where the command puts it by itself, which is
memory where the data fits. What both take on the disk is told beside it. CPU seconds are of all processes;
where a machine is shared they say more than wall time.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from drplan.adapters.agent.answer import answer
from drplan.adapters.keys import KeyFile
from drplan.adapters.tools import find_restic
from tests.bench.pace import QUICK, ROUNDS, pick, turns
from tests.bench.test_backup_speed import FOLDERS, SIZES, Cost, cost, few_large, many_small

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "RESTIC_PASSWORD": "bench", "X": "bench"}
PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from drplan.act.account import drill_record
from drplan.act.drill import prepare
from drplan.act.drill_data import DataPorts, Way, conduct_data
from drplan.act.vaults import ListedOnce
from drplan.adapters.access import Access
from drplan.adapters.clock import SystemClock
from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.keys import KeyFile
from drplan.adapters.secrets import SecretStore
from drplan.adapters.vault import ResticVault
from tests.unit.act.conftest import ABOUT, district, service

asked = json.load(sys.stdin)
folder = Path(asked["folder"])

class Told:
    def say(self, subject, message):
        print(subject, message, file=sys.stderr)


def served(name):
    made = service(name, "host-a")
    canaries = (f"{asked['sources'][name]}/canary",)
    data = made.data_sets[0].model_copy(update={"canaries": canaries})
    return made.model_copy(update={"data_sets": (data,)})

declared = district(*map(served, asked["names"]))
access = Access(locations={"/x": asked["repository"]})
vault = ResticVault(declared, access, SecretStore(), restic=Path(asked["restic"]), state=folder / "state")
ports = DataPorts(declared, SystemClock(), {}, ListedOnce(vault), None, None, Told(), prover=vault)
def used():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)

begun, before = time.perf_counter(), used()
way = Way(
    Path(asked["scratch"]) if asked["scratch"] else None,
    at_once=asked["at_once"],
    memory=Path(asked["memory"]) if asked["memory"] else None,
)
record = drill_record(conduct_data(prepare(declared.sites[0], ports), ports, way), ABOUT)
assert record.verdict.outcome == "no-evidence", record.verdict
assert [d.verdict.outcome for s in record.services for d in s.data_sets] == ["pass"] * len(asked["names"])
signer = KeyFile.load(folder / "keys")
EvidenceFolder(folder / "evidence").append_next(record, {}, signer, secrets=("bench",))
print(json.dumps([time.perf_counter() - begun, used() - before]))
"""
RESTORE = """
import json, resource, sys, time
from drplan.adapters.agent.answer import answer

def used():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)

asked = json.load(sys.stdin)
begun, before = time.perf_counter(), used()
said = answer(asked)
assert said["answer"]["expected"] == said["answer"]["found"]
print(json.dumps([time.perf_counter() - begun, used() - before]))
"""
MUCH = int(os.environ.get("DRPLAN_BENCH_MUCH", pick("80", "16")))
"""Files of 128 MiB, so many that opening a repository weighs little: a server's disk, a large database."""
MEMORY = os.environ.get("DRPLAN_BENCH_MEMORY", "/dev/shm")
"""Where a drill puts what fits into memory; the command itself takes the latter."""


class Bench:
    """Data sets with a recovery point each in one repository, and ways to get at them."""

    def __init__(self, folder: Path, fills: list[Callable[[Path], None]]) -> None:
        self.folder = folder
        self.restic = str(find_restic(ROOT / ".drplan"))
        self.repository, self.names = str(folder / "repository"), [f"set{n}" for n in range(len(fills))]
        self.target = {
            "program": self.restic,
            "location": self.repository,
            "cache": str(folder / "cache"),
            "environment": {"RESTIC_PASSWORD": "bench"},
        }
        self._restic("init")
        KeyFile.create(folder / "keys", "evidence@test.example")
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "host-key")]
        subprocess.run(key, check=True)
        self.snapshots = [self._keep(name, fill) for name, fill in zip(self.names, fills, strict=True)]

    def _restic(self, *words: str) -> None:
        argv = [self.restic, "-q", "-r", self.repository, "--no-cache", *words]
        subprocess.run(argv, env=ENVIRONMENT, check=True)

    def _keep(self, name: str, fill: Callable[[Path], None]) -> str:
        source = self.folder / name
        source.mkdir()
        (source / "canary").write_text("sings")
        fill(source)
        request = {
            "verb": "protect-paths",
            "data_set": f"{name}-data",
            "scratch": str(self.folder / "host"),
            "source": {"paths": [str(source)]},
            "signing_key": str(self.folder / "host-key"),
            "copies": [self.target],
        }
        said = answer(request)
        assert "answer" in said, said
        shutil.rmtree(source)
        return str(said["answer"][0]["snapshot"])

    def bare(self, *words: str, at_once: int = 1) -> Cost:
        """Have restic alone restore each snapshot into an empty folder."""
        out = self.folder / "bare"
        script = (" & " if at_once > 1 else "; ").join(
            f"{self.restic} -q --json -r {self.repository} --no-cache --no-lock restore {snapshot} "
            f"--target {out}/{number} {' '.join(words)} >/dev/null"
            for number, snapshot in enumerate(self.snapshots)
        )
        try:
            return cost(["sh", "-ec", f"{script} & wait"], b"", ENVIRONMENT)
        finally:
            shutil.rmtree(out, ignore_errors=True)

    def bare_dump(self) -> Cost:
        """Have restic alone write each snapshot as a tar to nowhere."""
        words = f"-q -r {self.repository} --no-cache --no-lock dump"
        script = "; ".join(f"{self.restic} {words} {each} / >/dev/null" for each in self.snapshots)
        return cost(["sh", "-ec", script], b"", ENVIRONMENT)

    def drill(self, *, stream: bool = False, at_once: int = 1, in_memory: bool = True) -> Cost:
        """Conduct a data drill of all of it, signed record and all; the most memory is not told."""
        asked = {
            "folder": str(self.folder),
            "names": self.names,
            "sources": {name: str(self.folder / name) for name in self.names},
            "repository": self.repository,
            "restic": self.restic,
            "scratch": None if stream else str(self.folder / "scratch"),
            "memory": MEMORY if in_memory else None,
            "at_once": at_once,
        }
        return self._run(PROGRAM, asked)

    def restore(self) -> Cost:
        """Have the first snapshot restored into an empty folder and compared, as ``drplan restore`` does."""
        out = self.folder / "restored"
        asked = {
            "verb": "restore-to",
            "repository": self.target,
            "snapshot": self.snapshots[0],
            "data_set": f"{self.names[0]}-data",
            "paths": self._paths(self.snapshots[0]),
            "run": "",
            "signers": [],
            "may_be_unsigned": True,
            "to": str(out),
        }
        try:
            return self._run(RESTORE, asked)
        finally:
            shutil.rmtree(out, ignore_errors=True)

    def _paths(self, snapshot: str) -> list[str]:
        """Return what a snapshot holds, which ``drplan restore`` has from listing it to choose it."""
        argv = [self.restic, "-r", self.repository, "--no-cache", "cat", "snapshot", snapshot]
        told = subprocess.run(argv, env=ENVIRONMENT, check=True, stdout=subprocess.PIPE).stdout
        return list(json.loads(told)["paths"])

    @staticmethod
    def _run(program: str, asked: Mapping[str, object]) -> Cost:
        done = subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(asked),
            cwd=ROOT,
            env={**ENVIRONMENT, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        wall, cpu = json.loads(done.stdout.splitlines()[-1])
        return Cost(wall, cpu, 0.0)


def told(report, what: str, pairs: list[tuple[Cost, Cost]]) -> tuple[float, float]:
    """Say and return the medians of the ratios: wall time, and CPU time."""
    wall = median(ours.wall / bare.wall for ours, bare in pairs)
    cpu = median(ours.cpu / bare.cpu for ours, bare in pairs)
    report.say(f"{what}: ratio {wall:.2f} (CPU {cpu:.2f}); load {os.getloadavg()[0]:.1f}")
    return wall, cpu


def walls(pairs: list[tuple[Cost, Cost]]) -> list[tuple[float, float]]:
    return [(ours.wall, bare.wall) for ours, bare in pairs]


KINDS = {"small": (many_small,), "large": (few_large,), "both": (many_small, few_large)}
SIZE = SIZES | {"both": " and ".join(SIZES.values())}


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_data_drill_costs_little_more_than_a_bare_restore(tmp_path, kind, report):
    bench = Bench(tmp_path, list(KINDS[kind]))
    drill = partial(bench.drill, at_once=2)
    pairs = turns(drill, bench.bare)
    told(report, f"{kind}: whole drill beside bare restore", pairs)
    report.beside(f"drill-{kind}", walls(pairs), SIZE[kind])
    if kind != "small":
        verified = walls(turns(drill, partial(bench.bare, "--verify")))
        report.beside(f"drill-{kind}-verify", verified, SIZE[kind])
    if kind == "both":
        on_disk = walls(turns(partial(bench.drill, at_once=2, in_memory=False), bench.bare))
        report.beside("drill-both-disk", on_disk, SIZE[kind])
        return
    pairs = turns(partial(bench.drill, stream=True), bench.bare)
    told(report, f"{kind}: stream proof beside bare restore", pairs)
    report.beside(f"stream-{kind}", walls(pairs), SIZE[kind])


def test_much_data_takes_little_more_than_a_bare_restore(tmp_path, report):
    keys = ("drill-much", "drill-much-verify", "stream-much", "restore-much")
    room = shutil.disk_usage(tmp_path).free
    if room < 3 * MUCH * (128 << 20):
        for key in keys:
            report.not_measured(key, f"{room >> 30} GiB are free here, and {3 * MUCH >> 3} are needed")
        return
    bench = Bench(tmp_path, [partial(few_large, files=MUCH)])
    stream = partial(bench.drill, stream=True)
    ways: tuple[Callable[[], Cost], ...] = (bench.drill, bench.drill, stream, bench.restore)
    for key, ours in zip(keys, ways, strict=True):
        bare: Callable[[], Cost] = partial(bench.bare, *(("--verify",) if key.endswith("verify") else ()))
        pairs = turns(ours, bare)
        told(report, key, pairs)
        report.beside(key, walls(pairs), f"{MUCH / 8:g} GiB in {MUCH} files")


def test_ten_times_the_files_take_ten_times_as_long(tmp_path, report):
    taken = []
    for folders in (FOLDERS // 10, FOLDERS):
        folder = tmp_path / str(folders)
        folder.mkdir()
        bench = Bench(folder, [partial(many_small, folders=folders)])
        taken.append(median(bench.drill(at_once=2).wall for _ in range(ROUNDS)))
    report.grown("drill-small", *taken, f"{FOLDERS * 50:,} → {FOLDERS * 500:,} files")


def test_a_stream_costs_little_more_than_what_restic_takes_to_write_it(tmp_path, report):
    bench = Bench(tmp_path, [many_small])
    pairs = turns(partial(bench.drill, stream=True), bench.bare_dump)
    report.beside("stream-dump", [(ours.cpu, bare.cpu) for ours, bare in pairs], SIZES["small"])


def test_eight_data_sets_at_once_take_as_long_as_restic_takes_for_them_at_once(tmp_path, report):
    bench = Bench(tmp_path, [some_of_each(number) for number in range(8)])
    at_once = partial(bench.drill, at_once=4)
    if not QUICK:
        told(report, "eight drilled one by one, four at a time", turns(bench.drill, at_once))
    pairs = turns(at_once, partial(bench.bare, at_once=8))
    told(report, "eight at once beside bare restores", pairs)
    report.beside("drill-eight", walls(pairs), "2,500 files and 48 MiB each")


def some_of_each(seed: int) -> Callable[[Path], None]:
    """Return what fills a folder with 2,500 small files and one of 48 MiB."""

    def fill(folder: Path) -> None:
        dice = random.Random(seed)
        for number in range(10):
            (folder / f"{number}").mkdir()
            for leaf in range(250):
                (folder / f"{number}" / f"{leaf}.txt").write_bytes(dice.randbytes(dice.randint(200, 4000)))
        (folder / "film").write_bytes(os.urandom(48 << 20))

    return fill
