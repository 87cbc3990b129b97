"""One notice: its subject and its text, in drplan's words or the district's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from drplan.errors import UsageError
from drplan.explain.language import Language
from drplan.explain.notices.families import families
from drplan.explain.notices.notes import notes
from drplan.explain.notices.occasion import Audience, Occasion, moments_of
from drplan.explain.notices.override import check_overrides, overridden
from drplan.explain.notices.press import press
from drplan.explain.notices.shared import Writer
from drplan.explain.notices.staff import staff
from drplan.explain.notices.values import Values

_WRITERS: Mapping[Audience, Callable[[Writer], Iterator[str]]] = {
    "staff": staff,
    "families": families,
    "press": press,
}


@dataclass(frozen=True)
class NoticeText:
    """A notice to copy: ``subject``, ``paragraphs``, and ``notes`` for its sender that are not part of it."""

    occasion: Occasion
    language: str
    subject: str
    paragraphs: tuple[str, ...]
    notes: tuple[str, ...]

    def plain(self) -> str:
        """Return it as it is sent: the subject, and a blank line before each paragraph."""
        return "\n\n".join((self.subject, *self.paragraphs)) + "\n"


def notice(
    occasion: Occasion, say: Language, values: Values, overrides: Mapping[str, str] | None = None
) -> NoticeText:
    """Write a notice.

    ``overrides`` are the district's own texts by file name. Raises ``UsageError`` for a moment that the
    peril does not have, ``DeclarationError`` for an override that cannot be filled in.
    """
    if occasion.moment not in moments_of(occasion.peril):
        raise UsageError(
            f"{occasion.peril} has no notice of the moment {occasion.moment!r}",
            next_step=f"use one of: {', '.join(moments_of(occasion.peril))}",
        )
    own = overrides or {}
    check_overrides(own)
    subject, paragraphs = _written(occasion, say, values, own)
    return NoticeText(occasion, say.code, subject, paragraphs, notes(occasion))


def _written(
    occasion: Occasion, say: Language, values: Values, own: Mapping[str, str]
) -> tuple[str, tuple[str, ...]]:
    file = occasion.file(say.code)
    if file in own:
        return overridden(file, own[file], values.words(occasion.audience))
    write = Writer(occasion, say, values)
    return write.subject(), tuple(_WRITERS[occasion.audience](write))
