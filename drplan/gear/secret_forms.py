"""The forms in which secrets stand, read from ``secrets.toml`` and the platforms' files. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from drplan.gear.catalogue import PLATFORMS
from drplan.gear.platform import Platform
from drplan.gear.platform_read import Secrets

MASK = r"<secret [0-9a-f]{8}>|\(hidden\)|\{secret:[a-z0-9 -]+\}"
"""What stands where a secret stood, or where one is put in later: see ``placeholder``."""

_FIRST_WORD = re.compile(r"\\b([a-z][a-z-]{2,})(?![a-z?*{-])")
_VALUE = rf'(?:"(?P<secret>(?:[^"\\]|\\.)*)"|(?P<secret_>{MASK}|[^\s"]\S*?(?=[;,\]}})]*(?:\s|$))))'


@dataclass(frozen=True)
class Forms:
    """Compiled patterns; each of ``lines`` and of ``within`` has a group ``secret`` or ``secret_``."""

    words: re.Pattern[str]
    """Matches a whole word beside which a secret stands."""
    harmless_words: re.Pattern[str]
    kinds: re.Pattern[str]
    lines: tuple[re.Pattern[str], ...]
    blocks: tuple[re.Pattern[str], ...]
    within: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    harmless: tuple[re.Pattern[str], ...]
    plain_words: frozenset[str]

    def announces(self, word: str) -> bool:
        """Say whether a secret stands beside a word."""
        return bool(self.words.fullmatch(word)) and not self.harmless_words.fullmatch(word)


@cache
def forms(name: str | None) -> Forms:
    """Return what is looked for on one platform; with ``None`` that of all platforms."""
    common = tomllib.loads(files("drplan.gear").joinpath("secrets.toml").read_text(encoding="utf-8"))
    own = [each.secrets for each in _platforms(name)]
    kinds = f"(?:(?:{'|'.join(common['kinds'])})[ \\t]+)*"
    return Forms(
        words=_compiled("|".join(common["words"])),
        harmless_words=_compiled("|".join(common["harmless_words"])),
        kinds=_compiled(kinds),
        lines=tuple(_form(each, kinds) for each in (*_all(own, "lines"), *common["lines"])),
        blocks=tuple(_between(*each) for each in (*_all(own, "blocks"), *common["blocks"])),
        within=tuple((_between(a, z), _form(line, kinds)) for a, z, line in _all(own, "within")),
        harmless=tuple(_compiled(each) for each in (*_all(own, "harmless"), *common["harmless"])),
        plain_words=frozenset(common["plain_words"]),
    )


def _platforms(name: str | None) -> Iterable[Platform]:
    return PLATFORMS.values() if name is None else [PLATFORMS[name]]


def _all(own: Sequence[Secrets], field: str) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(each for secrets in own for each in getattr(secrets, field)))


def _form(pattern: str, kinds: str) -> re.Pattern[str]:
    return _compiled(pattern.replace("{kind}", kinds).replace("{value}", _VALUE))


def _between(first: str, last: str) -> re.Pattern[str]:
    """Match a block; one that does not end goes to the end of the text."""
    return re.compile(rf"(?:{first})(?P<secret>.*?)(?={last}|\Z)", re.DOTALL | re.IGNORECASE | re.MULTILINE)


@cache
def needs(pattern: str) -> str:
    """Return a word without which a pattern cannot match, to look for first; empty when none is certain."""
    found = _FIRST_WORD.match(pattern)
    return found[1] if found and not _has_alternatives(pattern) else ""


def _has_alternatives(pattern: str) -> bool:
    depth = 0
    for sign in re.sub(r"\\.|\[[^\]]*\]", "", pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            return True
    return False


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)
