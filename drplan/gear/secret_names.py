"""Secrets in a JSON document: by the names of its values, so that it stays one when masked. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from drplan.gear.platform import Platform
from drplan.gear.secret_forms import MASK, forms
from drplan.gear.secret_places import REPEATED_FROM, places

_MASK = re.compile(MASK)


def masked_document(text: str, platform: Platform, mask: Callable[[str], str]) -> str | None:
    """Return a document with its secrets replaced, laid out as it is kept; ``None`` for what is no document.

    A text or number under a secret's name is one, and whatever stands below such a name; true, false and
    nothing are none. In other texts what any platform's forms find is masked, and a secret that stands there
    once more. What is nested too deeply to be looked through is one secret as a whole.
    """
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, dict):
        return None
    veil = _Veil(platform, mask)
    try:
        veil.known = _telling(veil.named(held))
        hidden = veil.over(held)
        laid = json.dumps(hidden, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    except RecursionError:
        return mask(text)
    return text if hidden == held else laid


class _Veil:
    def __init__(self, platform: Platform, mask: Callable[[str], str]) -> None:
        self._names = [re.compile(each, re.IGNORECASE) for each in platform.secrets.names]
        self._forms, self._mask = forms(platform.name), mask
        self.known: re.Pattern[str] | None = None

    def named(self, value: Any, *, secret: bool = False) -> Iterator[str]:
        """Yield the values that stand under a secret's name."""
        if isinstance(value, dict):
            for name, each in value.items():
                yield from self.named(each, secret=secret or self._is_secret(name))
        elif isinstance(value, list):
            for each in value:
                yield from self.named(each, secret=secret)
        elif secret and isinstance(value, str):
            yield value

    def over(self, value: Any, *, secret: bool = False) -> Any:
        """Return a value with its secrets masked."""
        if isinstance(value, dict):
            return {
                name: self.over(each, secret=secret or self._is_secret(name)) for name, each in value.items()
            }
        if isinstance(value, list):
            return [self.over(each, secret=secret) for each in value]
        if secret and not isinstance(value, bool) and value not in (None, ""):
            said = str(value)
            return value if _MASK.fullmatch(said) else self._mask(said)
        return self._text(value) if isinstance(value, str) else value

    def _is_secret(self, name: str) -> bool:
        return self._forms.announces(name) or any(each.fullmatch(name) for each in self._names)

    def _text(self, text: str) -> str:
        parts, at = [], 0
        for start, end in places(text, self._forms):
            parts += [text[at:start], self._mask(text[start:end])]
            at = end
        said = "".join([*parts, text[at:]])
        return self.known.sub(lambda found: self._mask(found[0]), said) if self.known else said


def _telling(values: Iterator[str]) -> re.Pattern[str] | None:
    found = {each for each in values if len(each) >= REPEATED_FROM and not _MASK.search(each)}
    if not found:
        return None
    longest_first = sorted(found, key=lambda each: (-len(each), each))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, longest_first))})(?![A-Za-z0-9])")
