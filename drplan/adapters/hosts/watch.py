"""Listens to pyinfra's log while it works: what differs, and what went wrong, by operation."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from pyinfra.api.host import Host
from pyinfra.context import ctx_host

_CONTENT = "  %s"
"""The format in which pyinfra logs one line of a diff."""

_DIFFERENCES = {"mode %s": "mode {}", "chown %s:%s": "owner {}:{}", "  differs: %s": "{}"}
"""The formats in which pyinfra, and ``deploys/steps.py``, log what else differs: never a file's content.

pyinfra logs a mode and an owner twice: as found, then as wanted.
"""

_LEFT_OUT = "  left out, %s: %s"
"""The format in which ``deploys/control.py`` logs that a control was not meant for a host, and why."""

_WITHHELD = "content differs (not shown: not everybody on the host may read this file)"

_ERROR_LINES = 6

_COUNT = "Error: executed "
"""How pyinfra ends its report of a failed operation: a count of commands, which says nothing of the cause."""


class FactFailed(Exception):
    """A fact could not be read: nothing may be decided from its default."""


@dataclass
class Heard:
    """What was logged during one operation.

    ``public``: its file may be read by everybody on the host; ``text``: it is not a program;
    ``waits_for_mode``: it was given a mode to set; ``given``: its own arguments by name. ``left_out`` is how
    an operation that was not meant for the host stands, and why.
    """

    public: bool = False
    text: bool = False
    waits_for_mode: bool = False
    given: Mapping[str, object] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    broke: bool = False
    left_out: tuple[str, str] | None = None

    def note(self, line: str) -> None:
        """Keep what else differs: a mode or an owner first as found, then as wanted."""
        word = line.split(" ", 1)[0]
        if word in ("mode", "owner"):
            seen = any(each.startswith(f"- {word} ") for each in self.differences)
            line = f"{'+' if seen else '-'} {line}"
        self.differences.append(line)

    def note_content(self, line: str) -> None:
        """Keep one line of a diff, or only that there is one."""
        if self.public:
            self.differences.append(line)
        elif _WITHHELD not in self.differences:
            self.differences.append(_WITHHELD)

    def end(self, failure: Exception) -> None:
        """Note that the operation raised before it came to its end."""
        self.broke = True
        self.errors.append(str(failure) if isinstance(failure, FactFailed) else repr(failure))

    def last_errors(self) -> list[str]:
        """Return the end of what went wrong, where the cause usually stands."""
        return self.errors[-_ERROR_LINES:]

    def detail(self) -> str:
        """Return the error's last lines, or else what differs."""
        return "\n".join(self.last_errors() or self.differences)


class Watch(logging.Handler):
    """What was heard on each host, one :class:`Heard` an operation in order; and which hosts have stopped."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.heard: dict[str, list[Heard]] = defaultdict(list)
        self.between: dict[str, Heard] = defaultdict(Heard)
        self.stopped: set[str] = set()
        self._reading: Counter[str] = Counter()

    def begin_anew(self, host: Host) -> None:
        """Forget what was heard on a host: its deploy is run again."""
        self.heard[host.name].clear()
        self.between.pop(host.name, None)
        self.stopped.discard(host.name)

    @contextmanager
    def reading(self, host: Host) -> Iterator[None]:
        """Know that a fact of this host is at work."""
        self._reading[host.name] += 1
        try:
            yield
        finally:
            self._reading[host.name] -= 1

    def is_reading(self, host: Host) -> bool:
        """Say whether a fact of this host is at work."""
        return self._reading[host.name] > 0

    def begin(self, host: str, given: Mapping[str, object]) -> None:
        """Note that an operation begins, and the arguments it was given: a file's ``mode``, if any."""
        mode = given.get("mode")
        self.heard[host].append(Heard(readable_by_all(mode), is_text(mode), bool(_digits(mode)), given))

    def __bool__(self) -> bool:
        """Stand in for pyinfra's setting ``DIFF``: whether the operation at work has a diff worth making."""
        host = ctx_host.get()
        return host is not None and self.current(host).text

    def current(self, host: Host) -> Heard:
        """Return what collects now: the operation at work, else what happens between operations."""
        if host.in_op or host.executing_op_hash is not None:
            return self.heard[host.name][-1]
        return self.between[host.name]

    def emit(self, record: logging.LogRecord) -> None:
        """Sort one line of pyinfra's log into the operation it belongs to."""
        host = ctx_host.get()
        if host is None:
            return
        heard = self.current(host)
        if record.levelno >= logging.ERROR:
            line = _last_shown(record.getMessage().removeprefix(host.print_prefix))
            if not line.startswith(_COUNT):
                heard.errors.append(line)
        elif record.msg in _DIFFERENCES:
            heard.note(_DIFFERENCES[record.msg].format(*record.args or ()))
        elif record.msg == _LEFT_OUT and record.args:
            standing, because = record.args
            heard.left_out = (str(standing), str(because))
        elif record.msg == _CONTENT:
            heard.note_content(record.getMessage().removeprefix("  "))


def _last_shown(line: str) -> str:
    """Return what a terminal would show of a line that is written over itself, as dpkg's progress is."""
    return line.rstrip("\r").rsplit("\r", 1)[-1]


def readable_by_all(mode: object) -> bool:
    """Say whether a declared file mode (``"644"``, ``"0644"``, ``644``) lets others read; unknown is no."""
    return any(digit & 4 for digit in _digits(mode)[-1:])


def is_text(mode: object) -> bool:
    """Say whether a file of this mode is to be shown as text: it has a mode, and nobody may run it."""
    digits = _digits(mode)
    return bool(digits) and not any(digit & 1 for digit in digits[-3:])


def _digits(mode: object) -> list[int]:
    text = str(mode) if isinstance(mode, str | int) and not isinstance(mode, bool) else ""
    return [int(digit) for digit in text] if text.isdigit() else []
