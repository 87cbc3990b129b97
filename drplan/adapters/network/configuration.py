"""Running configurations as text: cleaned, cut into sections, compared. Pure.

A section is the unit a person thinks in: ``hostname``, ``services`` (every other line at the left margin),
or a block such as ``interface wan0`` with the lines indented below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drplan.gear import PLATFORMS
from drplan.gear.settled import settled

HOSTNAME, SERVICES = "hostname", "services"

Sections = Mapping[str, tuple[str, ...]]
"""A section's name to its lines without indentation, in order, each once."""

_NOISE = re.compile(
    r"!.*|end|exit|Building configuration\.\.\.|Current configuration:.*|frr version .*"
    # How FRR's own shell keeps files: set in its file beside the configuration, and never saved by it.
    r"|(no )?service integrated-vtysh-config|"
)
_SECRET = re.compile(r"\b(password|secret|key|community|message-digest-key) .*", re.IGNORECASE)
_ONE_VALUE = ("hostname ", "password ", "enable password ")

_KEPT = ("ip address", "ipv6 address")
"""Lines of a port that a baseline does not speak of and must never take away: they carry our own session."""

_SHORT_NO = ("description", "hostname", "log syslog", "log timestamp precision")
"""Commands whose ``no`` form takes no value."""


def clean(text: str) -> str:
    """Return a running configuration that can be restored and compared: see :func:`drplan.gear.settled`."""
    return settled(text, PLATFORMS["frr"])


def split(text: str) -> Sections:
    """Cut a configuration into sections, in order of first appearance, hostname and services first."""
    sections: dict[str, dict[str, None]] = {HOSTNAME: {}, SERVICES: {}}
    for head, body in _parts(text):
        if body is not None:
            sections.setdefault(head, {}).update(dict.fromkeys(line.strip() for line in body))
        elif _single(head) == "hostname ":
            sections[HOSTNAME] = {head: None}
        else:
            sections[SERVICES].setdefault(head)
    return {name: tuple(lines) for name, lines in sections.items() if lines or is_block(name)}


def is_block(section: str) -> bool:
    """Say whether a section is a block with indented lines rather than lines at the left margin."""
    return section not in {HOSTNAME, SERVICES}


def _single(line: str) -> str:
    """Return the command when it can hold one value only, else the whole line."""
    return next((command for command in _ONE_VALUE if line.startswith(command)), line)


def _parts(text: str) -> list[tuple[str, list[str] | None]]:
    """Pair each line at the left margin with the indented lines below it; None when it opens nothing."""
    parts: list[tuple[str, list[str] | None]] = []
    for raw in text.splitlines():
        line = raw.rstrip()
        if line == "exit" and parts:
            parts[-1] = (parts[-1][0], parts[-1][1] or [])
        elif line.startswith(" ") and parts and line.strip() != "!":
            parts[-1] = (parts[-1][0], [*(parts[-1][1] or []), line])
        elif not line.startswith(" ") and not _NOISE.fullmatch(line):
            parts.append((line, None))
    return parts


@dataclass(frozen=True)
class Change:
    """What one section lacks (``add``) and has too much (``drop``)."""

    section: str
    add: tuple[str, ...]
    drop: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Say whether the section is as wanted."""
        return not self.add and not self.drop

    @property
    def detail(self) -> str:
        """Return ``-`` and ``+`` lines; what follows a word for a secret is hidden."""
        lines = [f"-{line}" for line in self.drop] + [f"+{line}" for line in self.add]
        return "\n".join(_SECRET.sub(r"\1 (hidden)", line) for line in lines)


def compare(current: str, wanted: str) -> list[Change]:
    """Return one change for each section of ``wanted``, in its order, also where nothing changes.

    A block that is wanted is owned whole, apart from lines that carry the session itself (addresses). At the
    left margin the baseline owns the families it uses: one wanted ``log`` line owns all ``log`` lines.
    Sections it does not name are left alone.
    """
    have, want = split(current), split(wanted)
    return [_change(name, have.get(name), lines) for name, lines in want.items()]


def _change(name: str, have: tuple[str, ...] | None, want: tuple[str, ...]) -> Change:
    present = have or ()
    # A block that is absent must be opened even when nothing stands in it.
    add = tuple(line for line in want if line not in present)
    if is_block(name) and have is None and not want:
        add = ("",)
    return Change(
        name, add, tuple(line for line in present if line not in want and _is_owned(name, line, want))
    )


def _is_owned(section: str, line: str, want: Iterable[str]) -> bool:
    if is_block(section):
        return not line.startswith(_KEPT)
    return _family(line) in {_family(each) for each in want}


def _family(line: str) -> str:
    return line.removeprefix("no ").split(" ", 1)[0]


def additions(change: Change) -> list[str]:
    """Return the commands that bring what lacks."""
    return _in_block(change.section, [line for line in change.add if line])


def deletions(change: Change) -> list[str]:
    """Return the commands that take away what is too much."""
    return _in_block(change.section, [_negate(line) for line in change.drop]) if change.drop else []


def _in_block(section: str, lines: list[str]) -> list[str]:
    return [section, *(f" {line}" for line in lines), "exit"] if is_block(section) else lines


def _negate(line: str) -> str:
    if line.startswith("no "):
        return line.removeprefix("no ")
    for command in _SHORT_NO:
        if line.startswith(f"{command} "):
            return f"no {command}"
    return f"no {line}"
