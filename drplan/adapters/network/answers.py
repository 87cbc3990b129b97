"""Reading what a device answers: was it taken, what is it. Pure."""

from __future__ import annotations

import re

from drplan.gear import Platform
from drplan.gear.mask import hidden
from drplan.ports.device import DeviceFacts, Refusal

_LONGEST = 1000
"""So many letters of an answer are shown at most."""


def refusal(command: str, answer: str, platform: Platform) -> Refusal | None:
    """Return the refusal that an answer holds; ``None`` when the command was taken."""
    said = [" ".join(line.split()) for line in answer.splitlines() if _refuses(line, platform)]
    if not said:
        return None
    words = [line for line in said if re.search(r"\w", line)] or said
    return Refusal(told(command, platform), told(words[0], platform))


def told(text: str, platform: Platform) -> str:
    """Return a command or an answer as it may be shown: its first line, secrets hidden."""
    return hidden(text.strip().partition("\n")[0][:_LONGEST], platform)


def facts_in(answer: str, platform: Platform) -> DeviceFacts:
    """Return what the answer to ``session.version`` says; empty where it does not say."""
    patterns = platform.facts.model_dump()
    return DeviceFacts(platform.name, **{each: _value(patterns[each], answer) for each in patterns})


def holds(pattern: str, answer: str) -> bool:
    """Say whether an answer holds a pattern anywhere; an empty pattern is held by none."""
    return bool(pattern) and re.search(pattern, answer, re.MULTILINE) is not None


def last_line(answer: str, platform: Platform) -> str:
    """Return the last words of an answer, secrets hidden."""
    said = (told(line, platform) for line in reversed(answer.splitlines()) if line.strip())
    return next(said, "no answer")


def _refuses(line: str, platform: Platform) -> bool:
    session = platform.session
    return any(re.search(each, line) for each in session.refused) and not any(
        re.search(each, line) for each in session.warned
    )


def _value(pattern: str, answer: str) -> str:
    found = re.search(pattern, answer, re.MULTILINE) if pattern else None
    return found["value"].strip() if found else ""
