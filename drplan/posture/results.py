"""What an assessment of a tenant found, whoever made it: ids, results and counts, and nobody's data.

The tools' own words about a policy name people, mailboxes and groups, and are HTML at that: none are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Tool = Literal["scubagear", "scubagoggles", "prowler"]

Result = Literal[
    "pass", "fail", "not-checked", "no-events", "omitted", "disputed", "error", "removed", "unknown"
]
"""``not-checked`` is left to people, ``no-events`` are logs that say nothing, ``omitted`` and ``disputed``
were so declared in the tool's own settings, ``unknown`` is a word of a later version."""


@dataclass(frozen=True)
class Seen:
    """One policy or check. The counts are of findings: SCuBA has one a policy, Prowler one a resource."""

    id: str
    result: Result
    passed: int = 0
    failed: int = 0
    unchecked: int = 0


@dataclass(frozen=True)
class Assessment:
    """One run of one tool. ``tenant`` are the names that its file has for what it looked at."""

    tool: Tool
    version: str
    kind: Literal["aws", "google-workspace", "microsoft-365"]
    tenant: frozenset[str]
    ran: datetime
    seen: tuple[Seen, ...]
