"""What is typed of a configuration, piece by piece: a line, or what is typed in one go. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from drplan.gear.lines import last_of
from drplan.gear.platform import Platform


def pieces(lines: Sequence[str], platform: Platform) -> Iterator[str]:
    """Yield each line as it is typed; the lines of a banner, a key or a certificate come as one piece.

    Nothing is left out. A piece that its end does not follow goes to the end of the lines.
    """
    at = 0
    while at < len(lines):
        size = _size(lines[at:], platform)
        yield "\n".join(lines[at : at + size])
        at += size


def configuring(text: str, platform: Platform) -> list[str]:
    """Return the pieces of a shown configuration without what is printed around it and says nothing."""
    idle = [re.compile(each) for each in (*platform.text.noise, *platform.text.comment)]
    return [
        piece
        for piece in pieces(_joined(text.splitlines(), platform), platform)
        if piece.strip() and not ("\n" not in piece and any(each.search(piece) for each in idle))
    ]


def left(parts: Sequence[str], platform: Platform) -> list[str]:
    """Leave each block before what stands further out begins, unless the configuration did itself."""
    if not platform.restore.leaves:
        return list(parts)
    done: list[str] = []
    depths = [0]
    for piece in parts:
        depth = len(piece) - len(piece.lstrip(" "))
        said = bool(done) and any(re.fullmatch(each, done[-1]) for each in platform.text.leaves)
        while depths[-1] > depth:
            depths.pop()
            done += [] if said else [platform.text.leave]
            said = False
        if depth > depths[-1]:
            depths.append(depth)
        done.append(piece)
    return done


def unsaid(parts: Sequence[str], platform: Platform) -> list[str]:
    """Add to each block what its platform does not show when it is so: ``no shutdown`` on Cisco IOS."""
    done: list[str] = []
    for at, piece in enumerate(parts):
        done.append(piece)
        if not _ends_block(parts, at):
            continue
        head = _head(parts, at)
        body = parts[head + 1 : at + 1]
        for first, holds, line in platform.restore.unsaid:
            if re.search(first, parts[head]) and not any(re.search(holds, each) for each in body):
                done.append(f" {line}")
    return done


def _size(lines: Sequence[str], platform: Platform) -> int:
    last = last_of(lines[0], platform)
    if last is None:
        return 1
    return next((at + 1 for at in range(1, len(lines)) if last.search(lines[at])), len(lines))


def _joined(lines: Sequence[str], platform: Platform) -> list[str]:
    """Undo RouterOS's way of breaking a long line: a backslash, and the rest indented below it."""
    if platform.text.shape != "paths":
        return list(lines)
    joined: list[str] = []
    for line in lines:
        if joined and joined[-1].endswith("\\") and not joined[-1].startswith("#"):
            joined[-1] = joined[-1][:-1] + line.lstrip()
        else:
            joined.append(line)
    return joined


def _ends_block(parts: Sequence[str], at: int) -> bool:
    follows = parts[at + 1] if at + 1 < len(parts) else ""
    return not follows.startswith(" ")


def _head(parts: Sequence[str], at: int) -> int:
    return next((up for up in range(at, -1, -1) if not parts[up].startswith(" ")), at)
