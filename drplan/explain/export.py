"""A declaration handed on to other tools, as text that is the same every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drplan.declare import District
from drplan.declare.lookup import site_of
from drplan.explain.export_ansible import ansible_inventory
from drplan.explain.export_pyinfra import pyinfra_inventory


def declaration_json(district: District) -> str:
    """Write everything declared, in declared order: ``District.model_validate_json`` reads it back equal.

    Secrets are references in a declaration, so they are here too.
    """
    return district.model_dump_json(indent=2) + "\n"


EXPORTS: Mapping[str, Callable[[District], str]] = {
    "ansible": ansible_inventory,
    "pyinfra": pyinfra_inventory,
    "json": declaration_json,
}
"""How each tool's file is written, by the tool's name."""


def narrowed(district: District, code: str | None) -> District:
    """Return the district with that one site, or whole for ``None``; raises ``UsageError``."""
    if code is None:
        return district
    return district.model_copy(update={"sites": (site_of(district, code),)})
