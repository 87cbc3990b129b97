"""Run every benchmark and print one table: ``make bench``, ``python -m scripts.benchmarks [--quick] [NAME]``.

Each benchmark is a process of its own with a time it must end in; what one leaves behind is ended and removed
before the next begins, also when this is interrupted. Figures go into ``build/bench.json``. A quick run
leaves out the files that fill no row: they check tables of other pages, which have one size only.

It ends with 0 when all was measured, whether or not goals are held (the table says which are not), with 3
when something could not be, with 2 when a benchmark did wrong work or broke, with 130 when interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from scripts.benchmarks_facts import facts
from scripts.benchmarks_page import LAST, as_data, plain, verdicts
from scripts.benchmarks_rows import Result, benches
from scripts.benchmarks_run import Found, files, in_charge, run_one, scratch
from scripts.setup_words import ROOT

BROKE, IN_PART, INTERRUPTED = 2, 3, 130


def main(words: list[str]) -> int:
    """Run, print, keep; return how it ends."""
    asked = _parser().parse_args(words)
    in_charge()
    load, found, began = os.getloadavg()[0], Found(), time.monotonic()
    interrupted = False
    try:
        with scratch() as places:
            for bench in asked.names or (benches() if asked.quick else files()):
                run_one(bench, places, found, quick=asked.quick)
    except KeyboardInterrupt:
        interrupted = True
    if interrupted:
        found.missing = dict.fromkeys(benches(), "it was interrupted") | found.missing
    told = {
        "pace": "quick" if asked.quick else "full",
        "date": datetime.now(UTC).date().isoformat(),
        "minutes": (time.monotonic() - began) / 60,
        "facts": facts(load),
        "rows": as_data(found.told(asked.names)),
        "broken": found.broken,
    }
    measured = found.told(asked.names)
    _show(measured, told, whole=not (interrupted or asked.names))
    return INTERRUPTED if interrupted else ending(measured, found.broken)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller sizes")
    parser.add_argument("names", nargs="*", choices=[[], *files()], metavar="NAME", help=", ".join(files()))
    return parser


def _show(measured: list[Result], told: dict[str, Any], *, whole: bool) -> None:
    LAST.parent.mkdir(exist_ok=True)
    if whole:
        LAST.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    print(f"\n{plain(measured)}\n")
    print("\n".join(verdicts(measured)).replace("`", ""))
    print("\n".join(f"BROKEN: {line}" for line in told["broken"]))
    print("; ".join(f"{name} {value}" for name, value in told["facts"].items()))
    print(f"{told['pace']} sizes and rounds, {told['minutes']:.0f} minutes")
    if whole:
        print(f"{LAST.relative_to(ROOT)} has it; into the page: .venv/bin/python -m scripts.benchmarks_page")


def ending(measured: Sequence[Result], broken: Sequence[str]) -> int:
    """Return the exit code of a run that came to its end."""
    if broken:
        return BROKE
    return IN_PART if any(each.why_not for each in measured) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
