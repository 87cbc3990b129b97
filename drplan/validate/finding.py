"""What a rule says about a declaration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
"""An ``error`` breaks a recovery or a promise; a ``warning`` weakens one."""


@dataclass(frozen=True)
class Subject:
    """The declared thing a finding is about; ``site`` is a code, or ``None`` for the whole district."""

    kind: str
    name: str
    site: str | None = None


@dataclass(frozen=True)
class Flaw:
    """What one rule saw. ``fix`` is more exact than the rule's own, where the rule can say it."""

    subject: Subject
    message: str
    fix: str | None = None


@dataclass(frozen=True)
class Finding:
    """A flaw with the rule that saw it; ``next_step`` says what to change."""

    rule: str
    severity: Severity
    subject: Subject
    message: str
    next_step: str

    def place(self) -> tuple[str, str, str, str, str, str]:
        """Return what findings are sorted by: nothing of it depends on the order of the declaration."""
        subject = self.subject
        return (subject.site or "", subject.kind, subject.name, self.rule, self.message, self.next_step)
