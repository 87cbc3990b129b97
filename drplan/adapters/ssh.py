"""Running one command on one server, as an operator would, with OpenSSH."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from drplan.adapters.access import Access
from drplan.adapters.bounded import MIB, TooLong, run_bounded
from drplan.adapters.untried import refuse_untried
from drplan.declare.assets import NetworkDevice, Server
from drplan.errors import SourceError, ToolMissing, Unreachable

MOST = 64 * MIB
"""Bytes that an answer may have: what a script or a program of ours says is far shorter."""
_CONNECT_SECONDS = 5
_SSH_FAILED, _NOT_FOUND = 255, 127
_DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")


@dataclass(frozen=True)
class Ran:
    """What a remote command left: its exit code and both streams."""

    code: int
    out: bytes
    err: str


def ssh_argv(access: Access, server: Server | NetworkDevice, command: Sequence[str]) -> tuple[str, ...]:
    """Build the ssh command line. Host keys are always checked; nothing is ever asked."""
    options = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"]
    options += ["-o", f"ConnectTimeout={_CONNECT_SECONDS}", "-o", "ServerAliveInterval=15"]
    if access.known_hosts:
        options += ["-F", "none", "-o", f"UserKnownHostsFile={access.known_hosts}"]
    elif keys := access.keys_of(server.address):
        options += ["-o", f'UserKnownHostsFile="{keys}"', "-o", "GlobalKnownHostsFile=/dev/null"]
    if access.ssh_key:
        options += ["-i", access.ssh_key, "-o", "IdentitiesOnly=yes"]
    if access.ssh_user:
        options += ["-l", access.ssh_user]
    return ("ssh", *options, str(server.address), shlex.join(command))


def run_on(
    access: Access,
    server: Server | NetworkDevice,
    command: Sequence[str],
    *,
    stdin: bytes = b"",
    seconds: float = 3600,
    most: int = MOST,
) -> Ran:
    """Run a command there; raises ``Unreachable`` when SSH itself failed or time ran out.

    A machine that was taken over may send without end: raises ``SourceError`` beyond ``most`` bytes. The
    ssh here ends with this process, however that ends; the command there goes on to its own end.
    """
    refuse_untried(access, server.name)
    try:
        argv = (*_DIES_WITH_US, *ssh_argv(access, server, command))
        done = run_bounded(argv, stdin=stdin, seconds=seconds, most=most)
    except subprocess.TimeoutExpired as error:
        raise _unreachable(server, f"no answer within {seconds:.0f} s") from error
    except TooLong as error:
        raise too_long(server.name, most) from error
    except FileNotFoundError as error:
        raise _missing(_DIES_WITH_US[0]) from error
    err = done.stderr.decode(errors="replace").strip()
    # setpriv(1) ends so when the program it was to become is not there.
    if done.returncode == _NOT_FOUND and "setpriv: failed to execute ssh" in err:
        raise _missing("ssh")
    if done.returncode == _SSH_FAILED:
        raise _unreachable(server, err.splitlines()[-1] if err else "ssh failed")
    return Ran(done.returncode, done.stdout, err)


def too_long(machine: str, most: int) -> SourceError:
    """Return the error for a machine that says more than ``most`` bytes where an answer is far shorter."""
    return SourceError(
        f"{machine} sends more than {most / MIB:,.0f} MiB where an answer was asked for: given up",
        next_step=f"log in to {machine} another way and see what answers there: it may have been taken over",
    )


def _missing(program: str) -> ToolMissing:
    return ToolMissing(
        f"{program} is not installed on this machine", next_step="drplan doctor names what to install"
    )


def _unreachable(server: Server | NetworkDevice, why: str) -> Unreachable:
    unknown = "host key" in why.lower()
    return Unreachable(
        f"{server.name} ({server.address}) cannot be reached by SSH: {why}",
        next_step=f"drplan deploy trust --asset {server.name}"
        if unknown
        else "see that it runs and that your key may log in there: drplan doctor",
    )
