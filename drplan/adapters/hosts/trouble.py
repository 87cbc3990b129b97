"""What kind of trouble an operation met, in one line for whoever has to decide what to do next.

Read from what programs on the host said; their own words follow it. Trouble that is none of these kinds is
left to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_KINDS = (
    (
        r"No space left on device|enough free space|Disk quota exceeded",
        "disk full: {host} has no room left for this. Free some, then apply again",
    ),
    (
        r"Read-only file system",
        "disk read-only: {host} takes no more writes, as after a disk fault: see dmesg there first",
    ),
    (
        r"Could not get lock (?P<lock>\S+?)\.? It is held by process (?P<pid>\d+) \((?P<program>[^)]*)\)",
        "apt is locked: {program} (process {pid}) works on {host}'s packages. Apply again when it is done",
    ),
    (
        r"Could not get lock|Unable to acquire the dpkg|dpkg frontend lock|Unable to lock the administration",
        "apt is locked: another program works on {host}'s packages. Apply again when it is done",
    ),
    (
        r"dpkg was interrupted",
        "installation cut off: an earlier one on {host} was not finished. Run there: dpkg --configure -a",
    ),
    (
        r"sudo(-rs)?: .*([Aa]ccount.*(expired|validation failure)|[Pp]assword.*expired)",
        "sudo refused: this login's account or password has expired on {host}. See chage -l there",
    ),
    (
        r"sudo(-rs)?: (a password is required|a terminal is required|interactive authentication is required)",
        "sudo refused: it asks for a password on {host}. Give this login password-less sudo again (NOPASSWD)",
    ),
    (
        r"is not in the sudoers file|is not allowed to execute|may not run sudo|I'm sorry .*I'm afraid",
        "sudo refused: this login may no longer use it on {host}. See /etc/sudoers.d and its groups there",
    ),
    (
        r"[Yy]our (password|account) has expired|Password change required|required to change your password",
        "login refused: this login's account or password has expired on {host}. See chage -l there",
    ),
    (
        r"Cannot allocate memory|[Oo]ut of memory",
        "out of memory: {host} has none left for this. See what uses it there, then apply again",
    ),
    (
        r"Temporary failure resolving|Could not resolve '|Could not connect to \S+:\d+|Failed to fetch",
        "packages out of reach: {host} cannot fetch them from its mirror. See its network and name service",
    ),
    (
        r"Command timed out after (?P<seconds>\d+)s",
        "timeout: {host} answers, but this took over {seconds} s. It may still run there: look first",
    ),
)


def say_what(said: Iterable[str], host: str) -> str | None:
    """Return one line, ``kind: what, and what next``, for a program's lines; None: no known kind."""
    text = "\n".join(said)
    for pattern, line in _KINDS:
        if found := re.search(pattern, text):
            return f"{line}.".format(host=host, **found.groupdict())
    return None


def named(detail: str, said: Iterable[str], host: str) -> str:
    """Return a failed operation's detail, under the line that names its trouble if that is known."""
    return "\n".join(filter(None, [say_what(said, host), detail]))
