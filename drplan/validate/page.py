"""The rules as a page for people: ``docs/rules.md``."""

from __future__ import annotations

from collections.abc import Iterable

from drplan.validate.registry import Rule

_HEAD = """# Rules

What `drplan validate` checks. An *error* breaks a recovery or a promise; a *warning* weakens one. Both end
the command with exit code 1. This page is made by `drplan validate --list-rules > docs/rules.md`.

| rule | severity | what must not be | why | source | fix |
|---|---|---|---|---|---|
"""


def rules_page(rules: Iterable[Rule]) -> str:
    """Return the table of rules in Markdown, one line a rule."""
    return _HEAD + "".join(
        f"| {rule.id} | {rule.severity} | {rule.title} | {rule.why} | {rule.source} | {rule.fix} |\n"
        for rule in rules
    )
