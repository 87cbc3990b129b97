"""What is typed into a device: blocks entered and left in the platform's own manner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from drplan.gear.lines import any_of
from drplan.gear.platform import Platform
from drplan.plan.network.change import ConfigLine


def rendered(lines: Sequence[ConfigLine], platform: Platform) -> list[str]:
    """Return what is typed for these lines, in their order; a block is entered once for lines in a row."""
    return list(_indented(lines, platform))


def _indented(lines: Sequence[ConfigLine], platform: Platform) -> Iterator[str]:
    inside: tuple[str, ...] = ()
    for line in lines:
        shared = _common(inside, line.path)
        if line.line == "" and line.path == inside[: len(line.path)]:
            continue
        yield from _left(inside, shared, platform)
        for depth in range(shared, len(line.path)):
            yield f"{' ' * depth}{line.path[depth]}"
        inside = line.path
        yield from _typed(line.line, " " * len(inside), platform)
    yield from _left(inside, 0, platform)


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return same


def _left(inside: tuple[str, ...], shared: int, platform: Platform) -> Iterator[str]:
    for depth in range(len(inside) - 1, shared - 1, -1):
        yield f"{' ' * depth}{_leave_word(inside[depth], platform)}"


def _leave_word(header: str, platform: Platform) -> str:
    words = (word for pattern, word in platform.text.leave_by if re.search(pattern, header))
    return next(words, platform.text.leave)


def _typed(line: str, indent: str, platform: Platform) -> Iterator[str]:
    if not line:
        return
    first, *rest = line.split("\n")
    opens = any_of(begin for begin, _ in platform.text.wholes)
    yield indent + first
    verbatim = opens is not None and opens.search(indent + first)
    yield from (each if verbatim else indent + each for each in rest)
