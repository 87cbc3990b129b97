"""Reading what a device hears at its ports: LLDP (IEEE 802.1AB), and Cisco's CDP. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from drplan.gear.platform_read import Heard
from drplan.ports.device import Neighbour

_FORWARDS = re.compile(r"\b(?:B|R|W|bridge|router|switch|wlan[\w-]*|repeater|trans-bridge)\b", re.IGNORECASE)


def neighbours_in(answer: str, heard: Heard) -> tuple[Neighbour, ...]:
    """Return the neighbours that an answer tells of, in its order; a port may hear several."""
    return tuple(_neighbour(entry, heard) for entry in _entries(answer, heard))


def is_deaf(answer: str, heard: Heard) -> bool:
    """Say whether the device answered that it does not listen."""
    return bool(heard.deaf) and re.search(heard.deaf, answer, re.MULTILINE) is not None


def merged(*protocols: Sequence[Neighbour]) -> tuple[Neighbour, ...]:
    """Return what was heard by several protocols, each neighbour at a port once: as the first tells of it.

    Ports are told alike when one's name is the other's shortened, as Gi1/0/1.
    """
    found: list[Neighbour] = []
    for each in (neighbour for protocol in protocols for neighbour in protocol):
        if not any(_is_same(each, other) for other in found):
            found.append(each)
    return tuple(found)


def _entries(answer: str, heard: Heard) -> Iterator[str]:
    if not heard.entry:
        return
    starts = [found.start() for found in re.finditer(heard.entry, answer, re.MULTILINE)]
    for start, end in pairwise([*starts, len(answer)]):
        yield answer[start:end]


def _neighbour(entry: str, heard: Heard) -> Neighbour:
    can = _value(heard.capabilities, entry)
    return Neighbour(
        port=_value(heard.port, entry),
        device=_value(heard.device, entry),
        device_port=_value(heard.device_port, entry),
        model=_value(heard.model, entry),
        address=_value(heard.address, entry),
        forwards=_FORWARDS.search(can) is not None if can else None,
    )


def _value(pattern: str, entry: str) -> str:
    found = re.search(pattern, entry, re.MULTILINE) if pattern else None
    return found["value"].strip() if found else ""


def _is_same(one: Neighbour, other: Neighbour) -> bool:
    return _port(one.port) == _port(other.port) and _name(one.device) == _name(other.device)


def _port(name: str) -> str:
    # Gi1/0/1 and GigabitEthernet1/0/1.
    return re.sub(r"^([A-Za-z]{2})[A-Za-z-]*(?=\d)", r"\1", name).lower()


def _name(device: str) -> str:
    return device.partition(".")[0].lower()
