"""What ``drplan report dashboard`` has beyond other reports: copies that are asked, a refresh, exit codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

import click

from drplan import wiring
from drplan.act.backup_status import backup_status
from drplan.act.in_time import in_time
from drplan.cli.frame import Exit
from drplan.declare import District, Repository
from drplan.declare.lookup import data_sets
from drplan.errors import LabError, UsageError
from drplan.explain.reports.dashboard import LAB_IS_UP, NOBODY_ASKED, OTHER_DAY, well
from drplan.explain.reports.kpi import kpis_of
from drplan.explain.reports.live import Live
from drplan.explain.reports.matter import Matter
from drplan.ports import RecoveryPoint

_F = TypeVar("_F", bound=Callable[..., Any])

AUDIENCE = "dashboard"
_WAIT = 120.0
"""Seconds in which all copies together may answer."""
_HEAD = b'<meta charset="utf-8">\n'


def dashboard_options(command: _F) -> _F:
    """Add ``--no-copies`` and ``--refresh MINUTES``, which mean something to the dashboard alone."""
    copies = click.option(
        "--no-copies", "unasked", is_flag=True, help="Dashboard: ask no copy what it holds now."
    )
    refresh = click.option(
        "--refresh",
        type=click.IntRange(min=1),
        metavar="MINUTES",
        help="Dashboard: let the browser load the page again so often; HTML only.",
    )
    return copies(refresh(command))


def refuse_elsewhere(audience: str, form: str, *, unasked: bool, refresh: int | None) -> None:
    """Refuse the dashboard's options where they would do nothing; raises ``UsageError``."""
    if audience != AUDIENCE and (unasked or refresh):
        raise UsageError(
            f"--no-copies and --refresh are for the dashboard, not for {audience}",
            next_step="leave them out",
        )
    if refresh and form != "html":
        raise UsageError("only HTML can be loaded again", next_step="add --format html or --to FILE.html")


def seen_live(district: District, as_of: date, *, unasked: bool) -> Live:
    """Ask every copy what it holds, for two minutes at the most; what does not answer is not known."""
    now = wiring.clock().now().astimezone()
    why = _why_not(as_of, now, unasked=unasked)
    if why:
        return Live(now, unasked=why)
    vault = cache(lambda: wiring.vault(district))

    def ask(repository: Repository) -> Sequence[RecoveryPoint]:
        return vault().all_points(repository)

    return Live(now, backup_status(district, data_sets(district), in_time(ask, _WAIT), now))


def _why_not(as_of: date, now: datetime, *, unasked: bool) -> str:
    if unasked:
        return NOBODY_ASKED
    if as_of != now.astimezone(UTC).date():
        return OTHER_DAY
    try:
        where = wiring.acts_in()
    except LabError:
        # It is somebody else's, and up: no less a reason not to ask.
        return LAB_IS_UP
    return "" if where == "production" else LAB_IS_UP


def with_refresh(page: bytes, minutes: int) -> bytes:
    """Let a browser load the page again every so many minutes."""
    tag = f'<meta http-equiv="refresh" content="{minutes * 60}">\n'.encode()
    head, body = page.split(_HEAD, 1)
    return head + _HEAD + tag + body


def ended(matter: Matter) -> Exit:
    """Return how the command ends: what falls short comes before what is not known."""
    found = well(matter, kpis_of(matter))
    return Exit.FALLS_SHORT if found is False else Exit.IN_PART if found is None else Exit.WELL
