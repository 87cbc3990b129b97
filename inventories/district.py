"""Cedar Valley School District: a fictional example. Copy this folder and make it yours.

Its addresses are from the ranges kept for tests and documentation (RFC 2544, RFC 5737): a command given by
mistake outside the lab reaches nobody. Its phones are numbers kept for fiction, its mail goes nowhere.

``do.py``, ``hs.py``, ``ms.py`` and ``es.py`` are the buildings and their servers, ``closets.py`` the schools'
switches, ``do_*.py`` what the office does for all, ``papers*.py`` what is printed for the day it is gone.
``people.py``, ``outside.py``, ``copies.py``, ``calendar_2026.py`` and ``exercises.py`` say who, where and
when.
"""

from datetime import date, timedelta
from ipaddress import IPv4Address

from drplan import District, Management, Secret, SnmpUser, Waiver

from . import do
from .calendar_2026 import calendar
from .copies import policies, repositories
from .exercises import exercises, scenarios
from .improvements import improvements
from .outside import partners, vendors
from .people import roles
from .sites import sites

district = District(
    name="Cedar Valley School District",
    domain="cedarvalley.example",
    sites=sites,
    roles=roles,
    repositories=repositories,
    policies=policies,
    vendors=vendors,
    partners=partners,
    calendars=(calendar,),
    scenarios=scenarios,
    exercises=exercises,
    languages=("en", "es"),
    # How switches, routers and firewalls are managed: from the data room alone.
    management=Management(
        sources=(do.LAN,),
        time_servers=(IPv4Address("198.18.10.15"), IPv4Address("198.18.10.16")),
        log_servers=(IPv4Address("198.18.10.20"),),
        radius_secret=Secret.env("DRPLAN_NETWORK_RADIUS"),
        last_resort="drplan",
        last_resort_secret=Secret.env("DRPLAN_NETWORK_LAST_RESORT"),
        snmp_user=SnmpUser(
            name="monitoring",
            authentication=Secret.env("DRPLAN_SNMP_AUTHENTICATION"),
            privacy=Secret.env("DRPLAN_SNMP_PRIVACY"),
        ),
    ),
    waivers=(
        Waiver(
            rule="DRP076",
            subject="offsite",
            reason="The rehearsal's object store speaks no TLS; restic encrypts before anything is sent.",
            approved_by_role="technology-director",
            until=date(2027, 11, 21),
        ),
    ),
    time_zone="America/Chicago",
    # How long an intruder may go unseen: every copy must outlast it.
    detection=timedelta(days=14),
    # What better would cost.
    improvements=improvements,
)
