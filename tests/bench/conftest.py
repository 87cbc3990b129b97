"""Benchmarks report rows of one table: see ``scripts/benchmarks_rows.py`` for the rows and their goals."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from scripts.benchmarks_page import cells
from scripts.benchmarks_rows import results, row

BENCHES = Path(__file__).parent


class GoalNotHeld(Exception):
    """The work was right, and took longer than it should."""


def write(report: dict[str, Any]) -> None:
    """Hand a report to ``make bench``, when it listens."""
    rows = os.environ.get("DRPLAN_BENCH_ROWS")
    if rows:
        with Path(rows).open("a") as file:
            file.write(json.dumps(report) + "\n")


class Report:
    """What one test measured, row by row."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys, self._said = capsys, list[dict[str, Any]]()

    def beside(self, key: str, pairs: Sequence[tuple[float, float]], size: str) -> None:
        """Report what ours and the peer took in each round, in the row's unit."""
        self._report({"key": key, "pairs": [list(pair) for pair in pairs], "size": size})

    def grown(self, key: str, small: float, large: float, size: str, times: float = 10) -> None:
        """Report what ``times`` as much work took, beside what the small one did."""
        self._report({"key": key, "small": small, "large": large, "size": size, "times": times})

    def not_measured(self, key: str, why: object) -> None:
        """Say why a row stays empty."""
        self._report({"key": key, "why_not": str(why).splitlines()[0]})

    def say(self, line: str) -> None:
        """Say more than the table holds."""
        with self._capsys.disabled():
            sys.stdout.write(f"\n{line}")
            sys.stdout.flush()

    def _report(self, report: dict[str, Any]) -> None:
        row(report["key"])
        write(report)
        self._said.append(report)

    def judge(self) -> None:
        """Print the rows; raises :class:`GoalNotHeld`."""
        keys = dict.fromkeys(each["key"] for each in self._said)
        rows = [row(key) for key in keys]
        found = results(self._said, {each.bench: "not in this test" for each in rows}, rows)
        for each in found:
            self.say(" | ".join(cells(each)))
        missed = [each.row.key for each in found if each.held is False or each.growth_held is False]
        if missed:
            raise GoalNotHeld(f"goals not held: {', '.join(missed)}")


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Iterator[Report]:
    """Give what a benchmark reports to; the test ends badly, once it is through, where a goal is not held."""
    found = Report(capsys)
    yield found
    found.judge()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Tell ``make bench`` of a test that broke or was not tried; a goal not held is seen in its row."""
    told = str(report.longrepr)
    if report.failed and GoalNotHeld.__name__ not in told:
        lines = [line for line in told.splitlines() if line.startswith("E ")] or told.splitlines()
        write({"broken": f"{report.nodeid.split('::')[-1]}: {lines[0].removeprefix('E ').strip()}"})
    if report.skipped and isinstance(report.longrepr, tuple):
        write({"skipped": report.longrepr[2].removeprefix("Skipped: ")})
