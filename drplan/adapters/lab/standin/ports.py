"""Lists of ports, as ``1-4,A1,Trk1`` of AOS-S and ``ethe 1/1/1 to 1/1/4`` of FastIron."""

from __future__ import annotations

import re
from collections.abc import Iterable

from drplan.adapters.lab.standin.tree import Line, natural


def spread(text: str) -> list[str]:
    """Return the ports of ``1-4,A1-A3,Trk1``."""
    found: list[str] = []
    for part in filter(None, text.replace(" ", "").split(",")):
        each = re.fullmatch(r"(.*?)(\d+)-(?:\1)(\d+)", part)
        found += [f"{each[1]}{port}" for port in range(int(each[2]), int(each[3]) + 1)] if each else [part]
    return found


def gathered(ports: Iterable[str]) -> str:
    """Return ports as AOS-S writes them."""
    return ",".join(first if first == last else f"{first}-{last}" for first, last in _runs(ports))


def from_to(text: str) -> list[str]:
    """Return the ports of ``ethernet 1/1/1 to 1/1/4 ethe 1/2/1``."""
    found: list[str] = []
    for each in re.finditer(r"e\w* ((?:\d+/)*)(\d+)(?: to (?:\d+/)*(\d+))?|lag (\d+)", text):
        if each[4]:
            found.append(f"lag {each[4]}")
            continue
        found += [f"{each[1]}{port}" for port in range(int(each[2]), int(each[3] or each[2]) + 1)]
    return found


def to_from(ports: Iterable[str]) -> str:
    """Return ports as FastIron writes them, each run behind ``ethe``."""
    return " ".join(
        f"ethe {first}" if first == last else f"ethe {first} to {last}" for first, last in _runs(ports)
    ).replace("ethe lag", "lag")


def set_ports(block: Line, word: str, text: str) -> None:
    """Have a block's one line that begins with ``word`` list these ports; none when the text is empty."""
    place = next(
        (at for at, each in enumerate(block.lines) if each.text.startswith(f"{word} ")), len(block.lines)
    )
    block.lines[:] = [each for each in block.lines if not each.text.startswith(f"{word} ")]
    if text:
        block.lines.insert(place, Line(f"{word} {text}"))


def _runs(ports: Iterable[str]) -> list[tuple[str, str]]:
    runs: list[tuple[str, str]] = []
    for port in sorted(set(ports), key=natural):
        head, number = _split(port)
        if runs and _split(runs[-1][1]) == (head, number - 1):
            runs[-1] = (runs[-1][0], port)
        else:
            runs.append((port, port))
    return runs


def _split(port: str) -> tuple[str, int]:
    found = re.fullmatch(r"(.*?)(\d+)", port)
    return (found[1], int(found[2])) if found else (port, -1)
