"""A configuration of FortiOS: as it comes from its maker, as it is kept and as it is printed."""

from __future__ import annotations

from typing import Any

from drplan.adapters.lab.standin.edit_blocks import DEFAULTS, Section, printed
from drplan.adapters.lab.standin.editing import read
from drplan.adapters.lab.standin.unit import Unit

_BUILD = "2662"


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with when nothing was ever saved."""
    ports = settings.get("ports") or ["wan1", "wan2", "internal1", "internal2", "internal3"]
    faces = "".join(
        f'    edit "{port}"\n        set vdom "root"\n        set type physical\n    next\n' for port in ports
    )
    return (
        f'config system global\n    set alias "{settings["model"]}"\n    set hostname '
        f'"{settings["model"]}"\nend\n'
        f"config system interface\n{faces}end\n"
        'config system admin\n    edit "admin"\n        set accprofile "super_admin"\n        set vdom '
        '"root"\n'
        "    next\nend\n"
    )


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept: on top of its maker's, as pasted into a unit out of its box."""
    return body(read(blank(settings) + text))


def body(tree: Section, *, full: bool = False) -> str:
    """Print a configuration without its heading."""
    sections = tree.sections.items()
    return "".join(
        f"{line}\n" for name, each in sections for line in printed(f"config {name}", each, 0, full=full)
    )


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    # Few logins change whom it lets in.
    from drplan.adapters.lab.standin import fortios_reach

    return fortios_reach.locked(read(text), way_in)


def shown(text: str, unit: Unit, *, full: bool = True) -> str:
    """Return what ``show full-configuration`` prints of a configuration."""
    words = unit.settings
    model = str(words["model"]).replace("FortiGate-", "FGT")
    build = f"{model}-{words['version']}-FW-build{_BUILD}-240514"
    head = f"#config-version={build}:opmode=0:vdom=0:user={words['user']}"
    mark = int(unit.state.get("changed") or 0) * 1000
    top = f"{head}\n#conf_file_ver={mark}\n#buildno={_BUILD}\n#global_vdom=1\n"
    return top + body(_with_defaults(read(text)) if full else read(text), full=full)


def _with_defaults(tree: Section) -> Section:
    for path in DEFAULTS:
        if "/" not in path:
            tree.section(path)
    return tree
