"""What services are to people who use them: words for families, press and staff, and none for the rest.

A notice never names a firewall, a backup or a lock: nobody outside uses these, and whoever means harm would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drplan.declare import Service
from drplan.declare.services import Function
from drplan.explain.language import Language
from drplan.explain.notices.occasion import Audience

_INTERNET = "internet at school"

_PUBLIC: Mapping[Function, str] = {
    "phones": "school phones",
    "mass-notification": "our text and call alerts",
    "health-records": "the school nurse's computer records",
    "bus-routing": "bus route planning",
    "student-information": "student records, grades, and attendance",
    "directory": "sign-in to school computers",
    "e-mail": "school email",
    "network": _INTERNET,
    "internet": _INTERNET,
    "student-internet": _INTERNET,
    "firewall": _INTERNET,
    "dns-dhcp": _INTERNET,
    "learning": "online classwork",
    "point-of-sale": "lunch payment",
    "files": "saved files and schoolwork",
    "testing": "online tests",
    "library": "the library catalog",
}
_STAFF: Mapping[Function, str] = {
    **_PUBLIC,
    "door-access": "door badges",
    "payroll": "pay and purchasing",
    "device-management": "set-up of devices",
    "print": "printers",
}
_WORDS: Mapping[Audience, Mapping[Function, str]] = {"staff": _STAFF, "families": _PUBLIC, "press": _PUBLIC}


def in_plain_words(services: Iterable[Service], audience: Audience, say: Language) -> tuple[str, ...]:
    """Name what an audience cannot use without these services, each thing once, safety first."""
    known = _WORDS[audience]
    missed = {service.function for service in services}
    return tuple(dict.fromkeys(say(words) for function, words in known.items() if function in missed))
