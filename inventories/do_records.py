"""Tier 1, pay and records, for all schools."""

from datetime import timedelta
from pathlib import PurePosixPath

from drplan import (
    AutomaticStep,
    BusinessImpact,
    DataSet,
    HttpProbe,
    HumanStep,
    OneRosterExport,
    PostgresDatabase,
    Question,
    Service,
    SqlProbe,
    TenantExport,
    Tier,
    Tightening,
)

from . import papers
from .shorthand import GIGABYTE, MEGABYTE, YEAR, promise

students = Service(
    name="student-information",
    title="Student information system",
    function="student-information",
    tier=Tier.SAFETY_PAY_RECORDS,
    objectives=promise(rto=8, rpo=4, mtd=24, wrt=4),
    owner="registrar",
    vendor="student-records-cloud",
    depends_on=("district-directory", "district-internet"),
    data_sets=(
        DataSet(
            name="student-roster",
            source=OneRosterExport(
                server="do-roster1",
                path=PurePosixPath("/srv/oneroster"),
                # 2,270 students are enrolled: an export with half of them is a broken one.
                questions=(
                    Question(
                        name="students",
                        query="select count(*) from users where role = 'student'",
                        at_least=1_135,
                    ),
                    Question(name="schools", query="select count(*) from orgs", at_least=4, at_most=12),
                ),
            ),
            policy="records",
            privacy="student-records",
            canaries=("/srv/oneroster/manifest.csv",),
            under_13=True,
            kept_for=YEAR,
            size=300 * MEGABYTE,
            nightly_change=10 * MEGABYTE,
        ),
    ),
    probes=(HttpProbe(url="https://cedarvalley.studentrecords.example/health", contains="ok"),),
    recovery_steps=(
        HumanStep(
            what="Registrar compares counts of the last roster with each school's homerooms",
            role="registrar",
            duration=timedelta(minutes=60),
        ),
    ),
    impact="Enrollment, attendance, custody and emergency contacts are unknown.",
    workaround="The last roster, printed by homeroom; paper attendance.",
    papers=papers.students,
    bia=BusinessImpact(teaching="major", safety="major", records="severe", dollars_a_day=12_000),
    during=(
        Tightening(during="enrollment", objectives=promise(rto=7, rpo=4, mtd=12, wrt=2)),
        Tightening(during="first-weeks", objectives=promise(rto=7, rpo=4, mtd=12, wrt=2)),
    ),
)

mail = Service(
    name="district-mail",
    title="E-mail, calendars and shared documents",
    function="e-mail",
    tier=Tier.SAFETY_PAY_RECORDS,
    objectives=promise(rto=8, rpo=4, mtd=24),
    owner="systems-administrator",
    runs_on=("district-google",),
    vendor="workspace-cloud",
    depends_on=("district-directory", "district-internet"),
    data_sets=(
        DataSet(
            name="google-mail",
            source=TenantExport(tenant="district-google", product="mail"),
            policy="every-four-hours",
            privacy="student-records",
            canaries=("canary@cedarvalley.example",),
            under_13=True,
            kept_for=YEAR,
            size=250 * GIGABYTE,
            nightly_change=3 * GIGABYTE,
        ),
        DataSet(
            name="google-directory",
            source=TenantExport(
                tenant="district-google",
                product="directory",
                server="do-roster1",
                path=PurePosixPath("/srv/google-directory"),
                form="gam-csv",
            ),
            policy="every-four-hours",
            privacy="student-records",
            canaries=("/srv/google-directory/canary.txt",),
            under_13=True,
            kept_for=YEAR,
            size=40 * MEGABYTE,
            nightly_change=MEGABYTE,
        ),
    ),
    probes=(HttpProbe(url="https://mail.cedarvalley.example/", contains="Sign in"),),
    recovery_steps=(
        HumanStep(
            what="Open the tenant with the emergency administrator and end all other sessions",
            role="technology-director",
            duration=timedelta(minutes=30),
            occasion="real-only",
        ),
    ),
    impact="Staff, families and the county do not reach each other in writing.",
    workaround="Phones, mass notification, notes carried home.",
    papers=papers.mail,
    bia=BusinessImpact(teaching="major", safety="minor", records="major", dollars_a_day=6_000),
)

payroll = Service(
    name="finance-payroll",
    title="Finance, personnel and payroll",
    function="payroll",
    tier=Tier.SAFETY_PAY_RECORDS,
    objectives=promise(rto=24, rpo=8, mtd=72, wrt=8),
    owner="business-manager",
    runs_on=("do-finance1",),
    depends_on=("district-directory", "district-hypervisor"),
    data_sets=(
        DataSet(
            name="finance-db",
            source=PostgresDatabase(server="do-finance1", database="finance"),
            policy="records",
            privacy="staff-records",
            canaries=("table public.canary",),
            size=30 * GIGABYTE,
            nightly_change=300 * MEGABYTE,
        ),
    ),
    probes=(
        SqlProbe(
            server="do-finance1",
            database="finance",
            query="select word from public.canary",
            expect="the canary sings",
        ),
    ),
    recovery_steps=(
        AutomaticStep(
            what="Renew the planner's statistics, or the first payroll run takes all night",
            server="do-finance1",
            argv=("vacuumdb", "--analyze-only", "finance"),
            duration=timedelta(minutes=10),
        ),
        HumanStep(
            what="Business manager compares the last payroll's totals with the bank's file",
            role="business-manager",
            duration=timedelta(minutes=60),
        ),
    ),
    impact="Nobody is paid, no bill is paid, nobody is hired.",
    workaround="The bank repeats the last payroll on the superintendent's word; corrections follow.",
    papers=papers.payroll,
    bia=BusinessImpact(pay="severe", records="major", dollars_a_day=10_000),
    during=(Tightening(during="payroll", objectives=promise(rto=8, rpo=4, mtd=12, wrt=4)),),
)

services = (students, mail, payroll)
