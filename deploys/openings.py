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
    """

    protocol: Literal["tcp", "udp"]
    port: int
    inside: bool = False
    only: str = ""


OPENINGS: dict[str, tuple[Opening, ...]] = {
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
    return [
        rule(opening, _may_ask(opening, told)) for opening in found if not opening.only or told(opening.only)
    ]


def _may_ask(opening: Opening, told: Callable[[str], Any]) -> list[str]:
    if opening.only:
        return sorted(set(told(opening.only).values()), key=IPv4Address)
    return list(told("site_networks") or []) if opening.inside else []


def rule(opening: Opening, sources: Iterable[str]) -> str:
    """Return an nftables rule that lets it in from addresses or networks; without any, from anywhere."""
    own = ", ".join(sources)
    source = f"ip saddr {{ {own} }} " if own else ""
    return f"{source}{opening.protocol} dport {opening.port} accept"
