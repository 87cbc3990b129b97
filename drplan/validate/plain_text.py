"""Secrets that somebody wrote down: of what sort, never which.

Every pattern has a bound on its length, so that a hostile text is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from ipaddress import IPv4Address
from itertools import pairwise
from pathlib import PurePosixPath

from drplan.declare import Secret
from drplan.declare.base import Declared

_VARIABLE = r"(?:\$\{\w{1,64}\}|\$\(|\$[A-Z_][A-Z0-9_]{0,63}\b|\{\{)"
_WORD = r"(?:password|passwd|passphrase|secret|token|api[_-]?key|secret[_-]?key)"
_HARMLESS = re.compile(r"[a-z0-9.-]*|[^=:]{0,19}").fullmatch
"""Names, and what is too short for a key and assigns nothing: nearly every text."""

_PATTERNS = (
    ("a URL with its password", re.compile(rf"://[^\s/:@]{{0,256}}:(?!{_VARIABLE})[^\s/@]{{1,256}}@")),
    (
        "a password or token",
        re.compile(rf"(?i:{_WORD})\s{{0,3}}=\s{{0,3}}[\"']?(?![\"'\s]|{_VARIABLE})[^\s\"'&;]"),
    ),
    (
        "a password or token",
        re.compile(rf"(?i:\b{_WORD}[\"']?\s{{0,3}}:\s{{0,3}}[\"']?)(?!{_VARIABLE})(?=\S{{0,63}}\d)\S{{6}}"),
    ),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY")),
    ("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a token", re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}|\bAIza[0-9A-Za-z_-]{35}")),
)
_OPTION = re.compile(rf"--?{_WORD}")
_GIVEN = re.compile(rf"(?!{_VARIABLE}|-|env:|file:|/)\S")
_WITH_SHORT_OPTION = {
    "mysql",
    "mysqladmin",
    "mysqldump",
    "mariadb",
    "mariadb-admin",
    "mariadb-dump",
    "sshpass",
}
_SHELLS = {"sh", "bash", "dash", "ash", "ksh", "zsh"}
_WRITES_A_LITERAL = re.compile(r"\b(?:echo|printf)\s{1,9}(?![\"']?\$)\S|<<")
_NAME_OF_A_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*").fullmatch

_TEXTLESS = frozenset({type(None), bool, int, float, date, timedelta, IPv4Address})
"""What most fields hold; a look at this set is far quicker than asking whether a value is a ``Declared``."""

Found = tuple[str, str]
"""Where in a declared thing, as ``probes.url``, and what sort of secret."""


def written_down(thing: Declared, skip: frozenset[str] = frozenset()) -> Iterator[Found]:
    """Yield what stands in any text of a declared thing, but in the fields ``skip``."""
    waiting: list[tuple[str, object]] = [each for each in thing.__dict__.items() if each[0] not in skip]
    while waiting:
        field, value = waiting.pop()
        if isinstance(value, str):
            yield from ((field, sort) for sort in _sorts(value))
        elif isinstance(value, tuple):
            waiting.extend((field, each) for each in value)
            if field.endswith("argv"):
                yield from ((field, sort) for sort in _arguments(value))
        elif type(value) not in _TEXTLESS and isinstance(value, Declared):
            if isinstance(value, Secret):
                yield from ((field, sort) for sort in _literal(value))
            else:
                waiting.extend((f"{field}.{name}", each) for name, each in value.__dict__.items())


def _sorts(text: str) -> Iterator[str]:
    if _HARMLESS(text) is None:
        yield from (sort for sort, pattern in _PATTERNS if pattern.search(text))


def _arguments(argv: Sequence[str]) -> Iterator[str]:
    if not argv:
        return
    given = any(_OPTION.fullmatch(one) and _GIVEN.match(other) for one, other in pairwise(argv))
    program = PurePosixPath(argv[0]).name
    short = program in _WITH_SHORT_OPTION and any(re.match(r"-p\S", each) for each in argv[1:])
    if given or short or (program == "sshpass" and "-p" in argv):
        yield "a password or token"


def _literal(secret: Secret) -> Iterator[str]:
    """Tell a reference from a secret put where the reference should be."""
    reference = secret.reference
    if secret.kind == "env" and reference and _NAME_OF_A_VARIABLE(reference[0]) is None:
        yield "something that is no variable's name"
    if secret.kind == "command" and reference:
        program = PurePosixPath(reference[0]).name
        shell = program in _SHELLS and any(_WRITES_A_LITERAL.search(each) for each in reference[1:])
        if shell or program in {"echo", "printf"}:
            yield "a command that prints a literal"
        yield from _arguments(reference)
    for each in reference:
        yield from _sorts(each)
