"""What hosts back up by themselves and when, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drplan.cli.inventory_tables import Row, aligned
from drplan.explain.words import count
from drplan.plan.host_backups import BASELINE, HostBackup, Timetable

SCHEMA = "drplan/backup-install/1"
_SHOWN = 5
_ANY_DATE = "*-*-* "
_WEEK = 7


def as_table(times: Timetable) -> str:
    """Return a row a data set, then what hosts will not do, and what to do about it."""
    rows = [_row(each) for each in times.backups if each.held]
    told = [*(["", *_told(times)] if list(_told(times)) else []), "", _summary(times)]
    return "\n".join([aligned(rows) if rows else "  no host backs anything up by itself", *told])


def as_document(times: Timetable) -> dict[str, Any]:
    """Return what is stable in ``drplan/backup-install/1``; ``deploy`` is added by who deploys."""
    return {
        "schema": SCHEMA,
        "timers": [
            {
                "server": each.server,
                "data_set": each.data_set.name,
                "copies": list(each.copies),
                "on_calendar": list(each.on_calendar),
                "because": list(each.because),
                "misfit": each.misfit or None,
                "held": each.held,
            }
            for each in times.backups
        ],
        "elsewhere": [data.name for data in times.elsewhere],
    }


def _row(backup: HostBackup) -> Row:
    return {
        "server": backup.server,
        "data set": backup.data_set.name,
        "into": ", ".join(backup.copies),
        "begins": ", ".join(_plain(each) for each in _weekly(backup)),
        "because": "; ".join(backup.because),
    }


def _weekly(backup: HostBackup) -> Iterator[str]:
    """Yield what comes round every week; the rest is for the night in which clocks go forward."""
    yield from (each for each in backup.on_calendar if _ANY_DATE in each)


def _plain(expression: str) -> str:
    """Shorten a calendar event: days where it is not every day, and hours and minutes."""
    days, _, time = expression.rpartition(_ANY_DATE)
    return f"{days}{time.split()[0].removesuffix(':00')}"


def _told(times: Timetable) -> Iterator[str]:
    for each in times.backups:
        if each.held and each.misfit:
            yield f"  does not fit  {each.data_set.name} on {each.server}: {each.misfit}"
    bare = [each for each in times.backups if not each.held]
    for each in bare:
        yield f"  no timer      {each.data_set.name}: {each.server} has not the baseline {BASELINE}"
    if bare:
        yield f"{'':16}next: give it to them: baselines=(…, {BASELINE!r})"
    if times.elsewhere:
        names = [data.name for data in times.elsewhere]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        yield f"  not by a host {', '.join(names[:_SHOWN])}{more}"
        yield f"{'':16}next: have the machine that runs drplan do it: drplan backup run"


def _summary(times: Timetable) -> str:
    held = [each for each in times.backups if each.held]
    hosts = len({each.server for each in held})
    runs = sum(_days(expression) for each in held for expression in _weekly(each))
    return (
        f"{count(len(held), 'data set')} on {count(hosts, 'host')}, {count(runs, 'run')} a week; "
        f"{len(times.backups) - len(held)} without a timer, {len(times.elsewhere)} not by a host"
    )


def _days(expression: str) -> int:
    """Count the days of a week on which a calendar event falls."""
    days = expression.rpartition(_ANY_DATE)[0].strip()
    return len(days.split(",")) if days else _WEEK
