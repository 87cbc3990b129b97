"""Refuses to send a secret where others can see it: in a command's words, or in an upload by way of /tmp.

pyinfra's upload goes to ``/tmp`` as the operator first, in a file that everybody may read. sudo logs what it
runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyinfra.api import StringCommand
from pyinfra.api.exceptions import PyinfraError
from pyinfra.connectors.local import LocalConnector
from pyinfra.connectors.ssh import SSHConnector

from drplan.adapters.hosts.batch import Recorder
from drplan.adapters.hosts.given import Given


class SecretInSight(PyinfraError):
    """A deploy file was about to show a secret; nothing was sent."""


def install(given: Given) -> None:
    """Put the refusal before every way to a host, for the life of this process."""
    for connector in (SSHConnector, LocalConnector, Recorder):
        _guard_commands(connector, given)
    for connector in (SSHConnector, LocalConnector):
        _guard_uploads(connector, given)


def _guard_commands(connector: Any, given: Given) -> None:
    original = connector.run_shell_command

    def run_shell_command(self: Any, command: Any, *args: Any, **arguments: Any) -> Any:
        environment: Mapping[str, Any] = arguments.get("_env") or {}
        words = [StringCommand(command).get_raw_value(), *map(str, environment.values())]
        if any(given.is_in(word) for word in words):
            raise SecretInSight("a secret stands in a command: hand it over by secret_file, or by _stdin")
        return original(self, command, *args, **arguments)

    connector.run_shell_command = run_shell_command


def _guard_uploads(connector: Any, given: Given) -> None:
    original = connector.put_file

    def put_file(self: Any, filename_or_io: Any, *args: Any, **arguments: Any) -> Any:
        if given.any() and given.is_in(_content(filename_or_io)):
            raise SecretInSight("a secret stands in a file that goes by way of /tmp: use secret_file")
        return original(self, filename_or_io, *args, **arguments)

    connector.put_file = put_file


def _content(filename_or_io: Any) -> str:
    content = (
        filename_or_io.getvalue()
        if hasattr(filename_or_io, "getvalue")
        else Path(filename_or_io).read_bytes()
    )
    return content if isinstance(content, str) else content.decode(errors="replace")
