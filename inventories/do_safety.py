"""Tier 1, safety: what keeps children safe, for all schools."""

from datetime import timedelta

from drplan import (
    BusinessImpact,
    CommandProbe,
    DataSet,
    HttpProbe,
    HumanStep,
    PostgresDatabase,
    Service,
    SqlProbe,
    Tier,
)

from . import papers
from .shorthand import GIGABYTE, MEGABYTE, YEAR, folder, promise

# Hosted, and used from any phone: it is there when the district is not, so it depends on nothing here.
notification = Service(
    name="mass-notification",
    title="Mass notification",
    function="mass-notification",
    tier=Tier.SAFETY_PAY_RECORDS,
    objectives=promise(rto=2, rpo=24, mtd=4),
    owner="communications-officer",
    vendor="alert-cloud",
    data_sets=(
        folder(
            name="notification-contacts",
            server="do-roster1",
            path="/srv/exports/contacts",
            size=60 * MEGABYTE,
            privacy="student-records",
            years_kept=1,
        ),
    ),
    probes=(HttpProbe(url="https://cedarvalley.alertcloud.example/health", contains="ready"),),
    impact="Families and staff are not told of a closing, a lockdown or where to fetch their children.",
    workaround="Radio station, the web page of the county, telephone trees on paper.",
    papers=papers.notification,
    bia=BusinessImpact(safety="severe"),
)

# Nurses log in here without the directory: medication does not wait for it.
health = Service(
    name="health-records",
    title="Health office records",
    function="health-records",
    tier=Tier.SAFETY_PAY_RECORDS,
    objectives=promise(rto=4, rpo=4, mtd=12, wrt=1),
    owner="health-services",
    runs_on=("do-health1",),
    depends_on=("district-network", "district-hypervisor"),
    data_sets=(
        DataSet(
            name="health-db",
            source=PostgresDatabase(server="do-health1", database="health"),
            policy="records",
            privacy="student-records",
            canaries=("table public.canary",),
            under_13=True,
            kept_for=7 * YEAR,
            size=8 * GIGABYTE,
            nightly_change=80 * MEGABYTE,
        ),
    ),
    probes=(
        SqlProbe(
            server="do-health1",
            database="health",
            query="select word from public.canary",
            expect="the canary sings",
        ),
    ),
    recovery_steps=(
        HumanStep(
            what="Nurses compare today's medication list with the paper binder and sign",
            role="health-services",
            duration=timedelta(minutes=30),
        ),
    ),
    impact="Nurses do not know allergies, medication and care plans.",
    workaround="Sealed binder of care plans in each health office, printed every Monday.",
    papers=papers.health,
    bia=BusinessImpact(safety="severe", records="major", dollars_a_day=3_000),
)

doors = Service(
    name="door-access",
    title="Door access and lockdown",
    function="door-access",
    tier=Tier.SAFETY_PAY_RECORDS,
    objectives=promise(rto=4, rpo=24, mtd=12),
    owner="facilities-director",
    runs_on=("do-door1",),
    depends_on=("district-network", "district-hypervisor"),
    data_sets=(
        folder(
            name="door-settings",
            server="do-door1",
            path="/var/lib/doors",
            size=3 * GIGABYTE,
            privacy="staff-records",
        ),
    ),
    probes=(
        CommandProbe(server="do-door1", argv=("systemctl", "is-active", "doors.service"), contains="active"),
    ),
    impact="New and revoked badges are not known at the doors; schedules stand still.",
    workaround="Controllers keep the last schedule; keys from the custodians; staff at the main doors.",
    papers=papers.doors,
    bia=BusinessImpact(safety="severe", dollars_a_day=2_000),
)

content_filter = Service(
    name="content-filter",
    title="Content filter (CIPA)",
    function="content-filter",
    tier=Tier.SAFETY_PAY_RECORDS,
    objectives=promise(rto=6, rpo=24, mtd=24),
    owner="network-administrator",
    runs_on=("do-filter1", "do-filter2"),
    depends_on=("district-directory", "district-internet"),
    data_sets=tuple(
        folder(name=f"{server}-rules", server=server, path="/etc/filter", size=400 * MEGABYTE)
        for server in ("do-filter1", "do-filter2")
    ),
    # What must be refused is what proves a filter.
    probes=(HttpProbe(url="http://198.18.10.24/test/blocked", contains="blocked by policy"),),
    impact="Students' Internet must stay off (47 CFR 54.520): lessons that need it stop.",
    workaround="Lessons without the Internet.",
    bia=BusinessImpact(teaching="major", safety="major", dollars_a_day=4_000),
)

student_internet = Service(
    name="student-internet",
    title="Internet access for students",
    function="student-internet",
    tier=Tier.SAFETY_PAY_RECORDS,
    objectives=promise(rto=7, rpo=24, mtd=24),
    owner="network-administrator",
    runs_on=("do-fw1", "do-fw2"),
    depends_on=("content-filter", "district-internet", "district-switching"),
    probes=(HttpProbe(url="http://198.18.10.24/test/allowed", contains="allowed by policy"),),
    impact="Students reach no learning site and no state test.",
    workaround="Printed material; testing moves to a later day of the window.",
    papers=papers.student_internet,
    bia=BusinessImpact(teaching="major", dollars_a_day=8_000),
)

buses = Service(
    name="bus-routing",
    title="Bus routes and riders",
    function="bus-routing",
    tier=Tier.SAFETY_PAY_RECORDS,
    objectives=promise(rto=8, rpo=24, mtd=16),
    owner="transportation-director",
    runs_on=("do-bus1",),
    depends_on=("district-directory", "district-hypervisor"),
    data_sets=(
        folder(
            name="bus-routes",
            server="do-bus1",
            path="/srv/routes",
            size=5 * GIGABYTE,
            privacy="student-records",
            years_kept=2,
        ),
    ),
    probes=(HttpProbe(url="http://198.18.10.30/health", contains="routes loaded"),),
    impact="Drivers do not know who rides, where they get off and who may meet them.",
    workaround="Route sheets in each bus, printed on the first Monday of the month.",
    papers=papers.buses,
    bia=BusinessImpact(teaching="minor", safety="severe", dollars_a_day=5_000),
)

services = (notification, health, doors, content_filter, student_internet, buses)
