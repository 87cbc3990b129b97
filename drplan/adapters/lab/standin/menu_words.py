"""How RouterOS's commands are written: words, quotes, settings, lines that go on."""

from __future__ import annotations

import re
from collections.abc import Iterator

Entry = dict[str, str]


class Refused(ValueError):
    """A command that was not taken, in RouterOS's words."""


def words(text: str) -> list[str]:
    """Split a command at blanks, but not inside of quotes or brackets."""
    found, word, depth, quoted, escaped = [], "", 0, False, False
    for letter in text.strip():
        quoted ^= letter == '"' and not escaped
        escaped = letter == "\\" and not escaped
        depth += 0 if quoted else (letter == "[") - (letter == "]")
        if letter.isspace() and not quoted and not depth:
            found.append(word)
            word = ""
        else:
            word += letter
    return [each for each in [*found, word] if each]


def pair(word: str) -> tuple[str, str] | None:
    """Return the name and value of ``name=value``."""
    name, sign, value = word.partition("=")
    return (name, value) if sign else None


def bare(value: str) -> str:
    """Return a value without quotes and escapes."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = re.sub(
            r"\\(.)", lambda found: {"n": "\n", "r": "\r", "t": "\t"}.get(found[1], found[1]), value[1:-1]
        )
    return value


def quoted(value: str) -> str:
    """Return a value as it is exported."""
    if value and re.fullmatch(r"[A-Za-z0-9_./:,*@<>!+-]+", value):
        return value
    inner = value.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r").replace("\n", "\\n")
    return f'"{inner.replace("$", chr(92) + "$")}"'


def pairs(said: list[str]) -> Entry:
    """Return the settings that a command gives; raises ``Refused``."""
    entry = {}
    for word in said:
        said_of = pair(word)
        if said_of is None or not re.fullmatch(r"!?[a-z0-9][a-z0-9.-]*", said_of[0]):
            raise Refused(f"expected end of command (line 1 column {1 + word.count(' ')})")
        entry[said_of[0]] = bare(said_of[1])
    return entry


def joined(text: str) -> Iterator[str]:
    """Yield the lines of an export, those joined that a backslash cuts."""
    held = ""
    for line in text.splitlines():
        held += line.lstrip() if held else line
        if held.endswith("\\") and not held.endswith("\\\\"):
            held = held[:-1]
            continue
        yield held
        held = ""
