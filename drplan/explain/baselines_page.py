"""What servers are held to: ``docs/baselines.md``, made from the controls themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

_HEAD = """# What servers are held to

Each baseline is a file of `deploys/`. Each control below is one thing it holds, named in every plan and
apply. A server declares its `baselines` and its `level`: `essential`, or `strict`, which holds both. A
control that a server cannot live with is set aside by a `ControlException`: a reason, the role that bears it,
a last day. From the day after, it is held again. A control that cannot hold on a machine (a container shares
its kernel) is reported as not applicable with the reason, never as held.

The controls are data: `deploys/controls/BASELINE.toml`, a table a control with `does`, `level` and the
standards it serves: `cis` (CIS Debian Linux 12 Benchmark 1.1.0), `nist` (SP 800-53 Rev. 5), `anssi` (BP-028),
`disa` (General Purpose Operating System SRG). This page is made by
`drplan deploy controls --format markdown > docs/baselines.md`.
"""

_COLUMNS = ("id", "does", "level", "cis", "nist", "anssi", "disa")

_TITLES = ("control", "holds", "level", "CIS", "NIST", "ANSSI", "DISA")


def baselines_page(controls: Iterable[Mapping[str, str]]) -> str:
    """Write controls, each with ``baseline`` and the seven columns' values, as Markdown by baseline."""
    grouped = groupby(sorted(controls, key=lambda each: each["baseline"]), key=lambda each: each["baseline"])
    return _HEAD + "".join(_section(baseline, list(rows)) for baseline, rows in grouped)


def _section(baseline: str, rows: Iterable[Mapping[str, str]]) -> str:
    head = f"\n## {baseline}\n\n| {' | '.join(_TITLES)} |\n|{'---|' * len(_TITLES)}\n"
    return head + "".join(f"| `{row['id']}` | {_cells(row)} |\n" for row in rows)


def _cells(row: Mapping[str, str]) -> str:
    return " | ".join(row[column].replace("|", "\\|") for column in _COLUMNS[1:])
