"""How a commit of the history is worded, and read again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from drplan.ports.configurations import ConfigurationChange, Reason

_SUBJECT = 200
_SINCE, _ANEW = "Since: ", "Masks-anew: "


def message(reason: Reason, changes: Sequence[ConfigurationChange], *, anew: bool) -> str:
    """Return a commit's message: why, and since when each device was not seen to differ."""
    subject = "".join(letter if letter.isprintable() else " " for letter in reason.because)[:_SUBJECT].strip()
    told = [
        f"{_SINCE}{each.site}/{each.device}.{each.platform} {each.since.astimezone(UTC).isoformat()}"
        for each in changes
        if each.since
    ]
    told += [f"{_ANEW}the key of earlier masks is gone"] if anew else []
    return "\n".join([subject or "unsaid", *(["", *told] if told else [])]) + "\n"


def is_anew(said: str) -> bool:
    """Say whether a commit's masks were made with another key than those before."""
    return any(line.startswith(_ANEW) for line in said.splitlines())


def since(said: str) -> dict[str, datetime]:
    """Return since when, by file, as a message says."""
    found = {}
    for line in said.splitlines():
        path, _, moment = line.removeprefix(_SINCE).partition(" ")
        if line.startswith(_SINCE):
            with suppress(ValueError):
                found[path] = datetime.fromisoformat(moment)
    return found
