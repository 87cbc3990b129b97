"""Pages in the reader's language: messages by gettext catalogue, dates, numbers and money by locale (CLDR).

The English text is the message's id. A translation lies in ``languages/LANGUAGE/*.po`` (GNU gettext); each
file is the part of one group of pages, so that a translator gets one file at a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_currency, format_decimal, format_percent

from drplan.errors import DeclarationError, UsageError
from drplan.explain.words import length

_PLACE = re.compile(r"\{([^{}]*)\}")

LANGUAGES = ("en", "es")
"""What is shipped."""


@dataclass(frozen=True)
class Language:
    """One language. ``messages`` maps English texts to theirs; English needs none.

    Values stand in a message as ``{name}``; what they hold is put in as it is and never read as a message.
    """

    code: str
    messages: Mapping[str, str | tuple[str, ...]]

    def __call__(self, message: str, /, **values: object) -> str:
        """Say a message; one without a translation is refused, ``DeclarationError``."""
        return self._filled(message, self._found(message), values)

    def plural(self, one: str, many: str, number: int, **values: object) -> str:
        """Say the message that fits a number, which stands in it as ``{number}``."""
        found = self._found(one)
        if self.code == "en":
            chosen = one if number == 1 else many
        else:
            forms = found if isinstance(found, tuple) else (found, self._one(many))
            chosen = forms[0 if number == 1 else -1]
        return self._filled(one, chosen, {"number": self.number(number), **values})

    def day(self, when: date) -> str:
        """Write a day in full: ``March 14, 2027``, ``14 de marzo de 2027``."""
        return format_date(when, "long", locale=self._locale)

    def number(self, number: float) -> str:
        """Write a number with its separators."""
        return format_decimal(number, locale=self._locale)

    def share(self, share: float) -> str:
        """Write a share from 0 to 1 in per cent."""
        return format_percent(share, locale=self._locale)

    def money(self, dollars: int) -> str:
        """Write United States dollars."""
        return format_currency(dollars, "USD", format="¤#,##0", locale=self._locale, currency_digits=False)

    def cents(self, cents: int) -> str:
        """Write United States dollars to the cent."""
        return format_currency(Decimal(cents) / 100, "USD", locale=self._locale)

    def length(self, span: timedelta | float) -> str:
        """Write a length of time, a number being seconds: units of time are written alike in both."""
        return length(span)

    @property
    def _locale(self) -> Locale:
        # Spanish as it is written in the United States: a decimal point, dollars without a country.
        return Locale.parse({"es": "es_US", "en": "en_US"}.get(self.code, self.code))

    def _one(self, message: str) -> str:
        found = self._found(message)
        return found if isinstance(found, str) else found[0]

    def _found(self, message: str) -> str | tuple[str, ...]:
        if self.code == "en":
            return message
        found = self.messages.get(message)
        if not found:
            raise DeclarationError(
                f"no {self.code} translation of {message!r}",
                next_step=f"add it to a catalogue of drplan/explain/languages/{self.code}",
            )
        return found

    def _filled(self, message: str, text: str | tuple[str, ...], values: Mapping[str, object]) -> str:
        said = text if isinstance(text, str) else text[0]
        lacking = sorted({each for each in _PLACE.findall(said) if each not in values})
        if lacking:
            raise DeclarationError(
                f"the {self.code} text of {message!r} names a value that is not there: {lacking[0]!r}",
                next_step=f"give it these alone: {', '.join(sorted(values)) or 'none'}",
            )
        return _PLACE.sub(lambda found: str(values[found[1]]), said)


@cache
def language(code: str) -> Language:
    """Return a language that is shipped; raises ``UsageError`` for any other."""
    if code not in LANGUAGES:
        raise UsageError(f"no language {code!r}", next_step=f"use one of: {', '.join(LANGUAGES)}")
    return Language(code, {} if code == "en" else _shipped(code))


def catalogue(content: bytes, name: str) -> Catalog:
    """Read one gettext catalogue; raises ``DeclarationError`` that names it and the line."""
    try:
        return read_po(BytesIO(content), abort_invalid=True)
    except (PoFileError, UnknownLocaleError, UnicodeDecodeError) as error:
        raise DeclarationError(
            f"{name}: {error}", next_step="write it as gettext does: msgfmt --check tells the line"
        ) from error


def _shipped(code: str) -> dict[str, str | tuple[str, ...]]:
    found: dict[str, str | tuple[str, ...]] = {}
    folder = files("drplan.explain").joinpath("languages", code)
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".po"):
            found |= _messages(catalogue(file.read_bytes(), file.name))
    return found


def _messages(read: Catalog) -> dict[str, str | tuple[str, ...]]:
    found: dict[str, str | tuple[str, ...]] = {}
    for each in read:
        if each.id and each.string:
            one = each.id if isinstance(each.id, str) else each.id[0]
            said = each.string if isinstance(each.string, str) else tuple(each.string)
            found[one] = said
    return found
