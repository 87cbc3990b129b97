"""Secrets for deploy files, and files that hold one.

A secret never goes into a command, an operation's name or a value that is logged: into a file by
:func:`secret_file`, or to a program's standard input, as in ``StringCommand("ldapmodify …", _stdin=text)``.
"""

from __future__ import annotations

import base64
import hashlib
import os
from io import StringIO
from pathlib import PurePosixPath
from shlex import quote

from pyinfra import host, logger
from pyinfra.api import DeployError, FactBase, StringCommand, operation

from deploys.steps import DIFFERS, Steps
from drplan.adapters.hosts.given import GIVEN


def secret(name: str) -> str:
    """Return the secret that ``Server.secrets`` declares under this name for the host at work.

    Bare pyinfra has nobody to follow references: there it is ``DRPLAN_SECRET_NAME`` of the environment.
    Raises ``DeployError`` when it was not given.
    """
    given = GIVEN.to(host.name)
    if given is None:
        variable = f"DRPLAN_SECRET_{name.upper().replace('-', '_')}"
        value, missing = os.environ.get(variable), f"set {variable}, or run drplan deploy"
    else:
        value, missing = given.get(name), f"declare it: HostSecret(name={name!r}, secret=Secret.env(…))"
    if not value:
        raise DeployError(f"{host.name} was given no secret {name}: {missing}")
    return value


class Held(FactBase[tuple[str, ...]]):
    """Owner, group, octal mode and SHA-256 of a plain file; empty when there is none at the path."""

    default = tuple

    def command(self, path: str) -> str:
        """Ask for all of it at once; a link is not followed."""
        there = quote(path)
        return (
            f"if test -f {there} && ! test -L {there};"
            f" then stat --format='%U %G %a' {there} && sha256sum < {there}; fi"
        )

    def process(self, output: list[str]) -> tuple[str, ...]:
        """Return ``(owner, group, mode, sha256)``."""
        return tuple(word for line in output for word in line.split() if word != "-")


@operation()
def secret_file(src: StringIO | str, dest: str, user: str, group: str, mode: str) -> Steps:
    """Hold a file with a secret in it; what differs in it is said, and never shown.

    Its content travels on standard input only, into a file beside ``dest`` that nobody but root can read,
    and takes its place whole. ``src`` is kept to the byte: end it with a newline where one is wanted.
    Raises ``DeployError`` for a mode that lets everybody read it, as NIST SP 800-53 AC-3 and IA-5(6) forbid.
    """
    content = (src if isinstance(src, str) else src.getvalue()).encode()
    if not mode.isdigit() or mode[-1] != "0":
        raise DeployError(f"{dest} would be open to everybody on the host with mode {mode}: use 600 or 640")
    wanted = (user, group, mode.lstrip("0"), hashlib.sha256(content).hexdigest())
    found = host.get_fact(Held, path=dest)
    if found == wanted:
        return
    for line in _differences(found, wanted):
        logger.info(DIFFERS, f"{dest}: {line}")
    if found[3:] == wanted[3:]:
        yield f"chown {user}:{group} {quote(dest)} && chmod {mode} {quote(dest)}"
    else:
        yield StringCommand(_put(dest, f"{user}:{group}", mode), _stdin=_sent(content))


def _differences(found: tuple[str, ...], wanted: tuple[str, ...]) -> Steps:
    if not found:
        yield "is absent"
        return
    if found[3] != wanted[3]:
        yield "content differs (not shown: it holds a secret)"
    if found[:3] != wanted[:3]:
        yield f"is {':'.join(found[:3])}, not {':'.join(wanted[:3])}"


def _sent(content: bytes) -> str:
    """Return the sum and the content; pyinfra ends every input with a newline, which base64 passes by."""
    return f"{hashlib.sha256(content).hexdigest()}  -\n{base64.encodebytes(content).decode()}"


def _put(dest: str, owner: str, mode: str) -> str:
    """Return the command that reads what :func:`_sent` wrote; content that was cut short is not kept."""
    beside = quote(str(PurePosixPath(dest).parent / ".drplan-XXXXXXXX"))
    return (
        f"umask 077; new=$(mktemp {beside}) || exit 1; trap 'rm -f \"$new\"' EXIT HUP INT TERM;"
        ' read -r sum && base64 --decode > "$new" && test "$(sha256sum < "$new")" = "$sum"'
        f' && chown {owner} "$new" && chmod {mode} "$new" && mv -fT "$new" {quote(dest)}'
    )
