"""Finds where secrets stand in a text: a configuration, a diff, a device's refusal. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from drplan.gear.secret_forms import MASK, Forms, needs
from drplan.gear.secret_values import Place, after

REPEATED_FROM = 6
"""A found secret of so many characters is looked for in the whole text: it may stand in a remark."""

_MASK = re.compile(MASK)
_WORD = re.compile(r"(?<![\w-])[\w-]+")
_PEM_BODY = re.compile(
    r"^[+\- ]?[ \t]*[A-Za-z0-9+/]{60,}={0,2}[ \t\r]*$"
    r"(?:\n[+\- ]?[ \t]*(?=[^\n]*[A-Z0-9+/=])[A-Za-z0-9+/]+={0,2}[ \t\r]*$)*",
    re.MULTILINE,
)
_PEM_LINE = re.compile(r"^[+\- ]?[ \t]*[A-Za-z0-9+/]+={0,2}[ \t\r]*$")
_PEM_END = re.compile(r"^[+\- ]?[ \t]*-----END [A-Z0-9 ]*PRIVATE KEY", re.MULTILINE)
_PUBLIC = re.compile(r"-----BEGIN (?![A-Z0-9 ]*PRIVATE).*?-----END [^-]*-----", re.DOTALL)


@dataclass(frozen=True)
class _Found:
    """A secret's place, and from where to where the form that found it reaches."""

    place: Place
    reach: Place


def places(text: str, forms: Forms) -> list[Place]:
    """Return where secrets stand, in order, none twice; a mask that stands there already is no secret."""
    masks = [each.span() for each in _MASK.finditer(text)]
    named = [*_blocks(text, forms), *_by_form(text, forms)]
    first = _apart([*masks, *(each.place for each in named)])
    reach = [each.reach for each in named]
    claimed = _Claimed(_apart([*first, *reach]), [*reach, *_harmless(text, forms), *masks])
    found = _apart([*first, *_by_word(text, forms, claimed)])
    again = (each for each in _repeated(text, found, forms) if not _overlaps(each, found))
    return [each for each in _apart([*found, *again]) if each not in set(masks)]


def _blocks(text: str, forms: Forms) -> Iterator[_Found]:
    for pattern in forms.blocks:
        for found in pattern.finditer(text):
            yield _Found(_trimmed(text, found.span("secret")), found.span())
    public = [each.span() for each in _PUBLIC.finditer(text)]
    for found in (*_PEM_BODY.finditer(text), *_PEM_END.finditer(text)):
        start = found.start() if found.re is _PEM_BODY else _first_line(text, found.start())
        end = found.end() if found.re is _PEM_BODY else found.start()
        if not any(begun <= start < ended for begun, ended in public):
            yield _Found(_trimmed(text, (start, end)), (start, end))


def _first_line(text: str, end: int) -> int:
    """Return where the lines begin that lead up to a private key's end and could be of it."""
    start = end
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        if not _PEM_LINE.match(text[before : start - 1]):
            break
        start = before
    return start


def _by_form(text: str, forms: Forms) -> Iterator[_Found]:
    for pattern in _possible(forms.lines, text):
        yield from _matches(pattern, text, 0, len(text))
    for block, pattern in forms.within:
        for each in block.finditer(text):
            yield from _matches(pattern, text, each.start(), each.end())


def _matches(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[_Found]:
    for found in pattern.finditer(text, start, end):
        groups = [name for name in pattern.groupindex if name.startswith("secret") and found[name]]
        yield from (_Found(found.span(name), found.span()) for name in groups)


def _harmless(text: str, forms: Forms) -> Iterator[Place]:
    return (each.span() for pattern in _possible(forms.harmless, text) for each in pattern.finditer(text))


def _possible(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[re.Pattern[str]]:
    lower = text.lower()
    return (pattern for pattern in patterns if needs(pattern.pattern) in lower)


class _Claimed:
    """What is already known of a text: where forms stand that hold secrets, and which words they explain."""

    def __init__(self, taken: Sequence[Place], explained: Sequence[Place]) -> None:
        self._starts = [start for start, _ in taken]
        self._explained = _joined(explained)
        self._explained_starts = [start for start, _ in self._explained]

    def explains(self, at: int) -> bool:
        """Say whether a word that begins there belongs to a form."""
        index = bisect_left(self._explained_starts, at + 1) - 1
        return index >= 0 and at < self._explained[index][1]

    def before_next(self, place: Place) -> Place:
        """Cut a place where the next known secret begins."""
        at = bisect_left(self._starts, place[0])
        if at < len(self._starts):
            return place[0], min(place[1], self._starts[at])
        return place


def _by_word(text: str, forms: Forms, claimed: _Claimed) -> Iterator[Place]:
    done = 0
    announces = cache(forms.announces)
    for word in _WORD.finditer(text):
        if word.start() < done or not announces(word[0]) or claimed.explains(word.start()):
            continue
        place = after(text, word, forms)
        if place is None:
            continue
        start, end = _trimmed(text, claimed.before_next(place))
        if end > start:
            done = end
            yield start, end


def _trimmed(text: str, place: Place) -> Place:
    """Leave out the space and the quotes around a secret."""
    start, end = place
    while start < end and text[start] in " \t\r\n\"'":
        start += 1
    while end > start and text[end - 1] in " \t\r\n\"'":
        end -= 1
    return start, end


def _repeated(text: str, found: Sequence[Place], forms: Forms) -> Iterator[Place]:
    """Yield where a found secret stands once more, as in a remark."""
    values = {text[start:end] for start, end in found}
    telling = {each for each in values if _is_telling(each) and each.lower() not in forms.plain_words}
    if telling:
        longest_first = sorted(telling, key=lambda each: (-len(each), each))
        pattern = "|".join(re.escape(each) for each in longest_first)
        yield from (
            each.span() for each in re.finditer(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", text)
        )


def _is_telling(value: str) -> bool:
    return len(value) >= REPEATED_FROM and "\n" not in value and not _MASK.search(value)


def _apart(all_places: Iterable[Place]) -> list[Place]:
    """Order places; of two that overlap the earlier and longer stands."""
    kept: list[Place] = []
    for start, end in sorted(set(all_places), key=lambda each: (each[0], -each[1])):
        if end > start and (not kept or start >= kept[-1][1]):
            kept.append((start, end))
    return kept


def _overlaps(place: Place, ordered: Sequence[Place]) -> bool:
    index = bisect_left(ordered, (place[1], 0)) - 1
    return index >= 0 and ordered[index][1] > place[0]


def _joined(all_places: Iterable[Place]) -> list[Place]:
    """Order ranges and join those that overlap."""
    joined: list[Place] = []
    for start, end in sorted(set(all_places)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
