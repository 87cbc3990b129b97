"""What a check of the evidence found wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EvidenceFinding:
    """One thing wrong with one record.

    ``record_id`` is the folder's name; ``field`` is a file in it, or a field of ``record.json``; ``what`` is
    a sentence for people.
    """

    record_id: str
    what: str
    field: str

    def line(self) -> str:
        """Say it in one line, whatever characters a name on disk holds."""
        text = f"{self.record_id}: {self.field}: {self.what}"
        return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
