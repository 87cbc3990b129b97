"""What is counted of a data set at each backup, to be held against what was counted before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Counts of one manifest, beside the manifest it is compared with.

    ``entries`` and ``bytes`` are what is there now; ``new``, ``changed`` (content differs) and ``vanished``
    count entries. ``dense`` content looks encrypted or compressed; ``grew_dense`` did not before.
    ``moved`` entries are new by name only (``dense_moved`` of them dense): their content vanished elsewhere.
    A database's ``entries`` are tables, its ``bytes`` the stream's, and ``rows`` those of all tables.
    """

    entries: int = 0
    bytes: int = 0
    new: int = 0
    changed: int = 0
    vanished: int = 0
    dense_new: int = 0
    dense_changed: int = 0
    grew_dense: int = 0
    rows: int = 0
    moved: int = 0
    dense_moved: int = 0
