"""How restic ended: every exit code has a name, and an unknown one is a failure.

Exit codes: restic's manual, "Scripting", of 0.18. Success is exit 0 without an ``error`` line, never what
counters say: with the disk full, 0.18 counted every file as restored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .fault import Fault, Kind


class Outcome(StrEnum):
    """How one call of restic ended."""

    DONE = "done"
    PARTIAL = "partial"
    ABSENT = "absent"
    LOCKED = "locked"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - the name of an outcome
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"


_CODES = {
    0: Outcome.DONE,
    3: Outcome.PARTIAL,
    10: Outcome.ABSENT,
    11: Outcome.LOCKED,
    12: Outcome.WRONG_PASSWORD,
    130: Outcome.CANCELLED,
}
_KINDS: dict[Outcome, Kind] = {
    Outcome.ABSENT: "repository-absent",
    Outcome.LOCKED: "repository-locked",
    Outcome.WRONG_PASSWORD: "wrong-password",
    Outcome.UNREACHABLE: "unreachable",
    Outcome.REFUSED: "repository-refuses",
    Outcome.CANCELLED: "cancelled",
}
_NETWORK = re.compile(
    r"connection (refused|reset|timed out)|no route to host|network is unreachable|i/o timeout|no such host"
    r"|TLS handshake timeout|request timeout|circuit breaker open|connect: "
    r"|\b50[0234] (Internal|Bad|Service|Gateway)|unexpected HTTP response \(50[0234]\)",
    re.IGNORECASE,
)
_CANCELLED = "context canceled"
"""The word of 0.18, which ends a cancelled backup with 1 (https://github.com/restic/restic, 0.18.0)."""

_DAMAGED = re.compile(
    r"invalid data returned|config file has zero size|repository (is|could be) damaged"
    r"|ciphertext verification failed|file is too short|not found in (repository|index)",
)
"""What 0.18.0 says of a file that is empty, cut short, flipped or gone (each tried). A snapshot file that
cannot be read ends every later ``backup`` of a host whose cache has it not: a parent is looked for among all.
"""

_FRAME = re.compile(r"\n\S+\n\s+\S+\.(?:go|s):\d+(?=\n|;|$)")
"""One call of the stack that restic's ``exit_error`` prints behind what it says: nothing for an operator."""


@dataclass(frozen=True)
class Ended:
    """What is known once restic ended.

    ``errors`` are the first ``error`` lines, ``name: reason``; ``error_count`` counts all of them;
    ``words`` are restic's last ones; ``late`` says why it was ended by us; ``refused`` is what a server
    last answered to a write that it did not take.
    """

    verb: str
    code: int
    errors: tuple[str, ...] = ()
    error_count: int = 0
    words: tuple[str, ...] = ()
    late: str = ""
    refused: str = ""

    @property
    def outcome(self) -> Outcome:
        """Name how it ended."""
        return outcome_of(self)

    def because(self) -> str:
        """Say in one line why it did not end well."""
        refused = (f"what was written was refused: {self.refused}",) if self.refused else ()
        if self.late:
            return "; ".join((f"restic {self.verb} {self.late}", *refused))
        said = _FRAME.sub("", "; ".join([*self.words, *self.errors[:3], *refused]))
        return f"restic {self.verb} (exit {self.code}): {' '.join(said.split())}"


def outcome_of(ended: Ended) -> Outcome:
    """Name how it ended; a code nobody knows, and a signal we did not send, are failures."""
    if ended.late:
        return Outcome.REFUSED if ended.refused else Outcome.UNREACHABLE
    named = _CODES.get(ended.code, Outcome.FAILED)
    if named is Outcome.DONE and ended.error_count:
        return Outcome.PARTIAL if ended.verb == "backup" else Outcome.FAILED
    if named is Outcome.PARTIAL and ended.verb != "backup":
        return Outcome.FAILED
    if named is Outcome.FAILED and ended.code == 1:
        if ended.refused:
            return Outcome.REFUSED
        return _of_words((*ended.words, *ended.errors))
    return named


def _of_words(words: Sequence[str]) -> Outcome:
    """Tell apart what restic's exit code 1 covers alike."""
    if any(_CANCELLED in word for word in words):
        return Outcome.CANCELLED
    if any(_NETWORK.search(word) for word in words):
        return Outcome.UNREACHABLE
    return Outcome.FAILED


def fault(ended: Ended) -> Fault:
    """Return the fault of a call that did not end well."""
    because = ended.because()
    if ended.outcome is Outcome.FAILED and _DAMAGED.search(because):
        return Fault("repository-damaged", because)
    return Fault(_KINDS.get(ended.outcome, "repository"), because)
