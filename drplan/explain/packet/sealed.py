"""What a packet is made from, besides the declaration and its records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from drplan.record.heads import Heads


@dataclass(frozen=True)
class Machine:
    """What drplan runs on and with, as found where the packet was printed.

    ``versions`` maps a program's name to its version. The hashes are SHA-256 in hexadecimal: of restic's
    program, and of ``requirements.lock``, which pins every Python package by its own hash. Empty when it is
    not there.
    """

    versions: Mapping[str, str]
    restic_sha256: str = ""
    lock_sha256: str = ""


@dataclass(frozen=True)
class Sealed:
    """The day of the packet, how many days it is good for at the most, and what it is compared with later.

    ``pages`` maps the path of every committed page to its SHA-256, ``inventory_sha256`` is the inventory's
    and ``plan_sha256`` that of both together, which a board approves. ``heads`` are those of verified chains.
    """

    day: date
    valid_days: int
    machine: Machine
    pages: Mapping[str, str]
    inventory_sha256: str
    plan_sha256: str
    heads: Heads
