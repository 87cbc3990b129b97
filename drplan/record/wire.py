"""Length-prefixed strings, the way SSH writes them (RFC 4251, section 5)."""

from __future__ import annotations

_LENGTH = 4


def ssh_string(value: bytes) -> bytes:
    """Return ``value`` after its length as four bytes, big end first."""
    return len(value).to_bytes(_LENGTH, "big") + value


def take_strings(data: bytes, count: int) -> tuple[list[bytes], bytes]:
    """Return the first ``count`` strings of ``data`` and what follows; ``ValueError`` if it is too short."""
    strings = []
    for _ in range(count):
        end = _LENGTH + int.from_bytes(data[:_LENGTH], "big")
        if len(data) < max(end, _LENGTH):
            raise ValueError("cut short")
        strings.append(data[_LENGTH:end])
        data = data[end:]
    return strings, data
