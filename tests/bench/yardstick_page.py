"""The page's section on hardening, made of what was measured and why each rule that failed is left."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "yardsticks"
MEASURED = CASES / "measured.json"
REASONS = CASES / "reasons.toml"
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- hardening: made by make yardsticks -->\n", "<!-- hardening: end -->\n"
OURS = ("strict", "strict with PostgreSQL")


def reasons() -> dict[str, str]:
    """Return why a rule is left, by rule."""
    return {rule: text for rule, text in tomllib.loads(REASONS.read_text()).items() if isinstance(text, str)}


def without_reason(measured: Mapping[str, Any], given: Mapping[str, str]) -> list[str]:
    """Return the rules that fail at level strict and that nobody gave a reason for."""
    failed = {rule for state in OURS for rule in measured[state]["cis"]["failed"]}
    return sorted(failed - set(given))


def section() -> str:
    """Return the section as Markdown."""
    measured, given = json.loads(MEASURED.read_text()), reasons()
    return BEGIN + _table(measured) + _left(measured, given) + END


def write() -> None:
    """Put the section into the page."""
    text = PAGE.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + section() + after)


def _table(measured: Mapping[str, Any]) -> str:
    head = (
        "| host | CIS rules failed (error) | passed | Lynis | ssh-audit critical / warnings"
        " | log in, sudo, failed units after reload | after restart | second apply |\n"
        "|---|---|---|---|---|---|---|---|\n"
    )
    return head + "".join(_row(state, measured[state]) for state in _ORDER if state in measured) + "\n"


_ORDER = ("blank", "essential", *OURS, "upstream's script")


def _row(state: str, of: Mapping[str, Any]) -> str:
    cis, audit = of.get("cis"), of.get("ssh-audit")
    cells = [
        state,
        f"{cis['fail']} ({cis['error']})" if cis else "not measured",
        str(cis["pass"]) if cis else "",
        str(of.get("lynis", "")),
        f"{audit['critical']} / {audit['warnings']}" if audit else "",
        _managed(of.get("reloaded") or of.get("manageable")),
        _managed(of.get("restarted")),
        _outcomes(of.get("second")),
    ]
    return f"| {' | '.join(cells)} |\n"


def _managed(state: Mapping[str, Any] | None) -> str:
    if state is None:
        return ""
    return ", ".join(
        [
            "yes" if state["login"] else "**no**",
            "yes" if state["sudo"] else "**no**",
            str(state["failed units"]),
        ]
    )


def _outcomes(outcomes: Mapping[str, int] | None) -> str:
    if outcomes is None:
        return ""
    return f"{outcomes.get('changed', 0)} changed of {sum(outcomes.values())}"


def _left(measured: Mapping[str, Any], given: Mapping[str, str]) -> str:
    failed = {rule for state in OURS for rule in measured[state]["cis"]["failed"]}
    rows = "".join(
        f"| `{rule}` | {given.get(rule, '')} |\n"
        for rule in sorted(failed, key=lambda rule: (given.get(rule, ""), rule))
    )
    return f"Each rule that fails at level strict, and why it is left:\n\n| rule | why |\n|---|---|\n{rows}"


if __name__ == "__main__":
    write()
