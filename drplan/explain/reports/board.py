"""The board's page: when would we be teaching again, what is promised and not kept, what better costs."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.document import Block, Document, Notice
from drplan.explain.language import Language
from drplan.explain.reports.frame import laid_out
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.registry import REPORTS


@REPORTS.add("board", "One page: when would we be teaching again, and what does better cost?")
def board(matter: Matter, say: Language) -> Document:
    """Make the board's page."""
    return laid_out(matter, say("If it burned down tonight"), _blocks(matter, say))


def _blocks(matter: Matter, say: Language) -> Iterator[Block]:
    proven = sum(each.state == "proven" for each in matter.standings)
    yield Notice(say.plural("{number} service is proven.", "{number} services are proven.", proven))
