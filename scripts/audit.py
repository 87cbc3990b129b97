"""See whether what requirements-dev.lock installs has known vulnerabilities: ``make audit``, with uv on PATH.

pip-audit ends well when its database knew none of the packages, as where only a mirror of the index is
reached. What was not looked up is counted here, and never taken for sound.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.setup_words import ROOT

LOCK = "requirements-dev.lock"
"""It names all that requirements.lock does, in the same versions."""
ARGV = ("uv", "tool", "run", "pip-audit", "-r", LOCK, "--require-hashes", "--disable-pip")
NOT_ALL = 3
"""How it ends when something was not looked up."""
SERVICES = ("pypi", "osv")
"""The databases, in the order they are asked; the next one is asked when one did not look up everything."""


def judge(report: dict[str, Any]) -> tuple[int, list[str]]:
    """Return how it ends, and in words what pip-audit's JSON says.

    0 all was looked up and nothing is known; 1 something is vulnerable; 3 something was not looked up.
    """
    every: list[dict[str, Any]] = report["dependencies"]
    lines = [
        f"{each['name']} {each['version']}: {fault['id']}, {_mended(fault)}"
        for each in every
        for fault in each.get("vulns", ())
    ]
    silent = [each for each in every if "skip_reason" in each]
    lines.append(f"{len(every) - len(silent)} of {len(every)} packages were looked up")
    if silent:
        lines.append(f"NOT AUDITED: {len(silent)} packages, as: {silent[0]['skip_reason']}")
    if any(each.get("vulns") for each in every):
        return 1, lines
    return (NOT_ALL if silent or not every else 0), lines


def _mended(fault: dict[str, Any]) -> str:
    return f"mended in {', '.join(fault['fix_versions'])}" if fault["fix_versions"] else "not mended yet"


def ask(service: str) -> tuple[int, list[str]]:
    """Ask one database; 3 when it does not answer."""
    with tempfile.TemporaryDirectory(prefix="drplan-audit-") as name:
        told = Path(name) / "audit.json"
        argv = [*ARGV, "--progress-spinner", "off", "-s", service, "-f", "json", "-o", str(told)]
        done = subprocess.run(argv, check=False, cwd=ROOT, capture_output=True, text=True)
        if not told.exists():
            said = done.stderr.strip().splitlines() or ["it said nothing"]
            return NOT_ALL, [f"NOT AUDITED: pip-audit could not ask {service}: {said[-1]}"]
        return judge(json.loads(told.read_text()))


def main() -> int:
    """Ask each database until one looked up everything."""
    if shutil.which(ARGV[0]) is None:
        print(f"NOT AUDITED: {ARGV[0]} is not on PATH; install it (pipx install uv) and run make audit again")
        return NOT_ALL
    code = NOT_ALL
    for service in SERVICES:
        code, lines = ask(service)
        for line in lines:
            print(f"{service}: {line}")
        if code != NOT_ALL:
            break
    return code


if __name__ == "__main__":
    sys.exit(main())
