"""What a login gets: the device whose folder belongs to the address it came in by."""

from __future__ import annotations

import os

from drplan.adapters.lab.standin.dialects import speech
from drplan.adapters.lab.standin.shell import Shell
from drplan.adapters.lab.standin.terminal import Gone, Terminal
from drplan.adapters.lab.standin.unit import Unit
from drplan.adapters.lab.standin.watch import Watch


def session(folder: str) -> None:
    """Serve one login with the device in ``folder``, until either end has enough."""
    spoken = speech(folder)
    unit = Unit(folder, spoken)
    try:
        watch = Watch(unit)
        watch()
        _serve(spoken.Shell(unit, Terminal(watch)), folder, console=watch.console)
    except Gone:
        pass
    # Nothing is left to be tidied, and tidying takes time.
    os._exit(0)


def _serve(shell: Shell, folder: str, *, console: bool) -> None:
    shell.at_console = console
    asked = os.environ.get("SSH_ORIGINAL_COMMAND")
    if asked is None:
        shell.run()
        return
    if asked.endswith("sftp-server"):
        _files(asked, folder)
    shell.height = 0
    for line in asked.splitlines():
        shell.one(line)
    shell.terminal.flush()


def _files(server: str, folder: str) -> None:
    """Serve its files by SFTP; does not return. What it keeps otherwise is not among them."""
    files = os.path.join(folder, "files")
    os.makedirs(files, mode=0o700, exist_ok=True)
    os.chdir(files)
    os.execv(server, [server, "-d", files])  # noqa: S606 - this process becomes the server
