"""What a run that nobody watches says of itself, for journald and whoever reads it there."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

FAILURE, DOUBT, NEWS = "<3>", "<4>", "<6>"
"""Priorities as sd-daemon(3) writes them."""


class Journal:
    """Says one line a step, nothing secret in it, with sd-daemon(3)'s priorities where systemd listens."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = sorted(secrets, key=len, reverse=True)
        self._by_systemd = "JOURNAL_STREAM" in os.environ

    def say(self, priority: str, line: str) -> None:
        """Say one line, whatever it holds; secrets in it are covered up."""
        for secret in self._secrets:
            line = line.replace(secret, "(secret, not shown)")
        prefix = priority if self._by_systemd else ""
        sys.stderr.write(f"{prefix}{' '.join(line.split())}\n")
        sys.stderr.flush()
