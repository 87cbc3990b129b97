"""The one error the agent answers with."""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "repository-absent",
    "repository-locked",
    "wrong-password",
    "repository-damaged",
    "repository-refuses",
    "repository",
    "quota",
    "unreachable",
    "cancelled",
    "tool",
    "source",
    "source-down",
    "source-refused",
    "source-empty",
    "source-broken-off",
    "source-not-whole",
    "not-as-kept",
    "too-slow",
    "tool-missing",
    "busy",
    "request",
]


class Fault(Exception):
    """Something the agent could not do; ``kind`` tells the caller which error of its tree to raise."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind: Kind = kind
