"""What the district declares, and the files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drplan.declare import District
    from drplan.declare.imported import Imported
    from drplan.validate import Place


class _Loaded:
    """Which inventory this process works with: its ``known_hosts`` goes with it."""

    folder = Path("inventories")


def district(folder: Path) -> District:
    """Load the declaration; raises ``DeclarationError``."""
    from drplan.adapters.inventory import load_district

    _Loaded.folder = folder
    return load_district(folder)


def places(folder: Path) -> Mapping[str, Place]:
    """Return the file and line of every name that is declared as a plain text."""
    from drplan.adapters.inventory_places import find_places

    return find_places(folder)


def known_hosts() -> Path:
    """Return the project's own file of host keys, beside the inventory; it need not exist."""
    from drplan.adapters.known_hosts import NAME

    return _Loaded.folder.absolute() / NAME


def imported(tool: str, source: Path) -> Imported:
    """Return what another tool's files say; raises ``DeclarationError``."""
    from drplan.adapters.imports.readers import read_import

    return read_import(tool, source)
