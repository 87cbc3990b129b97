"""Secrets in baselines: named where they stand, and put in only when a line is sent. Pure.

A feature's line says ``{secret:radius}`` where a device has a secret. Devices keep secrets hashed or
encrypted, so what they print can never be compared with the secret itself: a line is held when the device has
it with any value there. ``{secret:radius plaintext}`` is typed with that word before the value, for platforms
that print another (AOS-CX: ``plaintext`` is typed, ``ciphertext`` printed).

``{delimiter}`` stands at both ends of a banner. Whatever is typed there, Cisco IOS prints ``^C``; and it
takes those two characters, when they are typed, for a delimiter ``^`` and a text that begins with C.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from drplan.declare import Management, Secret
from drplan.errors import DeclarationError, SecretMissing
from drplan.gear.node import Node

_PLACEHOLDER = re.compile(r"\{secret:(?P<name>[a-z][a-z0-9-]*)(?: (?P<typed>[a-z0-9-]+))?\}")

_ANY = r'(?:(?:\d+|ciphertext|plaintext|encrypted|ENC|sha1|sha256)\s+)?(?:"[^"]*"|\S+?)'
"""A kept secret: the way it is kept, where the platform says that, and the value."""

_DELIMITER = "{delimiter}"

_REMARK = r"\s*(?:## SECRET-DATA)?\s*"
"""What Junos prints behind a line that holds a secret."""

_SENT = re.compile(r"[!#-&(-\[\]-~]{1,128}")
"""What may be sent as a secret: ASCII without spaces, quotes and backslashes."""


def names(text: str) -> tuple[str, ...]:
    """Return the secrets that a text asks for, each once, in order."""
    return tuple(dict.fromkeys(found["name"] for found in _PLACEHOLDER.finditer(text)))


def matches(line: str, running_line: str) -> bool:
    """Say whether a device's line is the wanted one, whatever the secret in it; indentation is no matter.

    A line without a placeholder must be the same. A masked value counts as a value.
    """
    pattern, end = "", 0
    for found in _PLACEHOLDER.finditer(line := line.strip()):
        pattern += re.escape(line[end : found.start()]) + _ANY
        end = found.end()
    pattern = (pattern + re.escape(line[end:])).replace(re.escape(_DELIMITER), r"(?:\^C|\S)")
    return re.fullmatch(pattern + _REMARK, running_line.strip()) is not None


def settled_secrets(wanted: Node, running: Node) -> Node:
    """Return what is wanted with a device's own line in place of each that it holds but for the secret.

    Lines are looked for in the block of the same headers.
    """
    there = {node.text: node for node in running.children}
    return replace(wanted, children=tuple(_settled(node, there) for node in wanted.children))


def _settled(node: Node, there: Mapping[str, Node]) -> Node:
    text = node.text
    if "{" in text and text not in there:
        text = next((each for each in there if matches(text, each)), text)
    return settled_secrets(replace(node, text=text), there.get(text, _NOTHING))


_NOTHING = Node("")


def placed(line: str, values: Mapping[str, str]) -> str:
    """Return the line to send, with the secrets themselves; never to be shown.

    Raises ``SecretMissing`` for one that is not given, ``DeclarationError`` for one that could end its line
    or its quotes and become a command. Neither shows a value.
    """
    return _PLACEHOLDER.sub(lambda found: _value(found, values), line.replace(_DELIMITER, "%"))


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    name, typed = found["name"], found["typed"]
    if not values.get(name):
        raise SecretMissing(
            f"the secret {name} of the district's management is not there",
            next_step="declare it in District.management and put its value where the declaration says",
        )
    if not _SENT.fullmatch(values[name]):
        raise DeclarationError(
            f"the secret {name} holds what no device takes, or is longer than 128 characters",
            next_step="change it: letters, digits and signs of ASCII, no spaces, quotes or backslashes",
        )
    return f"{typed} {values[name]}" if typed else values[name]


def references(management: Management) -> dict[str, Secret]:
    """Return where each secret that a baseline may name is found, of those that are declared."""
    user = management.snmp_user
    found = {
        "radius": management.radius_secret,
        "last-resort": management.last_resort_secret,
        "snmp-authentication": user.authentication if user else None,
        "snmp-privacy": user.privacy if user else None,
    }
    return {name: secret for name, secret in found.items() if secret is not None}
