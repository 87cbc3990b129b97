"""The values that comparing, guarding and rolling out hand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ConfigLine:
    """One line that adds or takes away, in the block it stands in.

    ``path`` are the headers around it, outermost first, as the running configuration prints them; ``line`` is
    typed there as it stands (a removal with its ``no``, ``delete`` or ``unset``). An empty line opens the
    block that ``path`` names, and nothing more. A line with line ends in it is sent in one piece, and never
    reordered within: a banner, or an ordered block (an access list) rewritten from where it differs, with
    its removals.
    """

    path: tuple[str, ...]
    line: str
    removes: bool = False


@dataclass(frozen=True)
class FeatureStanding:
    """Whether a device holds one feature.

    ``lacks`` and ``has_too_much`` are lines with their block's headers before them, joined by `` > ``.
    ``not-comparable`` is never compliant: ``reason`` says what could not be read. Nor is ``left-out``: it
    says what is not declared, or is not to be seen on such a device.
    """

    feature: str
    standing: Literal["compliant", "differs", "not-comparable", "left-out"]
    lacks: tuple[str, ...] = ()
    has_too_much: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Comparison:
    """What it takes to bring one device to its baseline, and back.

    ``by`` says who worked it out: hier_config, or our own ordered line difference. ``intended`` is the whole
    configuration as it is expected afterwards.
    """

    features: tuple[FeatureStanding, ...]
    remediation: tuple[ConfigLine, ...]
    rollback: tuple[ConfigLine, ...]
    by: Literal["hier_config", "lines"]
    intended: str = ""


@dataclass(frozen=True)
class WayIn:
    """How we reach a device: what must not be cut.

    ``sources`` are the addresses or networks that operators come from. What is empty or ``None`` is not
    known, and then whatever could be it is marked.
    """

    address: str
    user: str = ""
    interface: str | None = None
    vlan: int | None = None
    gateway: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marked:
    """A line that could cut us off, and why."""

    line: ConfigLine
    because: str


@dataclass(frozen=True)
class Guarded:
    """Lines in the order they are sent: what adds before what removes, and what is marked.

    With anything ``marked`` they are sent only under a confirm timer. ``refused``: reasons why they are not
    sent at all, not even so: nothing would be left to come in by.
    """

    lines: tuple[ConfigLine, ...]
    marked: tuple[Marked, ...] = ()
    refused: tuple[str, ...] = ()
