"""Puts a file on a host in one step: whole, or not at all, and read by nobody meanwhile who may not.

pyinfra uploads to a file in /tmp that everybody may read, then copies it over the old one: a full disk or a
cut line leaves half a file in place, and a secret lies open. Here the content goes to standard input of one
command, into a file beside the wanted one, readable by its owner alone; only when its digest is right does it
take the old one's place, with the old one's owner and mode.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from shlex import quote
from typing import IO, Any

import gevent
from paramiko import Channel
from pyinfra import logger
from pyinfra.api import StringCommand
from pyinfra.api.util import get_file_io
from pyinfra.connectors.ssh import SSHConnector
from pyinfra.connectors.util import make_unix_command_for_host

_PIECE = 1 << 20

_CONTROL = ("_timeout", "_get_pty", "_stdin", "_success_exit_codes")


def script(dest: str, digest: str, *, waits_for_mode: bool) -> str:
    """Return what a POSIX shell runs to put its standard input, of this SHA-256, in place of ``dest``.

    ``waits_for_mode``: a mode follows, so a file that is new stays its owner's alone until then; else it gets
    what the umask leaves.
    """
    mode = ":" if waits_for_mode else 'chmod "$(printf %o $((0666 & ~mask)))" "$new"'
    return (
        f"mask=$(umask) && umask 077 && file=$(readlink -m -- {quote(dest)}) && new=$file.drplan~"
        " && trap 'rm -f \"$new\"' EXIT HUP INT TERM"
        ' && cat >"$new"'
        f' && {{ [ "$(sha256sum <"$new")" = "{digest}  -" ]'
        ' || { echo "upload of $file cut off" >&2; false; }; }'
        ' && if [ -e "$file" ]; then cp --attributes-only --preserve=mode,ownership "$file" "$new";'
        f" else {mode}; fi"
        ' && sync "$new" && mv -fT "$new" "$file"'
    )


def install(waits_for_mode: Callable[[], bool]) -> None:
    """Have pyinfra's SSH connector put files so; ``waits_for_mode``: whether a mode follows at work."""

    def put_file(
        self: SSHConnector,
        filename_or_io: str | IO[Any],
        remote_filename: str,
        *_unused: Any,
        **arguments: Any,
    ) -> bool:
        asked = {key: value for key, value in arguments.items() if key.startswith("_")}
        seconds = asked.get("_timeout")
        as_whom = {key: value for key, value in asked.items() if key not in _CONTROL}
        with get_file_io(filename_or_io) as content:
            text = script(remote_filename, _digest(content), waits_for_mode=waits_for_mode())
            command = make_unix_command_for_host(self.state, self.host, StringCommand(text), **as_whom)
            with gevent.Timeout(seconds, TimeoutError()):
                code, said = _run(self, command.get_raw_value(), content)
        for line in said:
            logger.error(f"{self.host.print_prefix}{line}")
        return code == 0

    SSHConnector.put_file = put_file  # type: ignore[method-assign]


def _digest(content: IO[Any]) -> str:
    digest = hashlib.sha256()
    while piece := _bytes(content.read(_PIECE)):
        digest.update(piece)
    content.seek(0)
    return digest.hexdigest()


def _bytes(piece: bytes | str) -> bytes:
    return piece.encode() if isinstance(piece, str) else piece


def _run(connector: SSHConnector, command: str, content: IO[Any]) -> tuple[int, list[str]]:
    """Return the exit code, and what was said when it is not 0. Raises ``OSError`` or ``SSHException``."""
    transport = connector.client.get_transport() if connector.client is not None else None
    if transport is None:
        raise OSError("the connection is gone")
    channel = transport.open_session()
    try:
        channel.set_combine_stderr(True)
        channel.exec_command(command)
        sender = gevent.spawn(_send, channel, content)
        said = channel.makefile("r", -1).read()
        code = channel.recv_exit_status()
        sender.kill()
    finally:
        channel.close()
    return code, [] if code == 0 else _lines(said)


def _send(channel: Channel, content: IO[Any]) -> None:
    try:
        while piece := _bytes(content.read(_PIECE)):
            channel.sendall(piece)
        channel.shutdown_write()
    except OSError:
        # The command ended first: what it said tells why.
        return


def _lines(said: str | bytes) -> list[str]:
    text = said if isinstance(said, str) else said.decode(errors="replace")
    return text.splitlines()
