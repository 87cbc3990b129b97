"""What a baseline wants of a device, feature by feature: the words that ``deploys/network`` is written in."""

from __future__ import annotations

from dataclasses import dataclass

from drplan.declare import District, NetworkDevice, Site


@dataclass(frozen=True)
class Held:
    """A device where it belongs: what a baseline is a function of."""

    device: NetworkDevice
    site: Site
    district: District


@dataclass(frozen=True)
class Feature:
    """One thing a device must hold, as NTP or its uplinks.

    ``text`` is what the platform's own running configuration would print of it. A block that it names is
    owned whole, apart from lines matching ``spares``; at the left margin it owns the lines that match one of
    ``owns`` (patterns, matched from a line's beginning), and those are taken away when ``text`` does not hold
    them.
    Nothing else of the device's configuration is touched. ``orders``: the order of the lines counts, as in
    an access list.

    ``left_out`` says why a feature that belongs to the device cannot be held, as what is not declared; it has
    no text then, owns nothing, and is never compliant.
    """

    name: str
    text: str
    owns: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    orders: bool = False
    left_out: str = ""
