"""What pages are made from, and where those made before are kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder
from drplan.wiring.records import committed_ledger, signed_for

if TYPE_CHECKING:
    from drplan.declare import District
    from drplan.explain.press import Press
    from drplan.explain.source import Source


def page_source(district: District, runbooks: Path) -> Source:
    """Read the signed records; raises ``EvidenceError``: nothing unsigned gets onto a page."""
    from drplan.audit.actions import actions, still_open
    from drplan.explain.source import Source

    ledger = committed_ledger(runbooks)
    return Source(district, ledger, signed_for(runbooks), still_open(actions(ledger, district)))


def page_press() -> Press:
    """Return a press that keeps what it made in the state folder."""
    from drplan.adapters.page_cache import PageCache
    from drplan.explain.press import Press

    return Press(PageCache(state_folder() / "cache" / "pages"))
