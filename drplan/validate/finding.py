"""What a rule says about a declaration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
class Overdue:
    """A corrective action whose day is over: the signed records say so, and rules know no records."""

    id: str
    subject: Subject
    due: date
    owner_role: str
    issue: str


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

    def order(self) -> tuple[str, str, str, str, str, str]:
        """Return what findings are sorted by: nothing of it depends on the order of the declaration."""
        subject = self.subject
        return (subject.site or "", subject.kind, subject.name, self.rule, self.message, self.next_step)


@dataclass(frozen=True)
class Place:
    """Where something is declared: a file with forward slashes, and a line from 1 on when it is known."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Located:
    """A finding with the place to look at."""

    finding: Finding
    place: Place
