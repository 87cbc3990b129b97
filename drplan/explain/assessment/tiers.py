"""The table of tiers that a district starts from, and edits."""

from __future__ import annotations

from typing import get_args

from drplan.declare import Function, Peril, Tier
from drplan.explain.assessment.parts import StartingPoint

_FOUNDATION, _SAFETY = Tier.FOUNDATION, Tier.SAFETY_PAY_RECORDS
_TEACHING, _REST = Tier.INSTRUCTION, Tier.THE_REST

STARTING_POINTS: tuple[StartingPoint, ...] = (
    StartingPoint("network", "Core network", _FOUNDATION, "1 to 4 h", "4 to 24 h"),
    StartingPoint("firewall", "Firewall", _FOUNDATION, "1 to 4 h", "4 to 24 h"),
    StartingPoint("dns-dhcp", "DNS and DHCP", _FOUNDATION, "1 to 4 h", "4 to 24 h"),
    StartingPoint("directory", "Directory and logins", _FOUNDATION, "1 to 4 h", "4 to 24 h"),
    StartingPoint("hypervisor", "Hosts of virtual machines", _FOUNDATION, "8 h", "4 to 24 h"),
    StartingPoint("backup", "Backup server", _FOUNDATION, "1 to 4 h", "4 to 24 h"),
    StartingPoint("key-vault", "Vault of passwords and keys", _FOUNDATION, "1 to 4 h", "4 to 24 h"),
    StartingPoint("phones", "Phones and E911", _FOUNDATION, "1 to 4 h", "4 to 24 h"),
    StartingPoint("mass-notification", "Mass notification", _SAFETY, "2 h", "to be agreed"),
    StartingPoint("health-records", "Health records", _SAFETY, "4 h", "to be agreed"),
    StartingPoint("door-access", "Door access", _SAFETY, "4 h", "to be agreed"),
    StartingPoint("student-information", "Student information system", _SAFETY, "8 h", "4 h"),
    StartingPoint("e-mail", "E-mail", _SAFETY, "8 h", "4 h"),
    StartingPoint("content-filter", "Content filter", _SAFETY, "8 h", "to be agreed"),
    StartingPoint("bus-routing", "Bus routing", _SAFETY, "8 h", "24 h"),
    StartingPoint("payroll", "Payroll", _SAFETY, "24 h", "8 h"),
    StartingPoint("learning", "Learning management", _TEACHING, "24 h", "12 h"),
    StartingPoint("point-of-sale", "Cafeteria point of sale", _TEACHING, "24 h", "4 h"),
    StartingPoint("files", "File shares", _TEACHING, "48 h", "24 h"),
    StartingPoint("device-management", "Device management", _TEACHING, "48 h", "to be agreed"),
    StartingPoint("testing", "State testing", _TEACHING, "24 h", "to be agreed"),
    StartingPoint("print", "Printing", _REST, "72 h", "24 h"),
    StartingPoint("library", "Library catalogue", _REST, "120 h", "24 h"),
)
"""Every function of the table with the tier and the objectives to start from."""

TIER_TITLES = {
    _FOUNDATION: "foundation",
    _SAFETY: "safety, pay and records",
    _TEACHING: "instruction",
    _REST: "the rest",
}

NOT_IN_THE_TABLE: frozenset[Function] = frozenset({"internet", "student-internet", "other"})
"""Functions a service may have that the table gives no tier."""

PERILS: tuple[str, ...] = get_args(Peril)
"""Every kind of disruption a scenario can be about."""
