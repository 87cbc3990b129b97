"""Which ports a baseline needs open in its host's firewall, beside SSH."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, order=True)
class Opening:
    """One port. ``inside``: only the site's own networks may use it, where the site declares any."""

    protocol: Literal["tcp", "udp"]
    port: int
    inside: bool = False


OPENINGS: dict[str, tuple[Opening, ...]] = {
    "web": (Opening("tcp", 80),),
}
"""By baseline, as it is declared on a server."""


def openings(baselines: Iterable[str]) -> list[Opening]:
    """Return what a host with these baselines needs open, each once."""
    return sorted({opening for each in baselines for opening in OPENINGS.get(each, ())})


def rule(opening: Opening, networks: Iterable[str]) -> str:
    """Return an nftables rule that lets it in; ``networks`` are the site's own, in CIDR form."""
    own = ", ".join(networks)
    source = f"ip saddr {{ {own} }} " if opening.inside and own else ""
    return f"{source}{opening.protocol} dport {opening.port} accept"
