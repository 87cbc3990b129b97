"""The records of an XML file as it goes by: elements of the wanted names, each with the text below it.

A document type is refused: nothing that an export holds may be defined in itself or fetched from elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from xml.parsers import expat

from .unsound import Unsound

Record = tuple[str, dict[str, str]]
_LONGEST = 1 << 16
_DEEPEST = 100


def records(pieces: Iterator[bytes], wanted: Collection[str]) -> Iterator[Record]:
    """Yield name and fields of each wanted element when it ends; raises ``Unsound``.

    A field is an element right below it that holds text. Text beyond 64 KiB is left out.
    """
    reading = _Reading(wanted)
    try:
        for piece in pieces:
            reading.parser.Parse(piece)
            yield from reading.taken()
        reading.parser.Parse(b"", True)
        yield from reading.taken()
    except (expat.ExpatError, LookupError, ValueError):
        # An encoding that nobody knows, or that is none of text, is no word of the parser's own.
        raise Unsound("is not well-formed XML") from None


class _Reading:
    def __init__(self, wanted: Collection[str]) -> None:
        self.parser = expat.ParserCreate()
        # Else each reference to a character is a piece of its own, to be counted with all before it.
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self._wanted = frozenset(wanted)
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self._done: list[Record] = []

    def taken(self) -> list[Record]:
        done, self._done = self._done, []
        return done

    def _begin(self, name: str, _: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise Unsound("nests its elements too deeply: refused")
        self._open.append((name, {}, []))

    def _end(self, name: str) -> None:
        _, fields, text = self._open.pop()
        if name in self._wanted:
            self._done.append((name, fields))
        elif self._open and self._open[-1][0] in self._wanted:
            self._open[-1][1][name] = "".join(text)

    def _text(self, text: str) -> None:
        held = self._open[-1][2]
        if sum(map(len, held)) < _LONGEST:
            held.append(text[:_LONGEST])

    def _refuse(self, *_: Any) -> None:
        raise Unsound("declares a document type: refused")
