"""A server that takes nothing: told apart from a network that fails, and not waited for as long.

restic tries every failed write again for 15 minutes, and no option shortens it
(https://github.com/restic/restic/pull/5570): each data set would wait so long for a copy whose disk is
full, and the next copy with it. A network that fails keeps those 15 minutes, it often comes back.
"""

from __future__ import annotations

import re

PATIENCE_SECONDS = 45.0
"""A write that is refused again after so long ends the call: mostly its seventh try, at 63 s."""
_AGAIN = re.compile(r"Save\((<[^>]*>)\) returned error, retrying after [^:]*: (.+)")
_TAKEN = re.compile(r"Save\(<[^>]*>\) operation successful")
_REFUSED = re.compile(
    r"no space left|insufficient storage|minimum free|\bquota\b|(cap|limit) exceeded|internal error"
    r"|(HTTP response|server response unexpected:) \(?(413|500|507)\b",
    re.IGNORECASE,
)
"""``rclone serve restic`` 1.75 answers a full disk with 500 (tried), restic's rest-server with 507
(https://github.com/restic/restic/issues/5429), S3 servers with words of their own (read, not tried)."""


class Refusals:
    """The writes that a server refuses, as restic tells of them on its standard error."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}
        self.said = ""

    def hear(self, line: str, now: float) -> bool:
        """Take a line in; say whether the same write was refused for too long; ``said`` is why."""
        if _TAKEN.match(line):
            self._since.clear()
            self.said = ""
        again = _AGAIN.match(line)
        if not again or not _REFUSED.search(again[2]):
            return False
        self.said = again[2]
        return now - self._since.setdefault(again[1], now) >= PATIENCE_SECONDS
