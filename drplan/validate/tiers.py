"""The tier a service of each sort is recovered in, at the latest."""

from __future__ import annotations

from collections.abc import Mapping

from drplan.declare import Function, Tier

_SORTS: Mapping[Tier, tuple[Function, ...]] = {
    Tier.FOUNDATION: (
        "network",
        "firewall",
        "dns-dhcp",
        "directory",
        "hypervisor",
        "backup",
        "key-vault",
        "phones",
    ),
    Tier.SAFETY_PAY_RECORDS: (
        "mass-notification",
        "health-records",
        "door-access",
        "student-information",
        "e-mail",
        "content-filter",
        "bus-routing",
        "payroll",
    ),
    Tier.INSTRUCTION: ("learning", "point-of-sale", "files", "device-management", "testing"),
    Tier.THE_REST: ("print", "library"),
}

LATEST_TIER: Mapping[Function, Tier] = {sort: tier for tier, sorts in _SORTS.items() for sort in sorts}
"""Functions to the latest tier that will do; one that is not here may be in any."""
