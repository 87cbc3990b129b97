"""Which ports a baseline needs open in its host's firewall, beside SSH."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any, Literal


@dataclass(frozen=True, order=True)
class Opening:
    """One port.

    ``inside``: only the site's own networks may use it, where the site declares any. ``only``: only those
    addresses may that ``host.data`` holds by name under this word; without any the port stays shut.
    ``district``: the networks of the district's other sites count as inside too. ``needs`` is a word that
    ``host.data`` must answer, or the port stays shut.
    """

    protocol: Literal["tcp", "udp"]
    port: int
    inside: bool = False
    only: str = ""
    district: bool = False
    needs: str = ""


OPENINGS: dict[str, tuple[Opening, ...]] = {
    "database-mariadb": (Opening("tcp", 3306, inside=True, needs="certificate"),),
    "database-postgres": (Opening("tcp", 5432, inside=True, needs="certificate"),),
    "directory-ldap": (Opening("tcp", 636, inside=True, district=True, needs="certificate"),),
    "dns-dhcp": (
        Opening("tcp", 53, inside=True, district=True),
        Opening("udp", 53, inside=True, district=True),
        # A client that has no address yet asks from 0.0.0.0.
        Opening("udp", 67),
    ),
    "file-share": (Opening("tcp", 445, inside=True),),
    "monitoring": (Opening("tcp", 9100, inside=True),),
    "radius": (Opening("udp", 1812, only="radius_clients"),),
    "web": (Opening("tcp", 80),),
}
"""By baseline, as it is declared on a server."""


def openings(baselines: Iterable[str]) -> list[Opening]:
    """Return what a host with these baselines needs open, each once."""
    return sorted({opening for each in baselines for opening in OPENINGS.get(each, ())})


def rules(found: Iterable[Opening], told: Callable[[str], Any]) -> list[str]:
    """Return the nftables rules that let them in; ``told`` is ``host.data.get``."""
    wanted = (each for each in found if all(told(word) for word in (each.only, each.needs) if word))
    return [rule(opening, _may_ask(opening, told)) for opening in wanted]


def _may_ask(opening: Opening, told: Callable[[str], Any]) -> list[str]:
    if opening.only:
        return sorted(set(told(opening.only).values()), key=IPv4Address)
    # Bare pyinfra knows one site only: other schools must not be shut out for that.
    networks = told("district_networks" if opening.district else "site_networks")
    return list(networks or []) if opening.inside else []


def rule(opening: Opening, sources: Iterable[str]) -> str:
    """Return an nftables rule that lets it in from ``sources``, in CIDR form; without any from anywhere."""
    own = ", ".join(sources)
    source = f"ip saddr {{ {own} }} " if own else ""
    return f"{source}{opening.protocol} dport {opening.port} accept"
