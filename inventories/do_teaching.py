"""Tiers 2 and 3: instruction, and the rest."""

from drplan import (
    BusinessImpact,
    CommandProbe,
    DataSet,
    FileProbe,
    HttpProbe,
    MariaDbDatabase,
    Service,
    SqlProbe,
    TenantExport,
    Tier,
    Tightening,
)

from . import papers_teaching
from .shorthand import GIGABYTE, MEGABYTE, YEAR, folder, promise

learning = Service(
    name="district-learning",
    title="Learning management system",
    function="learning",
    tier=Tier.INSTRUCTION,
    objectives=promise(rto=24, rpo=12, mtd=72),
    owner="curriculum-director",
    vendor="classroom-cloud",
    depends_on=("district-directory", "student-internet"),
    data_sets=(
        folder(
            name="course-exports",
            server="do-roster1",
            path="/srv/exports/courses",
            size=80 * GIGABYTE,
            privacy="student-records",
            policy="every-four-hours",
            years_kept=1,
        ),
    ),
    probes=(HttpProbe(url="https://cedarvalley.classroomcloud.example/health", contains="ok"),),
    impact="Assignments, grades in progress and lesson materials cannot be reached.",
    workaround="Two days of lessons on paper in each room's substitute folder.",
    papers=papers_teaching.learning,
    bia=BusinessImpact(teaching="major", dollars_a_day=4_000),
    during=(Tightening(during="summer", objectives=promise(rto=72, rpo=24, mtd=120)),),
)

meals = Service(
    name="point-of-sale",
    title="Cafeteria point of sale",
    function="point-of-sale",
    tier=Tier.INSTRUCTION,
    objectives=promise(rto=24, rpo=4, mtd=72, wrt=4),
    owner="food-services",
    runs_on=("do-pos1",),
    depends_on=("district-hypervisor", "district-switching"),
    data_sets=(
        DataSet(
            name="meals-db",
            source=MariaDbDatabase(server="do-pos1", database="meals"),
            policy="every-four-hours",
            privacy="student-records",
            canaries=("table canary",),
            under_13=True,
            kept_for=5 * YEAR,
            size=6 * GIGABYTE,
            nightly_change=60 * MEGABYTE,
        ),
    ),
    probes=(
        SqlProbe(
            server="do-pos1", database="meals", query="select word from canary", expect="the canary sings"
        ),
    ),
    impact="Meals cannot be counted for reimbursement; allergies are not shown at the till.",
    workaround="Every child eats; rosters on clipboards with allergies marked.",
    papers=papers_teaching.meals,
    bia=BusinessImpact(safety="minor", records="minor", dollars_a_day=7_000),
)

files = Service(
    name="district-files",
    title="District office files",
    function="files",
    tier=Tier.INSTRUCTION,
    objectives=promise(rto=48, rpo=24, mtd=96),
    owner="systems-administrator",
    runs_on=("do-file1",),
    depends_on=("district-directory", "district-hypervisor"),
    data_sets=(
        folder(
            name="office-files",
            server="do-file1",
            path="/srv/office",
            size=600 * GIGABYTE,
            privacy="staff-records",
        ),
    ),
    probes=(FileProbe(server="do-file1", path="/srv/office/canary.txt", contains="the canary sings"),),
    impact="Departments lose their working papers.",
    workaround="What was mailed lately is in the mail.",
    bia=BusinessImpact(records="major", dollars_a_day=2_000),
)

device_management = Service(
    name="device-management",
    title="Student and staff devices",
    function="device-management",
    tier=Tier.INSTRUCTION,
    objectives=promise(rto=20, rpo=24, mtd=72),
    owner="help-desk",
    runs_on=("district-m365",),
    vendor="workspace-cloud",
    depends_on=("district-directory", "district-internet"),
    data_sets=(
        DataSet(
            name="device-settings",
            source=TenantExport(tenant="district-m365", product="settings"),
            policy="nightly",
            privacy="internal",
            canaries=("canary-policy",),
            size=300 * MEGABYTE,
            nightly_change=3 * MEGABYTE,
        ),
    ),
    probes=(HttpProbe(url="https://devices.cedarvalley.example/health", contains="enrolled"),),
    impact="Lost devices cannot be wiped, new ones not handed out, test browsers not locked.",
    workaround="Spares that are set up already, twenty in each school.",
    papers=papers_teaching.devices,
    bia=BusinessImpact(teaching="minor", records="minor", dollars_a_day=1_000),
    during=(Tightening(during="state-testing", objectives=promise(rto=7, rpo=24, mtd=12), tier=Tier(1)),),
)

testing = Service(
    name="state-tests",
    title="State tests and their local cache",
    function="testing",
    tier=Tier.INSTRUCTION,
    objectives=promise(rto=24, rpo=24, mtd=72),
    owner="curriculum-director",
    runs_on=("do-test1",),
    vendor="state-testing-cloud",
    depends_on=("device-management", "student-internet"),
    data_sets=(
        folder(name="test-cache-settings", server="do-test1", path="/etc/testcache", size=20 * MEGABYTE),
    ),
    probes=(
        CommandProbe(
            server="do-test1", argv=("systemctl", "is-active", "testcache.service"), contains="active"
        ),
    ),
    impact="Students cannot be tested; the window is short and the state counts who was not.",
    workaround="Move sessions inside the window; paper forms for plans that ask for them.",
    papers=papers_teaching.testing,
    bia=BusinessImpact(teaching="major", records="major", dollars_a_day=3_000),
    during=(Tightening(during="state-testing", objectives=promise(rto=8, rpo=24, mtd=12), tier=Tier(1)),),
)

printing = Service(
    name="district-print",
    title="Print and copy",
    function="print",
    tier=Tier.THE_REST,
    objectives=promise(rto=72, rpo=24, mtd=168),
    owner="help-desk",
    runs_on=("do-print1",),
    depends_on=("district-directory", "district-hypervisor"),
    data_sets=(folder(name="print-queues", server="do-print1", path="/etc/cups", size=100 * MEGABYTE),),
    probes=(CommandProbe(server="do-print1", argv=("lpstat", "-r"), contains="is running"),),
    impact="Nothing is printed over the network.",
    workaround="Copiers print from a USB stick.",
    papers=papers_teaching.printing,
)

library = Service(
    name="library-catalog",
    title="Library catalog",
    function="library",
    tier=Tier.THE_REST,
    objectives=promise(rto=120, rpo=24, mtd=240),
    owner="curriculum-director",
    vendor="library-cloud",
    depends_on=("district-internet",),
    data_sets=(
        folder(
            name="library-loans",
            server="do-roster1",
            path="/srv/exports/library",
            size=500 * MEGABYTE,
            privacy="student-records",
            years_kept=1,
        ),
    ),
    probes=(HttpProbe(url="https://cedarvalley.librarycloud.example/health", contains="ok"),),
    impact="Books are found and lent by memory.",
    workaround="Loans on cards.",
    papers=papers_teaching.library,
)

services = (learning, meals, files, device_management, testing, printing, library)
