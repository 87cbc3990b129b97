"""What the packet is compared with: heads of the evidence, sums of every page and of the inventory."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.content import Table
from drplan.explain.document import Block, Command, Facts, Heading, Paragraph
from drplan.explain.packet.sealed import Sealed
from drplan.record.heads import KEY, ledger_head


def checks(sealed: Sealed) -> Iterator[Block]:
    """Yield the two sections."""
    yield Heading(2, "Heads of the evidence", "heads")
    yield Paragraph(
        "Every record there is was verified when this was printed. A chain that lost or changed one shows it."
    )
    rows = tuple(
        (
            "hand-over of the key" if each.noun == KEY else each.noun,
            str(each.count),
            each.newest or "none",
            each.head or "none",
        )
        for each in sealed.heads.chains
    )
    yield Table("Chains of signed records", ("Records of", "Number", "Newest", "Head (SHA-256)"), rows)
    yield Facts((("Ledger head", ledger_head(sealed.heads)),))
    yield Heading(2, "Checksums of the plan", "sums")
    yield Paragraph("Compare any copy of the pages with these. In the runbooks folder, for one page:")
    yield Command("sha256sum hs/runbook.pdf" if "hs/runbook.pdf" in sealed.pages else "sha256sum PAGE")
    yield Facts(
        (("Inventory", sealed.inventory_sha256), ("The plan (pages and inventory)", sealed.plan_sha256))
    )
    sums = tuple(sorted(sealed.pages.items()))
    yield (
        Table("Every committed page", ("Page", "SHA-256"), sums)
        if sums
        else Paragraph("No page is committed.")
    )
