"""One benchmark as a process of its own: run, gathered from, cleared up after."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from scripts.benchmarks_rows import ROWS, Result, benches, results
from scripts.setup_words import ROOT

BENCHES = ROOT / "tests" / "bench"
PLACES = (Path("/var/tmp"), Path("/dev/shm"))  # noqa: S108 - folders of our own below, closed to others
"""Where benchmarks work: on a disk, and in memory."""
NAME = "drplan-bench."
LIMIT = {"deploy": 1500}
"""Seconds a benchmark may take at the most; others :data:`LIMIT_OF_OTHERS`."""
LIMIT_OF_OTHERS = 1200
GRACE = 60
"""Seconds to clear up in, once asked to end."""
_PR_SET_CHILD_SUBREAPER = 36
_ENDS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


@dataclass
class Found:
    """What benchmarks reported, why some did not, and which did wrong work."""

    reports: list[dict[str, Any]] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def told(self, names: Sequence[str] = ()) -> list[Result]:
        """Return the results of all rows, or of those that the named benchmarks measure."""
        rows = [each for each in ROWS if not names or each.bench in names]
        return results(self.reports, self.missing, rows)


def files() -> list[str]:
    """Return every benchmark by name: those with rows in the table's order, then the others."""
    there = {path.stem.removeprefix("test_").removesuffix("_speed") for path in BENCHES.glob("test_*.py")}
    return [*(name for name in benches() if name in there), *sorted(there - set(benches()))]


def file_of(bench: str) -> Path:
    """Return a benchmark's file."""
    speed = BENCHES / f"test_{bench}_speed.py"
    return speed if speed.exists() else BENCHES / f"test_{bench}.py"


def in_charge() -> None:
    """Make this process the parent of what benchmarks leave, and have any signal to end be an interrupt."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    for each in _ENDS:
        signal.signal(each, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    # Once is enough: a second one must not break off the clearing up.
    for each in _ENDS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


@contextmanager
def scratch() -> Iterator[list[Path]]:
    """Give folders to work in, gone afterwards; sweep those of a run that was killed before."""
    for old in (path for place in PLACES for path in place.glob(f"{NAME}*")):
        if old.suffix[1:].isdigit() and not Path("/proc", old.suffix[1:]).exists():
            shutil.rmtree(old, ignore_errors=True)
    mine = [place / f"{NAME}{os.getpid()}" for place in PLACES]
    try:
        for each in mine:
            each.mkdir(mode=0o700)
        yield mine
    finally:
        for each in mine:
            shutil.rmtree(each, ignore_errors=True)


def run_one(bench: str, places: list[Path], found: Found, *, quick: bool) -> None:
    """Run one benchmark and gather what it reported."""
    work, memory = (place / bench for place in places)
    rows, log = places[0] / f"{bench}.jsonl", ROOT / "build" / "bench" / f"{bench}.log"
    for folder in (work / "tmp", memory, log.parent):
        folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "DRPLAN_BENCH_ROWS": str(rows),
        "DRPLAN_BENCH_MEMORY": str(memory),
        "DRPLAN_BENCH_QUICK": "1" if quick else "",
        "TMPDIR": str(work / "tmp"),
    }
    words = ("-q", "-rs", "-p", "no:cacheprovider", f"--basetemp={work / 't'}", str(file_of(bench)))
    began, used = time.monotonic(), _used()
    print(f"{datetime.now().astimezone():%H:%M:%S} {bench} …", flush=True)
    try:
        with log.open("w") as output:
            why = _run((sys.executable, "-m", "pytest", *words), environment, output, _limit(bench))
    finally:
        end_what_is_left()
        found.reports += _gathered(rows, bench, found)
        for folder in (work, memory):
            shutil.rmtree(folder, ignore_errors=True)
    if why:
        found.missing[bench] = why
        found.broken.append(f"{bench}: {why}")
    took = f"{time.monotonic() - began:.0f} s ({_used() - used:.0f} CPU s)"
    print(f"         {bench}: {took}, {log.relative_to(ROOT)}", flush=True)


def _used() -> float:
    """Return the processor seconds of all that was started and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _limit(bench: str) -> int:
    return LIMIT.get(bench, LIMIT_OF_OTHERS)


def _run(argv: tuple[str, ...], environment: dict[str, str], output: Any, limit: int) -> str:
    """Run pytest; return why it gave nothing when it did not come to its end, else nothing."""
    # A session of its own: Ctrl-C reaches it through us, once.
    with subprocess.Popen(
        ("setpriv", "--pdeathsig", "INT", *argv),
        cwd=ROOT,
        env=environment,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            return f"it was ended after {limit} s"
        finally:
            _end(process)
    # 0 and 1: tests ran. What failed in them they reported themselves.
    return "" if code in {0, 1} else f"pytest ended with {code}"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Have a benchmark clear up after itself, as by Ctrl-C; end it when it does not."""
    if process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.send_signal(signal.SIGINT)
            process.wait(GRACE)
    if process.poll() is None:
        process.kill()


def end_what_is_left() -> None:
    """End what a benchmark started and left; it is ours since its parent is gone."""
    until = time.monotonic() + GRACE
    while left := _children():
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM if time.monotonic() < until - GRACE / 2 else signal.SIGKILL)
        time.sleep(0.1)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if time.monotonic() > until:
            break


def _children() -> list[int]:
    told = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return [int(pid) for pid in told.split()]


def _gathered(rows: Path, bench: str, found: Found) -> list[dict[str, Any]]:
    """Return what was reported in whole lines; note what broke, and why that leaves rows empty."""
    lines = rows.read_text().splitlines() if rows.exists() else []
    said = [json.loads(line) for line in lines]
    for each in said:
        if "broken" in each:
            found.broken.append(f"{bench}: {each['broken']}")
            found.missing.setdefault(bench, each["broken"])
        if "skipped" in each:
            found.missing.setdefault(bench, each["skipped"])
    return [each for each in said if "key" in each]
