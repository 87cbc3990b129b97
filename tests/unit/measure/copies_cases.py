"""Recovery points, promises and a policy to judge, made in one line each."""

from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Network

from drplan import (
    AcademicCalendar,
    BackupPolicy,
    DataSet,
    DeviceConfig,
    District,
    Objectives,
    Period,
    Service,
    Site,
    Tier,
    Tightening,
)
from drplan.measure.promise import Promises
from drplan.ports import RecoveryPoint

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def point(hours_before, suspect=(), snapshot="", *, seconds=60.0, size=1000, added=10):
    name = snapshot or f"id{hours_before}"
    taken = NOON - hours_before * HOUR
    return RecoveryPoint("files", "onsite", name, taken, 1, size, added, seconds, tuple(suspect))


def policy(cadence=22 * HOUR, window=None):
    return BackupPolicy(name="nightly", copies=("onsite",), cadence=cadence, window=window)


def objectives(rpo):
    return Objectives(rto=HOUR, rpo=rpo, mtd=10 * DAY)


def service(rpo=24 * HOUR, **during):
    return Service(
        name="files-service",
        title="Files",
        tier=Tier.INSTRUCTION,
        objectives=objectives(rpo),
        owner="admin",
        impact="none",
        workaround="none",
        data_sets=(
            DataSet(name="files", source=DeviceConfig(device="x"), policy="nightly", privacy="internal"),
        ),
        during=tuple(
            Tightening(during=kind.replace("_", "-"), objectives=objectives(new))
            for kind, new in during.items()
        ),
    )


def period(kind, first, last, name=""):
    return Period(name=name or kind, title=kind, kind=kind, first=first, last=last)


def year(*periods):
    return AcademicCalendar(title="2026-27", first=date(2026, 7, 1), last=date(2027, 6, 30), periods=periods)


def promises(*periods, **during):
    site = Site(
        code="hs",
        title="High School",
        kind="high-school",
        students=1,
        networks=(IPv4Network("10.9.0.0/24"),),
        contact="admin",
        services=(service(**during),),
    )
    declared = District(
        name="Test District",
        domain="test.example",
        sites=(site,),
        roles=(),
        repositories=(),
        policies=(),
        calendars=(year(*periods),),
    )
    return Promises(declared)


PAYDAY = period("payroll", date(2026, 11, 22), date(2026, 11, 22))
