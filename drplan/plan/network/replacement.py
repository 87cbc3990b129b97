"""A replacement of the same platform and another model: which port takes which one's place, and which none.

Nothing is rewritten silently: every line that becomes another is listed, and every line that names a port
without a successor stays as it was and is listed as well. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drplan.gear.catalogue import PLATFORMS
from drplan.gear.port_words import in_order, parts_of, ports_in, renamed

_BLOCKS = (48, 24, 16, 12, 8)
"""How many ports a switch has before its uplinks."""


_ALIKE = (
    (None, "it has the same number"),
    (2, "it has the same numbers behind its unit's"),
    (1, "it has the same last number"),
)

_Found = tuple[str | None, str]


@dataclass(frozen=True)
class PortMapped:
    """A port of the lost unit and its successor, with the reason; ``new`` is ``None`` where there is none."""

    old: str
    new: str | None
    because: str


@dataclass(frozen=True)
class LineChanged:
    """A line of the kept configuration, counted from 1, and what it becomes."""

    number: int
    was: str
    becomes: str


@dataclass(frozen=True)
class LineLeft:
    """A line that stays as it was, and would not fit: a person decides about it."""

    number: int
    line: str
    ports: tuple[str, ...]


@dataclass(frozen=True)
class Mapping:
    """What fits the replacement and what does not. ``text`` is the kept one with the lines of ``changed``."""

    ports: tuple[PortMapped, ...]
    changed: tuple[LineChanged, ...]
    left: tuple[LineLeft, ...]
    text: str

    @property
    def whole(self) -> bool:
        """Say whether every port that the configuration names has a successor."""
        return not self.left and all(port.new is not None for port in self.ports)


def mapping(configuration: str, platform: str, new_ports: Sequence[str]) -> Mapping:
    """Work out what a kept configuration becomes on a unit with ``new_ports``.

    In this order: the same name; the same numbers under another kind; the same place among the ports of its
    kind, when the other unit has one kind left and as many of it. Uplinks behind 8, 12, 16, 24 or 48 ports go
    to the uplinks of the other unit. What two ports could take is given to none. Raises ``KeyError`` for a
    platform that is not known.
    """
    known = PLATFORMS[platform]
    ports = tuple(_mapped(ports_in(configuration, known), list(dict.fromkeys(new_ports))))
    names = {port.old: port.new for port in ports}
    changed, left, lines = [], [], []
    for number, line in enumerate(configuration.splitlines(), start=1):
        becomes, missing = renamed(line, known, lambda port: names.get(port, port))
        lines.append(becomes)
        if missing:
            left.append(LineLeft(number, line, missing))
        elif becomes != line:
            changed.append(LineChanged(number, line, becomes))
    return Mapping(ports, tuple(changed), tuple(left), "".join(f"{line}\n" for line in lines))


def _mapped(old: Sequence[str], new: Sequence[str]) -> Iterator[PortMapped]:
    uplinks = dict(_uplinks(old, new))
    given: dict[str, _Found] = {
        port: (port, "it has the same name") for port in old if port in new and port not in uplinks
    }
    given |= {port: found for port, found in uplinks.items() if found[0] is not None}
    waiting = [port for port in old if port not in given and port not in uplinks]
    free = [port for port in new if port not in {taken for taken, _ in given.values()}]
    for count, because in _ALIKE:
        given |= _by_numbers(waiting, free, count, because)
        waiting, free = _rest(waiting, free, given)
    given |= _by_place(waiting, free)
    for port in old:
        if port in given:
            yield PortMapped(port, *given[port])
        elif port in uplinks:
            yield PortMapped(port, *uplinks[port])
        else:
            yield PortMapped(port, None, _why_none(port, new))


def _rest(
    waiting: Sequence[str], free: Sequence[str], given: dict[str, _Found]
) -> tuple[list[str], list[str]]:
    taken = {name for name, _ in given.values()}
    return [port for port in waiting if port not in given], [port for port in free if port not in taken]


def _by_numbers(
    waiting: Sequence[str], free: Sequence[str], count: int | None, because: str
) -> dict[str, _Found]:
    """Give each port the only one with its last ``count`` numbers, where that is unlike any other's."""

    def key(port: str) -> tuple[int, ...]:
        numbers = parts_of(port)[1]
        return numbers if count is None else numbers[-count:]

    found: dict[str, _Found] = {}
    for port in waiting:
        rivals = [each for each in waiting if key(each) == key(port)]
        fits = [each for each in free if key(each) == key(port) and key(port)]
        if len(fits) == 1 and len(rivals) == 1:
            found[port] = (fits[0], because)
    return found


def _by_place(waiting: Sequence[str], free: Sequence[str]) -> dict[str, _Found]:
    """Pair ports of one kind with as many of one other kind, first to first."""
    kinds = {parts_of(port)[0] for port in waiting}
    others = {parts_of(port)[0] for port in free}
    if len(kinds) != 1 or len(others) != 1 or len(waiting) != len(free):
        return {}
    pairs = zip(sorted(waiting, key=in_order), sorted(free, key=in_order), strict=True)
    return {
        port: (name, f"it is number {at} of its kind, too") for at, (port, name) in enumerate(pairs, start=1)
    }


def _uplinks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, _Found]]:
    """Yield the uplinks of a unit with another block of ports: there, their numbers are other ports'."""
    for stem in dict.fromkeys(_stem(port) for port in old):
        mine = [port for port in old if _stem(port) == stem]
        theirs = sorted((port for port in new if _stem(port) == stem), key=in_order)
        if not theirs:
            continue
        most, other = _last(mine), _last(theirs)
        block, block_there = _block(most), _block(other)
        if most in (other, block) or not block or block_there in (0, block):
            continue
        count, there = most - block, other - block_there
        for port in (each for each in mine if block_there < _number(each) <= block):
            yield port, (None, f"the other unit has {block_there} ports before its uplinks")
        for port in (each for each in mine if _number(each) > block):
            at = _number(port) - block
            fits = [each for each in theirs if _number(each) == block_there + at]
            if at <= there and fits:
                yield port, (fits[0], f"it is uplink {at} of {there}, behind {block_there} ports")
            else:
                yield port, (None, f"it is uplink {at} of {count}, and the other unit has {there}")


def _stem(port: str) -> tuple[str, tuple[int, ...]]:
    kind, numbers = parts_of(port)
    return kind, numbers[:-1]


def _number(port: str) -> int:
    return (parts_of(port)[1] or (0,))[-1]


def _last(ports: Sequence[str]) -> int:
    return max(_number(port) for port in ports)


def _block(count: int) -> int:
    return next((block for block in _BLOCKS if block <= count), 0)


def _why_none(port: str, new: Sequence[str]) -> str:
    number = _number(port)
    alike = [each for each in new if _number(each) == number]
    if len(alike) > 1:
        return f"{', '.join(alike[:3])} could take its place, and nothing says which"
    return "the other unit has no port of its number, and not as many of one kind"
