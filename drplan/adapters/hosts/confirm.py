"""Settles guarded changes: a fresh login keeps them, else the host gives back what it had by itself.

``deploys/guard.py`` arms the dead-man's switch on a host before anything of SSH, login, sudo or the firewall
is changed. The connection that made the change proves nothing: it was let in before. So a second one is
opened as the first was, and the host is told by it, with sudo, to keep the change. A host that cannot be told
so gives the earlier state back when its time is over.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

import gevent
from paramiko import SSHException
from pyinfra.api.exceptions import PyinfraError
from pyinfra.api.host import Host
from pyinfra.connectors.ssh import SSHConnector

from drplan.adapters.hosts.unreached import say_why

GUARD = "/usr/local/lib/drplan/guard"
"""The switch on the host; ``deploys/files/guard.sh`` says what it does."""

GRACE = 60
"""Seconds after its time that a host may take to give back what it had, and to be seen again."""

_TRY_SECONDS = 20
_PAUSE_SECONDS = 2
_KEPT, _GIVEN_BACK, _ANOTHERS, _UNKNOWN = 0, 3, 4, 5


@dataclass(frozen=True)
class Armed:
    """A switch that was set: the try's name, seconds until it acts, and when it was set (monotonic)."""

    run: str
    seconds: int
    since: float


@dataclass(frozen=True)
class Answer:
    """What a fresh login came to: the switch's exit code (None: nobody got that far) and what was said."""

    code: int | None
    said: str


def can_be_shut_out(host: Host) -> bool:
    """Say whether the host is reached by a login that a change could end."""
    return issubclass(host.connector_cls, SSHConnector)


def armed_on(host: Host) -> Armed | None:
    """Return the switch that this run set and has not settled yet."""
    found = host.data.get("guard_armed")
    return found if isinstance(found, Armed) else None


def note_armed(host: Host, armed: Armed | None) -> None:
    """Remember, for as long as the run works on this host, that a switch is set (None: settled)."""
    host.data.guard_armed = armed


def confirm(host: Host) -> str | None:
    """Keep this run's guarded changes by a fresh login; return what went wrong, None when they are kept.

    Tries until the host was seen with its earlier state, or should long have had it: the text says which.
    """
    armed = armed_on(host)
    if armed is None:
        return None
    first = answer = _ask(host, f"keep {armed.run}")
    while not _is_final(answer) and time.monotonic() < armed.since + armed.seconds + GRACE:
        gevent.sleep(_PAUSE_SECONDS)
        answer = _ask(host, f"keep {armed.run}")
    note_armed(host, None)
    return say_unconfirmed(host.name, armed.seconds, first, answer)


def give_back(host: Host) -> str:
    """Have the earlier state restored at once: the run broke before its changes were complete."""
    armed = armed_on(host)
    if armed is not None:
        _ask(host, f"restore incomplete {armed.run}")
    return confirm(host) or "the host had kept the change already"


def settle(host: Host, operations: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return a run's operations, with what became of guarded changes that no operation has settled."""
    if armed_on(host) is None:
        return operations
    if any(each["outcome"] in ("error", "not-run") for each in operations):
        name, wrong = "Guard: an incomplete change is given back", give_back(host)
        return [*operations, {"name": name, "outcome": "error", "detail": wrong}]
    wrong_login = confirm(host)
    outcome: Literal["changed", "error"] = "error" if wrong_login else "changed"
    name = "Guard: a fresh login confirms the change"
    return [*operations, {"name": name, "outcome": outcome, "detail": wrong_login or ""}]


def say_unconfirmed(name: str, seconds: int, first: Answer, last: Answer) -> str | None:
    """Say why a change was not kept, and where the host stands now; None when it was kept."""
    if last.code == _KEPT:
        return None
    if last.code == _GIVEN_BACK:
        return (
            f"not kept: {first.said}\n"
            f"{name} has its earlier SSH, login, sudo and firewall settings again ({last.said}), seen by a"
            " fresh login. Correct what was to change, then plan again."
        )
    if last.code in (_ANOTHERS, _UNKNOWN):
        return (
            f"not kept: {last.said}\n"
            f"No switch of this run is set on {name}, so it changed nothing more of SSH, login, sudo and"
            " firewall. Plan again to see how it stands."
        )
    return (
        f"not kept: {first.said}\n"
        f"{name} gives its earlier settings back by itself {seconds} s after the change, but that was not"
        f" seen: {last.said}. Look at its console: journalctl -t drplan-guard; {GUARD} status"
    )


def _is_final(answer: Answer) -> bool:
    return answer.code in (_KEPT, _GIVEN_BACK, _ANOTHERS, _UNKNOWN)


def _ask(host: Host, words: str) -> Answer:
    """Log in anew, over a connection of its own, and speak to the switch."""
    login = SSHConnector(host.state, host)
    try:
        with gevent.Timeout(_TRY_SECONDS, TimeoutError("timed out")):
            login.connect()
            return _speak(login, words)
    except (PyinfraError, SSHException, OSError, EOFError) as error:
        return Answer(None, say_why(error, host.data.get("ssh_hostname", host.name), host.name))
    finally:
        if login.client is not None:
            login.client.close()


def _speak(login: SSHConnector, words: str) -> Answer:
    if login.client is None:
        raise OSError("the connection is gone")
    # Root needs no sudo, and may not have it.
    command = f'if [ "$(id -u)" = 0 ]; then {GUARD} {words}; else sudo -n -- {GUARD} {words}; fi'
    _, *streams = login.client.exec_command(command)
    text = "\n".join(stream.read().decode(errors="replace") for stream in streams)
    said = "; ".join(line.strip() for line in text.splitlines() if line.strip())
    code = streams[0].channel.recv_exit_status()
    return Answer(code, said or f"exit code {code}")
