"""What pages are made from: the declaration, the signed records, and whom these are signed by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from drplan.audit.actions import Action
from drplan.declare import District, Site
from drplan.explain.document import Document
from drplan.record.drill import DrillRecord
from drplan.record.ledger import Ledger
from drplan.record.signers import AllowedSigner


@dataclass(frozen=True)
class Source:
    """Everything a page may say; there is no clock in it.

    ``ledger`` holds verified records, oldest first. ``signers`` says by drill id whom a record is signed by;
    ``still_open`` are the corrective actions that nothing closed. ``notices`` are the district's own texts to
    staff, families and press, by file name (:mod:`drplan.explain.notices.override`).
    """

    district: District
    ledger: Ledger
    signers: Mapping[str, AllowedSigner]
    still_open: tuple[Action, ...] = ()
    notices: Mapping[str, str] = field(default_factory=dict)

    def drills_of(self, site: Site) -> tuple[DrillRecord, ...]:
        """Return one site's drills, oldest first."""
        return tuple(each for each in self.ledger.drills if each.site == site.code)


MakesDocuments = Callable[[Source], Iterator[Document]]
"""What makes the pages of one sort, each with its ``path``."""
