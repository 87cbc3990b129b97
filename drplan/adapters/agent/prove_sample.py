"""Which entries of a data set a proof looks at: all of them, or one part chosen by their names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """Part ``part`` of ``parts``, and the entries in every part. The rule is ``drplan.ports.Sample``'s."""

    part: int = 0
    parts: int = 1
    always: frozenset[str] = frozenset()

    @classmethod
    def read(cls, request: Mapping[str, Any]) -> Part:
        """Read it out of a request: all of it, where no ``sample`` is asked for."""
        asked = request.get("sample")
        if not asked:
            return WHOLE
        return cls(asked["part"], asked["parts"], frozenset(request.get("canaries", ())))

    def holds(self, name: str) -> bool:
        """Say whether an entry is looked at."""
        if self.parts == 1 or name in self.always:
            return True
        digest = hashlib.sha256(os.fsencode(name)).hexdigest()
        return int(digest[:8], 16) % self.parts == self.part

    def shown(self, entries: int) -> str:
        """Say in words which part of how many entries this is."""
        return f"a sample: part {self.part + 1} of {self.parts} of {entries} entries, chosen by their names"


WHOLE = Part()
