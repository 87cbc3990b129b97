"""Which controls a host holds: those of its level, less its exceptions, each with the standards it serves.

The controls are data, one file a baseline in ``deploys/controls``. Its operation is named by it::

    if name := held("banner-local"):
        files.put(name=name, …)
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from pyinfra import host, logger
from pyinfra.api import operation

from deploys.steps import Steps
from drplan.adapters.hosts.controls import read_controls

LEFT_OUT = "  left out, %s: %s"
"""How an operation says that it was not meant for this host, and why; drplan reports it as such."""

CONTROLS = read_controls(Path(__file__).resolve().parent)


def held(control: str, *, not_here: str | None = None) -> str:
    """Return the operation's name when this host is to hold a control, else nothing.

    ``not_here`` says why it cannot be held on this host, when it cannot. That, and an exception that still
    runs, is said as an operation of its own; an exception that has run out counts for nothing.
    """
    wanted = CONTROLS[control]
    if wanted.level == "strict" and host.data.get("level") != "strict":
        return ""
    excepted = _exception(control)
    if excepted is not None:
        left_out(name=wanted.name, standing="excepted", because=excepted)
        return ""
    if not_here:
        left_out(name=wanted.name, standing="not-applicable", because=not_here)
        return ""
    return wanted.name


def _exception(control: str) -> str | None:
    exceptions: list[dict[str, Any]] = host.data.get("exceptions") or []
    today = datetime.now().astimezone().date()
    for each in exceptions:
        if each["control"] == control and date.fromisoformat(each["until"]) >= today:
            return f"{each['reason']} (until {each['until']}, {each['approved_by_role']})"
    return None


@operation()
def left_out(standing: str, because: str) -> Steps:
    """Do nothing, and say why."""
    logger.info(LEFT_OUT, standing, because)
    yield from ()
