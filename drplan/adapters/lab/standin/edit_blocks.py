"""FortiOS's configuration: sections of settings and of tables whose entries are sections again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drplan.adapters.lab.standin.names import named
from drplan.adapters.lab.standin.scramble import digest

_TEXT = named(
    "hostname alias description name comment comments interface member srcintf dstintf srcaddr dstaddr",
    "service schedule accprofile vdom device location contact-info groupname username intf events",
    "ssl-ssh-profile av-profile webfilter-profile ips-sensor application-list poolname groups users user",
    "associated-interface phase1name buffer ssh-public-key1 ssh-public-key2 ssh-public-key3 certificate",
    "label server",
)
_SECRET = named(
    "password passwd psksecret secret key auth-pwd priv-pwd passphrase private-key md5-key api-key",
)
DEFAULTS: dict[str, dict[str, str]] = {
    "system global": {
        "admin-ssh-port": "22",
        "admintimeout": "5",
        "cfg-save": "automatic",
        "cfg-revert-timeout": "600",
        "admin-lockout-threshold": "3",
        "admin-lockout-duration": "60",
        "admin-telnet": "enable",
        "strong-crypto": "enable",
        "pre-login-banner": "disable",
        "post-login-banner": "disable",
    },
    "system console": {"output": "more", "baudrate": "9600", "mode": "line", "login": "enable"},
    "system interface/*": {"status": "up", "mtu-override": "disable"},
    "system ntp": {"ntpsync": "enable", "type": "fortiguard", "syncinterval": "60"},
    "log syslogd setting": {"status": "disable", "mode": "udp", "port": "514", "facility": "local7"},
    "system snmp sysinfo": {"status": "disable"},
    "firewall policy/*": {"status": "enable", "logtraffic": "utm", "nat": "disable"},
    "router static/*": {"status": "enable", "distance": "10"},
}
"""What sections hold by their maker, shown by ``show full-configuration`` alone."""


class Section:
    """What stands between ``config`` and ``end``, or between ``edit`` and ``next``."""

    __slots__ = ("edits", "path", "sections", "sets")

    def __init__(self, path: str) -> None:
        self.path = path
        self.sets: dict[str, str] = {}
        self.edits: dict[str, Section] = {}
        self.sections: dict[str, Section] = {}

    def section(self, name: str) -> Section:
        """Return the section of that name, made when it is not there."""
        return self.sections.setdefault(name, Section(f"{self.path}/{name}" if self.path else name))

    def entry(self, name: str) -> Section:
        """Return the entry of that name, made when it is not there."""
        return self.edits.setdefault(name, Section(f"{self.path}/*"))

    def value(self, name: str) -> str:
        """Return a setting as it is, or as its maker has it; without quotes."""
        return self.sets.get(name, DEFAULTS.get(self.path, {}).get(name, "")).strip('"')

    def copied(self) -> Section:
        """Return the like of it, to be changed apart."""
        twin = Section(self.path)
        twin.sets = dict(self.sets)
        twin.edits = {name: each.copied() for name, each in self.edits.items()}
        twin.sections = {name: each.copied() for name, each in self.sections.items()}
        return twin


def unquoted(word: str) -> str:
    """Return a name without its quotes."""
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] == '"' else word


def split(line: str) -> list[str]:
    """Split a line at its blanks, but not inside of quotes."""
    return re.findall(r'"(?:[^"\\]|\\.)*"|[^\s"]+', line, re.DOTALL)


def stored(section: Section, name: str, values: list[str]) -> None:
    """Set a value, quoted and scrambled as it is printed; what its maker has is not kept."""
    if name in _SECRET and values[0] != "ENC" and not values[0].startswith('"-----'):
        values = ["ENC", digest(unquoted(values[0]), 44) + "=="]
    elif name in _TEXT:
        values = [f'"{unquoted(each)}"' for each in values]
    text = " ".join(values)
    if DEFAULTS.get(section.path, {}).get(name) == text:
        section.sets.pop(name, None)
    else:
        section.sets[name] = text


def rows(section: Section, depth: int = 0, *, full: bool = False) -> Iterator[str]:
    """Yield what is printed of what stands in a section."""
    pad = "    " * depth
    sets = DEFAULTS.get(section.path, {}) | section.sets if full else section.sets
    for name, text in sets.items():
        yield f"{pad}set {name} {text}"
    for name, below in section.sections.items():
        yield from printed(f"config {name}", below, depth, full=full)
    for name, entry in section.edits.items():
        yield f"{pad}edit {name}" if name.isdigit() else f'{pad}edit "{name}"'
        yield from rows(entry, depth + 1, full=full)
        yield f"{pad}next"


def printed(head: str, section: Section, depth: int, *, full: bool = False) -> Iterator[str]:
    """Yield a whole section; nothing when there is nothing in it."""
    inner = list(rows(section, depth + 1, full=full))
    if inner:
        yield f"{'    ' * depth}{head}"
        yield from inner
        yield f"{'    ' * depth}end"


def whole_lines(lines: list[str]) -> Iterator[str]:
    """Yield lines, those joined that a quote holds together."""
    held = ""
    for line in lines:
        held = f"{held}\n{line}" if held else line.strip()
        if not open_quote(held):
            yield held
            held = ""
    if held:
        yield held


def open_quote(text: str) -> bool:
    """Say whether a quote was opened and not closed."""
    return not text.startswith("#") and len(re.findall(r'(?<!\\)"', text)) % 2 == 1
