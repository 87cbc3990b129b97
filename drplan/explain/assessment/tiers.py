"""The table of tiers that a district starts from, and edits."""

from __future__ import annotations

from typing import get_args

from drplan.declare import Function, Peril
from drplan.explain.assessment.parts import StartingPoint
from drplan.validate.tiers import LATEST_TIER


def _point(function: Function, title: str, rto: str, rpo: str) -> StartingPoint:
    return StartingPoint(function, title, LATEST_TIER[function], rto, rpo)


STARTING_POINTS: tuple[StartingPoint, ...] = (
    _point("network", "Core network", "1 to 4 h", "4 to 24 h"),
    _point("firewall", "Firewall", "1 to 4 h", "4 to 24 h"),
    _point("dns-dhcp", "DNS and DHCP", "1 to 4 h", "4 to 24 h"),
    _point("directory", "Directory and logins", "1 to 4 h", "4 to 24 h"),
    _point("hypervisor", "Hosts of virtual machines", "8 h", "4 to 24 h"),
    _point("backup", "Backup server", "1 to 4 h", "4 to 24 h"),
    _point("key-vault", "Vault of passwords and keys", "1 to 4 h", "4 to 24 h"),
    _point("phones", "Phones and E911", "1 to 4 h", "4 to 24 h"),
    _point("mass-notification", "Mass notification", "2 h", "to be agreed"),
    _point("health-records", "Health records", "4 h", "to be agreed"),
    _point("door-access", "Door access", "4 h", "to be agreed"),
    _point("student-information", "Student information system", "8 h", "4 h"),
    _point("e-mail", "E-mail", "8 h", "4 h"),
    _point("content-filter", "Content filter", "8 h", "to be agreed"),
    _point("bus-routing", "Bus routing", "8 h", "24 h"),
    _point("payroll", "Payroll", "24 h", "8 h"),
    _point("learning", "Learning management", "24 h", "12 h"),
    _point("point-of-sale", "Cafeteria point of sale", "24 h", "4 h"),
    _point("files", "File shares", "48 h", "24 h"),
    _point("device-management", "Device management", "48 h", "to be agreed"),
    _point("testing", "State testing", "24 h", "to be agreed"),
    _point("print", "Printing", "72 h", "24 h"),
    _point("library", "Library catalogue", "120 h", "24 h"),
)
"""Every function of the table with the tier and the objectives to start from."""

NOT_IN_THE_TABLE: frozenset[Function] = frozenset({"internet", "student-internet", "other"})
"""Functions a service may have that the table gives no tier."""

PERILS: tuple[str, ...] = get_args(Peril)
"""Every kind of disruption a scenario can be about."""
