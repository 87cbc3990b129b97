"""Juniper Junos OS. Source: Junos CLI user guide (configuration mode, load, commit, rollback)."""

from __future__ import annotations

from typing import Any

from drplan.adapters.lab.standin.braces import words
from drplan.adapters.lab.standin.junos_commit import JunosCommitting
from drplan.adapters.lab.standin.junos_editing import JunosEditing
from drplan.adapters.lab.standin.junos_loading import JunosLoading
from drplan.adapters.lab.standin.junos_operating import JunosOperating
from drplan.adapters.lab.standin.junos_text import blank, locked, shown, written
from drplan.adapters.lab.standin.unit import Unit

__all__ = ["Shell", "back", "blank", "locked", "shown", "written"]


class JunosShell(JunosOperating, JunosEditing, JunosLoading, JunosCommitting):
    """A session with Junos."""

    def obey(self, line: str) -> None:
        """Do what a line says."""
        line, *filters = [part.strip() for part in line.split("|")] if '"' not in line else [line.strip()]
        said = words(line)
        if not said:
            return
        table = _EXEC if self.edit is None else _EDIT
        method = table.get(said[0])
        if method is None:
            self.refuse(line)
        else:
            getattr(self, method)(said[1:], filters)


_EXEC = {
    "exit": "quit",
    "quit": "quit",
    "set": "cli",
    "show": "show",
    "configure": "configure",
    "request": "request",
    "edit": "configure",
}
_EDIT = {
    "exit": "out",
    "quit": "out",
    "edit": "down",
    "up": "up",
    "top": "top",
    "set": "put",
    "delete": "delete",
    "show": "show_here",
    "load": "load",
    "rollback": "rollback",
    "commit": "commit",
    "run": "do",
}

Shell = JunosShell


def back(unit: Unit, deadline: dict[str, Any]) -> None:
    """Put back what ran before the commit that nobody confirmed; sessions stay."""
    unit.keep("candidate", unit.text("before"))
    unit.run(unit.text("before"))
