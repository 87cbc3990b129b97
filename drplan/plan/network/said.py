"""Lines of a configuration as sentences: the headers around a line, then the line, joined by ``" > "``.

The guard's rules are searched in them. A running configuration is read here more leniently than where it is
compared: what cannot be read leaves less known, and then more is marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from drplan.gear.platform import Platform
from drplan.plan.network.change import ConfigLine

_VERB = re.compile(
    r"^(set|delete|activate|deactivate|insert|rename|protect|unprotect|annotate|wildcard|edit)\b ?"
)
_MENU = re.compile(
    r"^(?P<menu>/[a-z0-9][a-z0-9 /-]*?)[ /]"
    r"(?P<verb>add|set|remove|enable|disable|unset|move|reset\S*|load|save)\b ?(?P<rest>.*)$"
)
_NEGATED = re.compile(r"\s*(?:no|default|undo)\b")
JOINT = " > "


def sentence(line: ConfigLine, platform: Platform) -> str:
    """Return a line that is to be sent as a sentence."""
    return _WAYS_TO_SAY[platform.text.shape]([*line.path, line.line], line.removes)


def sentences(running: str, platform: Platform) -> tuple[str, ...]:
    """Return what a running configuration says, line by line, each with its headers."""
    say = _WAYS_TO_SAY[platform.text.shape]
    remarks = [re.compile(pattern) for pattern in (*platform.text.comment, *platform.text.noise)]
    placed = _WAYS_TO_READ[platform.text.shape](running)
    spoken = (words for words in placed if not any(each.search(words[-1]) for each in remarks))
    return tuple(say(words, False) for words in spoken)


def _say_indented(words: Sequence[str], removes: bool) -> str:
    if removes and not _NEGATED.match(words[-1]):
        words = [*words[:-1], f"no {words[-1].strip()}"]
    return JOINT.join(re.sub(r"[ \t]+", " ", each.strip()) for each in words if each.strip())


def _say_braces(words: Sequence[str], removes: bool) -> str:
    """Return one Junos command: a verb, then the whole path."""
    *path, line = (each.strip().rstrip("{;").strip().removeprefix("inactive: ") for each in words)
    verb = _VERB.match(line)
    word = verb[1] if verb else ("delete" if removes else "set")
    rest = line[verb.end() :] if verb else line
    return re.sub(r"\s+", " ", " ".join([word, *path, rest])).strip()


def _say_edit(words: Sequence[str], _: bool) -> str:
    return JOINT.join(
        re.sub(r"^(?:config|edit) ", "", each.strip()).replace('"', "") for each in words if each.strip()
    )


def _say_path(words: Sequence[str], _: bool) -> str:
    *path, line = (re.sub(r"\s+", " ", each.replace("\\\n", "")).strip() for each in words)
    found = _MENU.match(line)
    if found:
        path, line = [*path, found["menu"]], f"{found['verb']} {found['rest']}".strip()
    menu = " ".join(each.replace("/", " ").strip() for each in path)
    head = "/" + re.sub(r"\s+", " ", menu) if menu else ""
    return JOINT.join(filter(None, [head, line]))


_WAYS_TO_SAY: Mapping[str, Callable[[Sequence[str], bool], str]] = {
    "indented": _say_indented,
    "braces": _say_braces,
    "edit-blocks": _say_edit,
    "paths": _say_path,
    "tables": _say_indented,
    "document": _say_indented,
}


def _read_indented(text: str) -> Iterator[list[str]]:
    headers: list[tuple[int, str]] = []
    for line in text.splitlines():
        bare = line.strip()
        if not bare or bare == "!":
            continue
        depth = len(line) - len(line.lstrip())
        headers = [each for each in headers if each[0] < depth]
        yield [*(each for _, each in headers), bare]
        headers.append((depth, bare))


def _read_braces(text: str) -> Iterator[list[str]]:
    headers: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if line.endswith("{"):
            headers.append(line)
        elif line.startswith("}"):
            headers = headers[:-1]
        elif line and not line.startswith(("#", "/*")):
            yield [*headers, line.split("; ##")[0]]


def _read_edit(text: str) -> Iterator[list[str]]:
    headers: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith(("config ", "edit ")):
            headers.append(line)
        elif line in ("next", "end"):
            headers = headers[:-1]
        elif line:
            yield [*headers, line]


def _read_paths(text: str) -> Iterator[list[str]]:
    menu = ""
    for line in map(str.strip, re.sub(r"\\\r?\n\s*", "", text).splitlines()):
        if line.startswith("/") and not _MENU.match(line):
            menu = line
        elif line:
            yield [menu, line]


def _read_nothing(_: str) -> Iterator[list[str]]:
    return iter(())


_WAYS_TO_READ: Mapping[str, Callable[[str], Iterator[list[str]]]] = {
    "indented": _read_indented,
    "braces": _read_braces,
    "edit-blocks": _read_edit,
    "paths": _read_paths,
    "tables": _read_nothing,
    "document": _read_nothing,
}
