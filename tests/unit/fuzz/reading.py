"""What a fuzz test knows of a reader: samples that it reads well, how they are spoilt, what it may raise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from time import process_time
from typing import Any

from drplan.adapters.agent.fault import Fault
from drplan.adapters.agents import fault_of
from drplan.errors import DrplanError
from tests.unit.fuzz.spoiling import Spoil, spoilt_bytes

_LONGEST_MESSAGE = 4_000
_CPU_SECONDS = 10.0
"""Samples have some kilobytes: a reader that needs this long for one grows faster than what it reads."""


def nothing_good(_: Any) -> frozenset[str]:
    """Say that what is read holds no verdict."""
    return frozenset()


@dataclass(frozen=True)
class Reader:
    """One reader of what others wrote.

    ``refuses`` is what it raises by its contract, beside ``DrplanError`` and the agent's ``Fault``. ``good``
    names what a reading holds that speaks for it: what passed, what was verified, what is granted. A spoilt
    sample must have no more of that than the sample.
    """

    name: str
    samples: Callable[[], Sequence[bytes]]
    read: Callable[[bytes], Any]
    spoil: Callable[[bytes, Spoil], bytes] = spoilt_bytes
    refuses: tuple[type[Exception], ...] = ()
    good: Callable[[Any], frozenset[str]] = nothing_good


@cache
def sampled(reader: Reader) -> tuple[bytes, ...]:
    """Return its samples, made once."""
    return tuple(reader.samples())


@cache
def good_in(reader: Reader, number: int) -> frozenset[str]:
    """Return what speaks for a whole sample."""
    return reader.good(reader.read(sampled(reader)[number]))


def try_spoilt(reader: Reader, number: int, spoil: Spoil) -> None:
    """Read one spoilt sample: it is read, or refused in one line that can be printed, and never better."""
    samples = sampled(reader)
    number %= len(samples)
    try_bytes(reader, number, reader.spoil(samples[number], spoil))


def try_bytes(reader: Reader, number: int, data: bytes) -> None:
    """Read these bytes beside a whole sample."""
    began = process_time()
    try:
        read = reader.read(data)
    except DrplanError as error:
        _is_well_said(error)
    except Fault as fault:
        _is_well_said(fault_of({"kind": fault.kind, "message": str(fault)}, ""))
    except reader.refuses:
        pass
    else:
        more = reader.good(read) - good_in(reader, number)
        assert not more or data == sampled(reader)[number], f"spoilt, it is better: {sorted(more)}"
    assert process_time() - began < _CPU_SECONDS, f"{len(data)} bytes took too long"


def _is_well_said(error: DrplanError) -> None:
    for text in (error.message, error.next_step):
        assert text.strip()
        assert text.isprintable(), ascii(text[:300])
        assert len(text) < _LONGEST_MESSAGE, text[:300]
