"""What changed in devices' configurations, for people and for programs. Every text is masked already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from drplan.explain.words import count
from drplan.ports import Message
from drplan.ports.configurations import ConfigurationChange

_MOST_BLOCKS, _MOST_LINES, _MOST_DEVICES = 6, 60, 20


def summary(change: ConfigurationChange) -> str:
    """Return a line that says what changed where, since when, and why."""
    where = f"{change.site}/{change.device} ({change.platform})"
    why = f"{change.reason.because} ({change.reason.author})"
    if change.since is None:
        return f"{where}: first kept: {why}"
    lines = f"{count(change.added, 'line')} more, {count(change.removed, 'line')} less"
    since = f"since {change.since:%Y-%m-%d %H:%M} UTC"
    return f"{where}: {lines}, in {_blocks(change)}, {since}: {why}"


def told(change: ConfigurationChange, *, most: int | None = None) -> Iterator[str]:
    """Yield the summary, what a reader must know of its masks, and the diff, ``most`` lines of it."""
    yield summary(change)
    if change.masks_anew:
        yield "  the key of earlier masks is gone: a mask that differs does not tell of a changed secret"
    lines = change.diff.splitlines()
    yield from (f"  {line}" for line in lines[:most])
    if most is not None and len(lines) > most:
        yield f"  and {count(len(lines) - most, 'line')} more: drplan backup changes --asset {change.device}"


def as_document(change: ConfigurationChange) -> Mapping[str, Any]:
    """Return what is stable in ``drplan/configuration-change/1``."""
    return {
        "schema": "drplan/configuration-change/1",
        "site": change.site,
        "device": change.device,
        "platform": change.platform,
        "at": change.at.isoformat(),
        "since": change.since.isoformat() if change.since else None,
        "author": change.reason.author,
        "account": change.reason.account,
        "because": change.reason.because,
        "blocks": list(change.blocks),
        "added": change.added,
        "removed": change.removed,
        "masks_anew": change.masks_anew,
        "diff": change.diff,
        "commit": change.commit,
    }


def message(changes: Sequence[ConfigurationChange]) -> Message:
    """Word what changed on devices; those seen for the first time are no change."""
    body = [line for each in changes[:_MOST_DEVICES] for line in told(each, most=_MOST_LINES)]
    rest = len(changes) - _MOST_DEVICES
    body += [f"and {count(rest, 'device')} more: drplan backup changes"] if rest > 0 else []
    devices = len({each.device for each in changes})
    title = f"Configurations: {count(devices, 'device')} changed"
    return Message(title, "\n".join(body), worse=True)


def _blocks(change: ConfigurationChange) -> str:
    shown = ", ".join(change.blocks[:_MOST_BLOCKS]) or "what stands in no block"
    rest = len(change.blocks) - _MOST_BLOCKS
    return f"{shown} and {rest} more" if rest > 0 else shown
