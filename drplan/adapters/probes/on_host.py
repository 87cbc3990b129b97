"""Looks that a host takes at itself: its databases, files and programs, over SSH."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from drplan.adapters.access import Access
from drplan.adapters.probes.seen import Seen
from drplan.adapters.ssh import Ran, run_on
from drplan.declare.assets import Server
from drplan.declare.probes import CommandProbe, FileProbe, SqlProbe

_SECONDS = 20.0
_NO_SUCH_PROGRAM = (126, 127)
_SUDO_FOUND_NONE = re.compile(r"(?m)^sudo: .*: command not found$")
_NO_CONNECTION = 2
"""psql(1): the connection to the server went bad."""
_CODE = re.compile(r"ERROR +\d+ \(\w{5}\)|(?:ERROR|FATAL): +[0-9A-Z]{5}\b")
"""An error's number alone: its words may hold what a row holds."""

OnHost = SqlProbe | FileProbe | CommandProbe


def see_on_host(probe: OnHost, server: Server, access: Access) -> Seen:
    """Look once, on the host; raises ``Unreachable`` when it does not let us in."""
    ran = run_on(access, server, command_of(probe), seconds=_SECONDS)
    if is_missing(ran):
        return Seen("unequipped", f"{_program(probe)} cannot be run on {server.name}: {_why_missing(ran)}")
    match probe:
        case SqlProbe():
            return judge_sql(probe, ran)
        case FileProbe():
            return _judge_file(probe, ran)
        case CommandProbe():
            return judge_command(probe, ran)


def is_missing(ran: Ran) -> bool:
    """Say whether the program that looks is not there: nothing was looked at then, and nothing was seen.

    A shell ends with 126 or 127 (POSIX); sudo(8) with 1, and says so.
    """
    return ran.code in _NO_SUCH_PROGRAM or (ran.code == 1 and _SUDO_FOUND_NONE.search(ran.err) is not None)


def _program(probe: OnHost) -> str:
    words = command_of(probe)
    return words[words.index("--") + 1]


def _why_missing(ran: Ran) -> str:
    return f"exit {ran.code}" if ran.code in _NO_SUCH_PROGRAM else "it is not installed"


def command_of(probe: OnHost) -> Sequence[str]:
    """Return the command that looks, as an operator could type it on the host."""
    match probe:
        case SqlProbe(engine="mariadb"):
            mariadb = ("mariadb", "-BN", "--default-character-set=utf8mb4", "-D", probe.database)
            return ("sudo", "-n", "--", *mariadb, "-e", probe.query)
        case SqlProbe():
            psql = ("psql", "-XAt", "-v", "VERBOSITY=sqlstate", "-d", probe.database)
            return ("sudo", "-n", "-u", "postgres", "--", *psql, "-c", probe.query)
        case FileProbe():
            return ("sudo", "-n", "--", "cat", "--", probe.path)
        case CommandProbe():
            return ("sudo", "-n", "--", *probe.argv)


def judge_sql(probe: SqlProbe, ran: Ran) -> Seen:
    """Judge an answer by what the probe expects; it is never shown."""
    if ran.code != 0:
        return Seen("silent", f"{probe.database} does not answer: {_why(ran)}")
    if not _as_expected(probe, ran.out):
        return Seen("other", f"{probe.database} gives another answer than expected")
    return Seen("healthy", f"{probe.database} answers as expected")


def _as_expected(probe: SqlProbe, out: bytes) -> bool:
    if probe.sha256 is not None:
        return hashlib.sha256(out).hexdigest() == probe.sha256
    said = out.decode(errors="replace").strip()
    if probe.at_least is not None:
        return re.fullmatch(r"[0-9]{1,18}", said) is not None and int(said) >= probe.at_least
    return said == probe.expect


def _why(ran: Ran) -> str:
    if found := _CODE.search(ran.err):
        return found[0]
    if ran.code == _NO_CONNECTION and ran.err:
        return ran.err.splitlines()[-1]
    return f"exit {ran.code}"


def _judge_file(probe: FileProbe, ran: Ran) -> Seen:
    if ran.code != 0:
        return Seen("silent", f"{probe.path} cannot be read")
    if probe.contains.encode() not in ran.out:
        return Seen("other", f"{probe.path} does not hold what it should")
    return Seen("healthy", f"{probe.path} holds what it should")


def judge_command(probe: CommandProbe, ran: Ran) -> Seen:
    """Judge a program by its exit code and its words."""
    program = f"{probe.argv[0]} on {probe.server}"
    if is_missing(ran):
        return Seen("unequipped", f"{program} cannot be run: {_why_missing(ran)}")
    if ran.code != 0:
        return Seen("other", f"{program} ended with {ran.code}", said=ran.out + ran.err.encode())
    if probe.contains.encode() not in ran.out:
        return Seen("other", f"{program} does not print what it should")
    return Seen("healthy", f"{program} prints what it should")
