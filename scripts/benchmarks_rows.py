"""The rows of the table of benchmarks: what is measured beside whom, which goal was set, and what came out.

Rows are declared here, so that one which nobody reported is seen to be missing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from scripts.setup_words import ROOT

DECLARED = ROOT / "tests" / "bench" / "rows.toml"


@dataclass(frozen=True)
class Row:
    """One thing measured beside a peer or a floor; ``bench`` is the part of the file's name that measures it.

    ``most`` is the largest ratio that holds the goal, ``own`` the most that ours may take in ``unit``,
    ``tenfold`` the most that ten times the work may take; None where none was set or nothing grows.
    """

    key: str
    bench: str
    what: str
    peer: str
    unit: str
    most: float | None = None
    own: float | None = None
    tenfold: float | None = None


@dataclass(frozen=True)
class Grown:
    """How many times as long ``times`` as much work took; ``size`` says from what to what."""

    ratio: float
    size: str
    times: float = 10


@dataclass(frozen=True)
class Result:
    """What came of a row: medians over the rounds, or why there is none."""

    row: Row
    size: str = ""
    ours: float | None = None
    theirs: float | None = None
    ratio: float | None = None
    rounds: int = 0
    grown: Grown | None = None
    why_not: str = ""

    @property
    def held(self) -> bool | None:
        """Say whether the goal beside the peer is held; None when there is none, or nothing was measured."""
        goals = ((self.ratio, self.row.most), (self.ours, self.row.own))
        judged = [found <= most for found, most in goals if found is not None and most is not None]
        return all(judged) if judged else None

    @property
    def growth_held(self) -> bool | None:
        """Say whether it grows as it may; None when there is no goal, or nothing was measured."""
        if self.grown is None or self.row.tenfold is None:
            return None
        return self.grown.ratio <= self.row.tenfold * self.grown.times / 10

    @property
    def measured(self) -> bool:
        """Say whether all was measured that the row asks for."""
        compared = self.ratio is not None or not self.row.peer
        return compared and (self.grown is not None or self.row.tenfold is None)


ROWS = tuple(Row(**each) for each in tomllib.loads(DECLARED.read_text())["row"])
"""In the order of the table."""


def row(key: str) -> Row:
    """Return the row of that name; raises ``KeyError`` for one that is not declared."""
    return {each.key: each for each in ROWS}[key]


def benches() -> list[str]:
    """Return the benchmarks that rows are of, each once, in the table's order."""
    return list(dict.fromkeys(each.bench for each in ROWS))


def results(
    reports: Iterable[Mapping[str, Any]], missing: Mapping[str, str], rows: Sequence[Row] = ROWS
) -> list[Result]:
    """Return every row's result from what benchmarks reported, a mapping a report.

    A report has ``key`` and either ``pairs`` (ours and theirs, a round each) with ``size``, or ``small``,
    ``large``, ``size`` and ``times``, or ``why_not``. ``missing`` says by benchmark why a row has no report.
    """
    found: dict[str, dict[str, Any]] = {each.key: {} for each in rows}
    for report in reports:
        if report["key"] in found:
            found[report["key"]] |= _part(report)
    return [_result(each, found[each.key], missing) for each in rows]


def _part(report: Mapping[str, Any]) -> dict[str, Any]:
    if "why_not" in report:
        return {"why_not": report["why_not"]}
    if "pairs" in report:
        pairs = report["pairs"]
        ours, theirs = (median(pair[side] for pair in pairs) for side in (0, 1))
        ratio = median(mine / its for mine, its in pairs)
        return {"size": report["size"], "ours": ours, "theirs": theirs, "ratio": ratio, "rounds": len(pairs)}
    return {"grown": Grown(report["large"] / report["small"], report["size"], report["times"])}


def _result(each: Row, found: Mapping[str, Any], missing: Mapping[str, str]) -> Result:
    result = Result(each, **found)
    if result.measured or result.why_not:
        return result
    why = missing.get(each.bench, "its benchmark ended without a figure")
    return Result(each, **{**found, "why_not": why})
