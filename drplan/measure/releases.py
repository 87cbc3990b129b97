"""Until when a release of an operating system gets security updates without a contract.

Debian: the end of LTS, as debian.org/releases and Debian's package distro-info-data 0.58+deb12u6 say
(``debian.csv``, column eol-lts). Ubuntu: the end of standard support. Where ubuntu.com/about/release-cycle
(which names a month) and distro-info-data (``ubuntu.csv``, eol-server) differ, the earlier stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

SUPPORTED_UNTIL: Mapping[tuple[str, str], date] = {
    ("debian", "9"): date(2022, 6, 30),
    ("debian", "10"): date(2024, 6, 30),
    ("debian", "11"): date(2026, 8, 31),
    ("debian", "12"): date(2028, 6, 30),
    ("debian", "13"): date(2030, 6, 30),
    ("ubuntu", "18.04"): date(2023, 5, 31),
    ("ubuntu", "20.04"): date(2025, 5, 29),
    ("ubuntu", "22.04"): date(2027, 4, 30),
    ("ubuntu", "24.04"): date(2029, 4, 30),
    ("ubuntu", "26.04"): date(2031, 4, 30),
}
"""By ``ID`` and ``VERSION_ID`` of ``/etc/os-release``: the last day that is covered."""


def supported_until(name: str, version: str) -> date | None:
    """Return the last day on which that release is mended; ``None`` when this table does not know it."""
    return SUPPORTED_UNTIL.get((name, version))
