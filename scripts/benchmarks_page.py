"""The table of benchmarks, on a terminal and in docs/benchmarks.md: ``python -m scripts.benchmarks_page``.

What was measured last (``build/bench.json``) is kept beside the tests and the page's section is made of it; a
test finds a section that was typed.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scripts.benchmarks_rows import ROWS, Grown, Result
from scripts.setup_words import ROOT

LAST = ROOT / "build" / "bench.json"
KEPT = ROOT / "tests" / "cases" / "bench" / "measured.json"
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- table: made by make bench -->\n", "<!-- table: end -->\n"
HEAD = ("what", "how much", "ours", "beside", "its", "ratio", "goal", "", "ten times as much takes")
NOT_MEASURED = "not measured"
SHORT, LARGE, FINE = 0.1, 1000, 0.2
"""Seconds below which milliseconds read better; amounts above which digits are grouped; finer ratios."""

_HELD = {True: "held", False: "**not held**", None: ""}


def as_data(measured: Sequence[Result]) -> list[dict[str, Any]]:
    """Return results as JSON keeps them: each row by its name, with its goals and whether they are held."""
    return [
        {
            **{name: value for name, value in vars(each).items() if name not in {"row", "grown"}},
            **vars(each.row),
            "grown": vars(each.grown) if each.grown else None,
            "held": each.held,
            "growth_held": each.growth_held,
        }
        for each in measured
    ]


def from_data(data: Sequence[Mapping[str, Any]]) -> list[Result]:
    """Return results of what JSON kept, judged by the goals that are declared now.

    Raises ``ValueError`` for a row that is declared and missing there.
    """
    kept = {each["key"]: each for each in data}
    missing = [each.key for each in ROWS if each.key not in kept]
    if missing:
        raise ValueError(f"no figures of {', '.join(missing)}: make bench")
    names = ("size", "ours", "theirs", "ratio", "rounds", "why_not")
    return [
        replace(
            Result(each, **{name: kept[each.key][name] for name in names}),
            grown=Grown(**kept[each.key]["grown"]) if kept[each.key]["grown"] else None,
        )
        for each in ROWS
    ]


def cells(each: Result) -> tuple[str, ...]:
    """Return a row of the table, as many cells as :data:`HEAD` names."""
    row = each.row
    if each.ratio is None and row.peer:
        return (row.what, each.size, NOT_MEASURED, row.peer, "", "", goal(each), "", _last(each))
    return (
        row.what,
        each.size,
        amount(each.ours, row.unit),
        row.peer,
        amount(each.theirs, row.unit),
        _ratio(each.ratio),
        goal(each),
        _HELD[each.held],
        _last(each),
    )


def _ratio(value: float | None) -> str:
    """Say a ratio to two places, and one below a fifth to three: goals are set as finely."""
    if value is None:
        return ""
    return f"{value:.3f}" if value < FINE else f"{value:.2f}"


def goal(each: Result) -> str:
    """Say the goal that was set beside the peer; nothing where none was."""
    told = []
    if each.row.most is not None:
        told.append(f"≤ {each.row.most:g}")
    if each.row.own is not None:
        told.append(f"≤ {each.row.own:g} {each.row.unit}")
    return " and ".join(told)


def amount(value: float | None, unit: str) -> str:
    """Say an amount to three digits with its unit; nothing for None."""
    if value is None:
        return ""
    if unit.endswith("s") and value < SHORT:
        return f"{value * 1000:.3g} {unit.replace('s', 'ms')}"
    return f"{value:,.0f} {unit}" if value >= LARGE else f"{value:.3g} {unit}"


def _last(each: Result) -> str:
    """Say how it grows, and what was not measured and why: the last cell may be as long as it likes."""
    told = [_grown(each, each.grown)] if each.grown else []
    if each.why_not:
        told.append(each.why_not if each.ratio is None else f"{NOT_MEASURED}: {each.why_not}")
    return "; ".join(told)


def _grown(each: Result, grown: Grown) -> str:
    told = f"{grown.ratio:.1f} times, {grown.size}"
    if each.row.tenfold is None:
        return told
    return f"{told} (≤ {each.row.tenfold * grown.times / 10:g}, {_HELD[each.growth_held]})"


def verdicts(measured: Sequence[Result]) -> list[str]:
    """Say in words how many goals are held, which are not, and what was not measured and why."""
    judged = [
        (f"{each.row.what} beside {each.row.peer}", each.held) for each in measured if each.held is not None
    ]
    judged += [
        (f"growth of {each.row.what}", each.growth_held) for each in measured if each.growth_held is not None
    ]
    lines = [f"{sum(held is True for _, held in judged)} of {len(judged)} goals are held."]
    lines += [f"Not held: {what}." for what, held in judged if not held]
    return lines + [
        f"Not measured: {each.row.what} beside {each.row.peer or 'itself'}: {each.why_not}."
        for each in measured
        if each.why_not
    ]


def plain(measured: Sequence[Result]) -> str:
    """Return the table for a terminal, columns aligned."""
    table = [HEAD, *map(cells, measured)]
    rows = [[cell.replace("`", "").replace("**", "") for cell in line] for line in table]
    widths = [max(len(line[at]) for line in rows) for at in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in rows]
    return "\n".join(line.rstrip() for line in lines)


def section(told: Mapping[str, Any]) -> str:
    """Return the page's section as Markdown, of what :data:`LAST` holds."""
    measured = from_data(told["rows"])
    lines = [" | ".join(cells(each)) for each in measured]
    table = [" | ".join(HEAD), "|".join("---" for _ in HEAD), *lines]
    facts = "; ".join(f"{name} {value}" for name, value in told["facts"].items())
    command = "make bench quick=1" if told["pace"] == "quick" else "make bench"
    took = f"{told['pace']} sizes and rounds, {told['minutes']:.0f} minutes"
    heading = f"`{command}` of {told['date']}: {took}. {facts}.\n"
    verdict = "".join(f"- {line}\n" for line in verdicts(measured))
    broken = "".join(f"- **Broken**: {line}\n" for line in told["broken"])
    body = "".join(f"| {line} |\n" if "---" not in line else f"|{line}|\n" for line in table)
    return f"{BEGIN}{heading}\n{verdict}{broken}\n{body}{END}"


def placed(page: str, part: str) -> str:
    """Return a page with its section replaced; raises ``ValueError`` where the marks are not there."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no marks {BEGIN.strip()} and {END.strip()}")
    return before + part + after


def write() -> None:
    """Keep what was measured last, and put it into the page."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(LAST, KEPT)
    PAGE.write_text(placed(PAGE.read_text(), section(json.loads(KEPT.read_text()))))


if __name__ == "__main__":
    if not LAST.exists():
        sys.exit(f"{LAST.relative_to(ROOT)} is not there: make bench first")
    write()
    print(f"{PAGE.relative_to(ROOT)} and {KEPT.relative_to(ROOT)} hold what was measured last")
