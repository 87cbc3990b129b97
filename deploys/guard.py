"""Operations that could shut us out, each behind a dead-man's switch on the host.

Before the first change the host saves how it is reached (SSH, login, sudo, firewall) and sets a timer that
gives it back. ``confirmed`` keeps the change by a fresh login. ``deploys/files/guard.sh`` is the switch.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Mapping
from functools import cache, wraps
from io import StringIO
from pathlib import PurePosixPath
from shlex import quote
from typing import Any

from pyinfra import host, logger
from pyinfra.api import FactBase, FileUploadCommand, FunctionCommand, StringCommand, operation
from pyinfra.api.exceptions import OperationValueError
from pyinfra.api.host import Host
from pyinfra.api.operation import OperationMeta
from pyinfra.api.state import State
from pyinfra.facts.server import Command
from pyinfra.operations import files, systemd

from deploys.steps import DIFFERS, FILES, Steps, held_modes, loaded
from drplan.adapters.hosts.confirm import GUARD, Armed, armed_on, can_be_shut_out, confirm, note_armed

SECONDS = 120
"""How long a host waits for the fresh login; ``host.data.guard_seconds`` says otherwise."""

_NOTE = "guarded: given back by the host itself unless a fresh login confirms it"

_SSH = "ssh.service"

_LOAD_SSH = (
    "systemctl daemon-reload; if systemctl --quiet is-active ssh.socket;"
    f" then systemctl stop {_SSH}; systemctl restart ssh.socket; else systemctl reload {_SSH}; fi"
)
"""Where systemd listens for sshd (Ubuntu) the port is the socket's, made of sshd's settings by a generator.

The socket cannot be opened anew while the service holds it. Sessions outlive both.
"""

_PUT = (
    f"install -d -m 755 {PurePosixPath(GUARD).parent} && umask 077 && cat > {GUARD}.new"
    f" && chmod 700 {GUARD}.new && mv {GUARD}.new {GUARD}"
)


class Unconfirmed(FactBase[str]):
    """What an earlier run changed and nobody confirmed yet: until when it stays so; empty when nothing."""

    default = str

    def command(self) -> str:
        """Read it without the switch, which is absent before the first change."""
        return "sed -n '2s/^until //p' /var/lib/drplan/guard/about 2>/dev/null || true"

    def process(self, output: list[str]) -> str:
        """Return the host's own time of day."""
        return "".join(output)


def guarded(steps: Iterable[Any]) -> Steps:
    """Yield the same commands; before the first one the switch is set, so without one it is not."""
    if not can_be_shut_out(host):
        yield from steps
        return
    for position, command in enumerate(steps):
        if position == 0:
            logger.info(DIFFERS, _NOTE)
            host.data.guard_expected = True
            if host.state.is_executing:
                yield from _arm()
        yield command


def _arm() -> Steps:
    """Set the switch, or see that it is still set: what was given back meanwhile must not be changed on."""
    armed = armed_on(host)
    if armed is not None:
        yield f"{GUARD} arm {armed.run} {armed.seconds}"
        return
    seconds = int(host.data.get("guard_seconds") or SECONDS)
    armed = Armed(secrets.token_hex(6), seconds, time.monotonic())
    # Noted before it is done: an answer that is lost on the way does not leave it forgotten.
    note_armed(host, armed)
    yield StringCommand(
        f"{_PUT} && {GUARD} arm {armed.run} {seconds}", _stdin=(FILES / "guard.sh").read_text()
    )


@operation()
def confirmed() -> Steps:
    """Keep what guarded operations changed, by a fresh login; without one the host takes it back."""
    planned = not host.state.is_executing and host.data.get("guard_expected")
    if planned or armed_on(host) is not None:
        yield FunctionCommand(_confirm, (), {})


def _confirm(state: State, host: Host) -> bool:
    del state
    wrong = confirm(host)
    for line in (wrong or "").splitlines():
        logger.error(line)
    return wrong is None


def behind_guard(wanted: Any) -> Any:
    """Return an operation that does the same behind the switch: ``behind_guard(files.line)(name=…, path=…)``.

    The switch gives back what :func:`is_watched` accepts, the firewall's rules, and of the operator's account
    the shell, groups, lock and ageing: guard nothing else, it would not come back.
    """

    @operation()
    @wraps(wanted._inner)  # noqa: SLF001
    def guarded_operation(*args: Any, **kwargs: Any) -> Steps:
        yield from guarded(wanted._inner(*args, **kwargs))  # noqa: SLF001

    return guarded_operation


@cache
def _watched() -> tuple[str, ...]:
    text = (FILES / "guard.sh").read_text()
    lines, _, _ = text.partition("\nWATCHED='\n")[2].partition("'\n")
    return tuple(f"/{line}" for line in lines.splitlines())


def is_watched(path: str) -> bool:
    """Say whether the switch gives this path back: sshd's, PAM's, sudo's and the like, and what is below."""
    return any(path == each or path.startswith(f"{each}/") for each in _watched())


def _see_watched(*paths: str) -> None:
    for path in paths:
        if not is_watched(path):
            raise OperationValueError(f"{path} would not be given back: it is not in guard.sh's WATCHED")


@operation()
def guarded_file(src: StringIO, dest: str, mode: str, check: str = "test -s") -> Steps:
    """Put a file, root's, in one step and behind the switch. ``check CANDIDATE`` must accept it first."""
    _see_watched(dest)
    yield from guarded(_checked_file(src, dest, mode, check))


@operation()
def guarded_line(path: str, line: str, present: bool = True, replace: str | None = None) -> Steps:
    """Hold a line, as ``files.line`` does, behind the switch."""
    _see_watched(path)
    wanted = files.line._inner(path=path, line=line, present=present, replace=replace)  # noqa: SLF001
    yield from guarded(wanted)


@operation()
def guarded_modes(modes: Mapping[str, tuple[str, str, str]]) -> Steps:
    """Hold owner, group and mode, as ``held_modes`` does, behind the switch."""
    _see_watched(*modes)
    yield from guarded(held_modes._inner(modes=modes))  # noqa: SLF001


@operation()
def checked_file(src: StringIO, dest: str, mode: str, check: str) -> Steps:
    """Put a file whose mistakes could shut us out: ``check CANDIDATE`` must accept it first."""
    yield from guarded(_checked_file(src, dest, mode, check))


def _checked_file(src: StringIO, dest: str, mode: str, check: str) -> Steps:
    for command in files.put._inner(src=src, dest=dest, user="root", group="root", mode=mode):  # noqa: SLF001
        if isinstance(command, FileUploadCommand):
            yield from _put_checked(src, dest, mode, check)
            return
        yield command


def _put_checked(src: StringIO, dest: str, mode: str, check: str) -> Steps:
    """Check, then put what was checked in place in one step: sudo may be gone before a second one."""
    candidate = f"/run/drplan-candidate-{PurePosixPath(dest).name}"
    beside = quote(f"{dest}.drplan~")
    yield FileUploadCommand(src, candidate)
    yield (
        f"{check} {quote(candidate)} && install -o root -g root -m {mode} {quote(candidate)} {beside}"
        f" && mv -fT {beside} {quote(dest)} && rm -f {quote(candidate)}"
    )


@operation()
def sshd_reads_drop_ins_first() -> Steps:
    """Keep the Include before every setting: sshd takes the first value it meets."""
    yield from guarded(_sshd_reads_drop_ins_first())


def _sshd_reads_drop_ins_first() -> Steps:
    include = "Include /etc/ssh/sshd_config.d/*.conf"
    first = host.get_fact(Command, "grep -m1 -vE '^[[:space:]]*(#|$)' /etc/ssh/sshd_config || true")
    if first != include:
        logger.info(DIFFERS, f"sshd_config begins with {first!r}")
        yield r"sed -i '\|^[[:space:]]*Include[[:space:]].*/sshd_config\.d/|d' /etc/ssh/sshd_config"
        yield f"sed -i '1i {include}' /etc/ssh/sshd_config"


@operation()
def loaded_guarded(unit: str, paths: list[str], after: tuple[OperationMeta, ...]) -> Steps:
    """See that SSH or the firewall works with what is on disk: the moment a mistake takes effect."""
    for command in guarded(loaded._inner(unit=unit, paths=paths, after=after)):  # noqa: SLF001
        yield _LOAD_SSH if unit == _SSH and command == f"systemctl reload {_SSH}" else command


@operation()
def runs_guarded(service: str) -> Steps:
    """Have a service run, now and at boot, that decides who may come in."""
    yield from guarded(systemd.service._inner(service=service, running=True, enabled=True))  # noqa: SLF001
