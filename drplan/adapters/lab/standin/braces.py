"""Junos's configuration: words below words, set and deleted by their path, printed between braces.

A tree is a dict of dicts, in the order in which statements came. What stands between braces is read as the
paths it says, so that both forms are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drplan.adapters.lab.standin.names import named
from drplan.adapters.lab.standin.scramble import digest

Tree = dict[str, "Tree"]

_TOP_WORDS = (
    "version groups apply-groups system chassis security interfaces snmp forwarding-options event-options "
    "routing-options protocols policy-options class-of-service firewall access switch-options "
    "applications services routing-instances bridge-domains ethernet-switching-options virtual-chassis "
    "vlans poe logical-systems multi-chassis schedulers jsrc "
)
TOP = tuple(_TOP_WORDS.split())
"""What may stand at the top, in the order in which it is printed."""

_LISTS = named(
    "user unit family area community filter term policy-statement prefix-list interface-range trap-group",
    "class file host view server-group instance msti neighbor group policy zone instance-type usm-user",
    "security-name security-level context-prefix security-model user-name interface server",
    "storm-control-profiles",
)
"""Words that stand in front of a name, with more below: ``unit 0 {``."""
_BLOCKS = named(
    "system services login syslog ntp root-authentication authentication interfaces vlans protocols",
    "routing-options static snmp firewall policy-options forwarding-options chassis ether-options",
    "aggregated-ether-options from then radius-server tacplus-server rstp lldp lldp-med ospf",
    "class-of-service web-management archival configuration v3 usm vacm local-engine switch-options",
    "virtual-chassis poe security vlan ethernet-switching access source-address source-prefix-list",
    "name-server targets groups",
)
"""Words that stand alone in front of a brace."""
SINGLE = named(
    "host-name domain-name time-zone encrypted-password description vlan-id l3-interface full-name",
    "location contact message announcement root-login protocol-version interface-mode native-vlan-id mtu",
    "speed link-mode secret router-id bridge-priority idle-timeout connection-limit rate-limit",
    "authorization uid version recovery-timeout bandwidth-percentage bandwidth-level metric preference",
    "max-configurations-on-flash transfer-interval hello-time forward-delay max-age level timeout retry",
    "privacy-key authentication-key tagged ageing-time reference-bandwidth native-inner-tag",
    "sampling-interval no-of-lockouts backoff-threshold tries-before-disconnect minimum-length",
    "change-type minimum-changes format boot-server",
)
"""Words with one value: a new one replaces the old."""
_FACILITIES = named(
    "any authorization change-log conflict-log daemon dfc external firewall ftp interactive-commands",
    "kernel ntp pfe security user",
)
_SECRETS = named(
    "encrypted-password secret authentication-key privacy-key pre-shared-key ssh-rsa ssh-ed25519",
    "ssh-ecdsa authentication-password privacy-password hello-authentication-key",
)
_SCRAMBLED = frozenset({"secret", "authentication-key", "pre-shared-key", "simple-password"})


class Unread(ValueError):
    """Text that is no configuration; says the line."""


def words(text: str) -> list[str]:
    """Split a statement: quoted text is one word, brackets and the marks of blocks are words."""
    return re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{};]|[^\s\[\]{};"]+', text)


def paths(text: str) -> Iterator[list[str]]:
    """Yield the path of each statement of a text between braces; raises ``Unread``."""
    above: list[list[str]] = []
    here: list[str] = []
    for place, line in enumerate(text.splitlines(), 1):
        for word in words(_bare(line)):
            if word == "{":
                above.append(here)
                yield [each for part in above for each in part]
                here = []
            elif word == "}":
                if not above or here:
                    raise Unread(f"{place}: syntax error: }}")
                above.pop()
            elif word == ";":
                yield from _each([each for part in above for each in part] + here)
                here = []
            else:
                here = [*here, word]
    if above or here:
        raise Unread(f"{len(text.splitlines())}: syntax error: unexpected end of text")


def _bare(line: str) -> str:
    line = re.sub(r"/\*.*?\*/", " ", line)
    return "" if line.lstrip().startswith("#") else re.sub(r";\s*##.*$", ";", line)


def _each(path: list[str]) -> Iterator[list[str]]:
    """Yield a path for each of the values between brackets."""
    if "[" not in path:
        yield path
        return
    first = path.index("[")
    for value in path[first + 1 : path.index("]")]:
        yield [*path[:first], value]


def put(tree: Tree, path: list[str]) -> None:
    """Set a statement; a word with one value takes the new one."""
    here, before = tree, ""
    for word in path:
        if before in SINGLE and word not in here:
            here.clear()
        plain = before in _SCRAMBLED and not word.strip('"').startswith("$")
        here = here.setdefault(_scrambled(word) if plain else word, {})
        before = word


def remove(tree: Tree, path: list[str]) -> bool:
    """Delete a statement and what is below it; says whether it was there."""
    if not path:
        tree.clear()
        return True
    above: list[tuple[Tree, str]] = []
    here = tree
    for word in path:
        if word not in here:
            return False
        above.append((here, word))
        here = here[word]
    parent, last = above.pop()
    del parent[last]
    # A word in front of a name, or of a value, says nothing once the last of them is gone.
    while above and not above[-1][0][above[-1][1]] and above[-1][1] in _LISTS | SINGLE:
        parent, last = above.pop()
        del parent[last]
    return True


def read(text: str) -> Tree:
    """Return the tree of a text between braces; raises ``Unread``."""
    tree: Tree = {}
    for path in paths(text):
        put(tree, path)
    return tree


def at(tree: Tree, *path: str) -> Tree:
    """Return what is below a path; nothing when it is not there."""
    for word in path:
        tree = tree.get(word, {})
    return tree


def has(tree: Tree, *path: str) -> bool:
    """Say whether a statement is there."""
    return path[-1] in at(tree, *path[:-1])


def ordered(tree: Tree) -> list[str]:
    """Return the words at the top in the order in which they are printed."""
    return sorted(tree, key=lambda word: TOP.index(word) if word in TOP else len(TOP))


def braces(tree: Tree) -> str:
    """Print a tree between braces."""
    return "".join(f"{line}\n" for word in ordered(tree) for line in _statement(word, tree[word], 0))


def _statement(word: str, below: Tree, depth: int) -> Iterator[str]:
    pad = "    " * depth
    if not below:
        yield f"{pad}{word};"
    elif word == "then" and below == {"accept": {}}:
        yield f"{pad}then accept;"
    elif word == "filter" and below.keys() <= {"input", "output"}:
        yield from _block(word, below, depth)
    elif word in _LISTS and not (word == "authentication" or _is_chain(below, 0)):
        for name, inner in below.items():
            yield from _block(f"{word} {name}", inner, depth)
    elif word in {"route", "oid"} or (word in _FACILITIES and _is_chain(below, 1)):
        for name, inner in below.items():
            yield (
                f"{pad}{word} {name}{_rest(inner)};"
                if _is_chain(inner, 2)
                else "".join(f"{line}\n" for line in _block(f"{word} {name}", inner, depth)).rstrip("\n")
            )
    elif word in _BLOCKS or any(below.values()):
        yield from _block(word, below, depth)
    else:
        values = list(below)
        mark = " ## SECRET-DATA" if word in _SECRETS else ""
        shown = values[0] if len(values) == 1 else "[ " + " ".join(values) + " ]"
        yield f"{pad}{word} {shown};{mark}"


def _block(head: str, below: Tree, depth: int) -> Iterator[str]:
    pad = "    " * depth
    if not below:
        yield f"{pad}{head};"
        return
    yield f"{pad}{head} {{"
    for word, inner in below.items():
        yield from _statement(word, inner, depth + 1)
    yield f"{pad}}}"


def _is_chain(tree: Tree, depth: int) -> bool:
    """Say whether there is at most one word on each level, and no more levels than so many."""
    if not tree:
        return True
    return depth > 0 and len(tree) == 1 and _is_chain(next(iter(tree.values())), depth - 1)


def _rest(tree: Tree) -> str:
    return "".join(f" {word}{_rest(inner)}" for word, inner in tree.items())


def commands(tree: Tree, above: str = "set") -> Iterator[str]:
    """Yield the ``set`` commands that make a tree."""
    for word in ordered(tree) if above == "set" else list(tree):
        if tree[word]:
            yield from commands(tree[word], f"{above} {word}")
        else:
            yield f"{above} {word}"


def _scrambled(word: str) -> str:
    return f'"$9${digest(word, 24)}"'
