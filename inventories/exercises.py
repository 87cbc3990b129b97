"""What may happen to the district, and when that is rehearsed (NIST SP 800-84)."""

from datetime import date

from drplan import Exercise, NetworkDevice, Scenario, Server, Tier

from .sites import office, sites

services = [service for site in sites for service in site.services]

FOUNDATION = tuple(each.name for each in services if each.tier == Tier.FOUNDATION)
RECORDS = tuple(each.name for each in services if each.tier == Tier.SAFETY_PAY_RECORDS)
TEACHING = tuple(each.name for each in services if each.tier > Tier.SAFETY_PAY_RECORDS)
HOSTED = tuple(each.name for each in services if each.vendor)

DATA_ROOM = tuple(asset.name for asset in office.assets if isinstance(asset, Server | NetworkDevice))

# One day a quarter, outside of testing, pay days and the first weeks.
QUARTERLY = (date(2026, 9, 22), date(2026, 10, 20), date(2027, 2, 23), date(2027, 5, 25))

scenarios = (
    Scenario(
        name="ransomware-overnight",
        title="Servers and on-site copies encrypted on a Sunday night",
        peril="ransomware",
        sites=("do", "hs"),
        assets=("do-hv1", "do-hv2", "hs-db1", "hs-file1"),
    ),
    Scenario(
        name="data-room-fire",
        title="Fire and sprinklers in the data room",
        peril="fire-or-flood",
        sites=("do",),
        assets=DATA_ROOM,
    ),
    Scenario(
        name="both-lines-cut",
        title="Both Internet lines cut for two school days",
        peril="internet-outage",
        services=("district-internet", "student-internet"),
        vendors=("valley-fiber", "ridge-broadband"),
    ),
    Scenario(
        name="ice-storm",
        title="Three days without power after an ice storm",
        peril="power-outage",
        sites=("do", "hs", "ms", "es"),
    ),
    Scenario(
        name="mail-tenant-taken",
        title="An intruder administers the mail tenant",
        peril="tenant-takeover",
        assets=("district-google",),
        services=("district-mail",),
    ),
    Scenario(
        name="administrators-away",
        title="Both administrators are out for two weeks",
        peril="loss-of-staff",
        roles=("systems-administrator", "network-administrator"),
    ),
    Scenario(
        name="records-host-bankrupt",
        title="The host of the student information system closes",
        peril="failed-vendor",
        services=("student-information",),
        vendors=("student-records-cloud",),
    ),
)

exercises = (
    Exercise(
        name="quarterly-foundation-restore",
        title="Restore what everything stands on, and time it",
        kind="test",
        scenario="data-room-fire",
        dates=QUARTERLY,
        led_by="systems-administrator",
        services=FOUNDATION,
        roles=("network-administrator", "help-desk"),
    ),
    Exercise(
        name="quarterly-records-restore",
        title="Restore safety, pay and records from the locked copy, and time it",
        kind="test",
        scenario="ransomware-overnight",
        dates=QUARTERLY,
        led_by="systems-administrator",
        services=RECORDS,
        roles=("registrar", "business-manager", "health-services"),
    ),
    Exercise(
        name="fall-teaching-restore",
        title="Restore what lessons need, and time it",
        kind="test",
        scenario="ransomware-overnight",
        dates=(date(2026, 10, 21),),
        led_by="systems-administrator",
        services=TEACHING,
        roles=("curriculum-director", "help-desk"),
    ),
    Exercise(
        name="cabinet-ransomware",
        title="The cabinet decides: pay, tell, close, reopen",
        kind="tabletop",
        scenario="ransomware-overnight",
        dates=(date(2026, 10, 6),),
        led_by="superintendent",
        services=("student-information", "finance-payroll", "district-mail"),
        roles=("technology-director", "business-manager", "communications-officer"),
    ),
    Exercise(
        name="winter-power",
        title="Who is called, what is switched off first, when schools close",
        kind="tabletop",
        scenario="ice-storm",
        dates=(date(2026, 11, 19),),
        led_by="facilities-director",
        services=("district-phones", "door-access", "mass-notification", "bus-routing"),
        roles=("superintendent", "network-administrator", "hs-principal", "ms-principal", "es-principal"),
    ),
    Exercise(
        name="alternates-week",
        title="The alternates restore a service with the runbook alone",
        kind="functional",
        scenario="administrators-away",
        dates=(date(2027, 1, 26),),
        led_by="technology-director",
        services=("district-directory", "hs-gradebook"),
        roles=("help-desk", "registrar"),
    ),
    Exercise(
        name="vendor-closes",
        title="Two weeks to another host, with our own exports",
        kind="tabletop",
        scenario="records-host-bankrupt",
        dates=(date(2027, 2, 9),),
        led_by="registrar",
        services=HOSTED,
        roles=("technology-director", "business-manager"),
    ),
    Exercise(
        name="internet-day",
        title="A school day without the Internet, for real",
        kind="functional",
        scenario="both-lines-cut",
        dates=(date(2027, 3, 9),),
        led_by="network-administrator",
        services=("district-internet", "student-internet", "content-filter"),
        roles=("hs-principal", "ms-principal", "es-principal", "help-desk"),
    ),
    Exercise(
        name="tenant-taken-back",
        title="Take the mail tenant back with the emergency administrator",
        kind="functional",
        scenario="mail-tenant-taken",
        dates=(date(2027, 3, 23),),
        led_by="technology-director",
        services=("district-mail", "device-management"),
        roles=("systems-administrator", "communications-officer"),
    ),
    # In summer, when nobody waits for it: the neighbor lends rooms and watches.
    Exercise(
        name="summer-full-scale",
        title="The data room is gone: rebuild it at River Bend",
        kind="full-scale",
        scenario="data-room-fire",
        dates=(date(2026, 7, 22), date(2027, 6, 23)),
        led_by="technology-director",
        services=(*FOUNDATION, *RECORDS, *TEACHING),
        roles=(
            "superintendent",
            "systems-administrator",
            "network-administrator",
            "facilities-director",
            "communications-officer",
            "help-desk",
        ),
    ),
)
