"""A configuration as it is compared byte by byte after a restore."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drplan.gear.documents import settled_document
from drplan.gear.lines import any_of, last_of
from drplan.gear.platform import Platform
from drplan.gear.tables import settled_tables


def settled(text: str, platform: Platform) -> str:
    """Return a configuration without noise, comments, blank lines and what changes by itself.

    It can still be loaded. What spans lines is kept as it is printed. Where a platform repeats itself (FRR: a
    line at the left margin once for each daemon that knows it, the system's own name beside the configured
    one, one password under several salts), the last of a command counts. Settling twice changes nothing; ends
    with a newline when not empty.
    """
    if platform.text.shape == "tables":
        return settled_tables(text) if text.strip() else ""
    if platform.text.shape == "document":
        return settled_document(text, platform) if text.strip() else ""
    lines = list(_kept(text, platform))
    if platform.text.repeats:
        lines = _once(lines, platform)
    return "".join(f"{line}\n" for line in lines)


def _kept(text: str, platform: Platform) -> Iterator[str]:
    said = platform.text
    skipped = any_of((*said.noise, *said.comment, *said.volatile))
    lines = iter(text.replace("\r\n", "\n").split("\n"))
    for raw in lines:
        line = raw.rstrip()
        if not line or (skipped and skipped.search(line)):
            continue
        yield line
        last = last_of(line, platform)
        for each in lines if last else ():
            yield each.rstrip()
            if last and last.search(each):
                break


def _once(lines: list[str], platform: Platform) -> list[str]:
    parts = _parts(lines, platform)
    last = {_command(head, platform): head for head, body in parts if body is None}
    kept: dict[int, list[str]] = {}
    seen: set[str] = set()
    for number, (head, body) in enumerate(parts):
        if body is not None:
            kept[number] = [head, *body]
        elif head not in seen and last[_command(head, platform)] == head:
            kept[number] = [head]
            seen.add(head)
    return [line for part in kept.values() for line in part]


def _parts(lines: list[str], platform: Platform) -> list[tuple[str, list[str] | None]]:
    """Pair each line at the left margin with what stands below it and leaves it; None when nothing does."""
    leaves = any_of(platform.text.leaves)
    parts: list[tuple[str, list[str] | None]] = []
    left = True
    for line in lines:
        if leaves and leaves.fullmatch(line) and not line.startswith(" "):
            if not left:
                parts[-1] = (parts[-1][0], [*(parts[-1][1] or []), line])
            left = True
        elif line.startswith(" ") and parts:
            body = [each for each in parts[-1][1] or [] if each != platform.text.leave]
            parts[-1] = (parts[-1][0], [*body, line])
        elif not line.startswith(" "):
            parts.append((line, None))
            left = False
    return [(head, body and _closed(body, platform)) for head, body in parts]


def _closed(body: list[str], platform: Platform) -> list[str]:
    return body if not body[-1].startswith(" ") else [*body, platform.text.leave]


def _command(line: str, platform: Platform) -> str:
    """Return the command when it holds one value only, else the whole line."""
    found = next(filter(None, (re.match(each, line) for each in platform.text.single)), None)
    return found[0] if found else line
