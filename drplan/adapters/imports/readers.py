"""Which reader reads which tool's files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from drplan.adapters.imports.ansible import read_ansible
from drplan.adapters.imports.csv_register import read_register
from drplan.adapters.imports.netbox import read_netbox
from drplan.adapters.imports.nornir import read_nornir
from drplan.adapters.imports.oxidized import read_router_db
from drplan.collector import no_collector
from drplan.declare.imported import Imported

READERS: Mapping[str, Callable[[Path], Imported]] = {
    "netbox": read_netbox,
    "nornir": read_nornir,
    "ansible": read_ansible,
    "oxidized": read_router_db,
    "csv": read_register,
}
"""Readers by the word typed after ``drplan inventory import``."""


def read_import(tool: str, source: Path) -> Imported:
    """Return what a tool's files say; raises ``DeclarationError`` for what cannot be read."""
    with no_collector():
        return READERS[tool](source)
