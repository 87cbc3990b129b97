"""What pages are made from, and where those made before are kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder
from drplan.wiring.records import committed_ledger, signed_for

if TYPE_CHECKING:
    from drplan.declare import District
    from drplan.explain.packet import Machine
    from drplan.explain.pages import Printing
    from drplan.explain.source import Source
    from drplan.explain.templating import Templates


def page_source(district: District, runbooks: Path, inventory: Path) -> Source:
    """Read the signed records and the district's own notices.

    Raises ``EvidenceError``: nothing unsigned gets onto a page.
    """
    from drplan.audit.actions import actions, still_open
    from drplan.explain.source import Source

    ledger = committed_ledger(runbooks)
    still = still_open(actions(ledger, district))
    return Source(district, ledger, signed_for(runbooks), still, notice_texts(inventory))


def printing(inventory: Path, *, keeping: bool = False) -> Printing:
    """Return how pages are made: by the district's templates; ``keeping`` what was made for the next time.

    Raises ``DeclarationError``, which names template and line, for a template that cannot be used.
    """
    from drplan.adapters.page_cache import PageCache
    from drplan.explain.pages import Printing
    from drplan.explain.press import Press

    own = templates(inventory)
    kept = PageCache(state_folder() / "cache" / "pages") if keeping else None
    return Printing(own, Press(kept, repr(sorted(own.texts.items()))))


def page_sums(runbooks: Path) -> dict[str, str]:
    """Return the SHA-256 of every page that lies in the folder, by its path below it."""
    from drplan.explain.on_disk import pages_there
    from drplan.record.sums import sha256

    return {name: sha256(content) for name, content in pages_there(runbooks).items()}


def machine_there(project: Path) -> Machine:
    """Return what drplan runs on and with here; ``project`` is the folder that holds requirements.lock."""
    from drplan.adapters.tools import find_restic, tool_versions
    from drplan.errors import ToolMissing
    from drplan.explain.packet import Machine

    state = state_folder()
    try:
        restic = _sum(find_restic(state))
    except ToolMissing:
        restic = ""
    return Machine(tool_versions(state), restic, _sum(project / "requirements.lock"))


def _sum(file: Path) -> str:
    from drplan.record.sums import sha256

    return sha256(file.read_bytes()) if file.is_file() else ""


def notice_texts(inventory: Path) -> dict[str, str]:
    """Return the district's own notices by file name; raises ``DeclarationError`` for one that is no text."""
    from drplan.adapters.template_folder import read_notices

    return read_notices(inventory)


def templates(inventory: Path) -> Templates:
    """Return the district's own templates, from the folder ``templates`` beside its declaration.

    Raises ``DeclarationError``, which names template and line, for one that cannot be used.
    """
    from drplan.adapters.template_folder import read_templates
    from drplan.explain.templating import SHIPPED, Templates

    found = read_templates(inventory)
    return Templates(found) if found else SHIPPED
