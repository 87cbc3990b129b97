"""Lists of VLANs, as ``10,20-22``."""

from __future__ import annotations


def numbers(text: str) -> list[int]:
    """Return the numbers of ``10,20-22``."""
    found = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found += list(range(int(first), int(last or first) + 1))
    return found


def ranges(values: set[int]) -> str:
    """Return numbers as IOS writes a list of VLANs."""
    parts: list[str] = []
    for value in sorted(values):
        first, _, last = parts[-1].partition("-") if parts else ("", "", "")
        if parts and int(last or first) + 1 == value:
            parts[-1] = f"{first}-{value}"
        else:
            parts.append(str(value))
    return ",".join(parts)
