"""What a login gets: the device whose folder belongs to the address it came in by."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

from drplan.adapters.lab.standin.dialects import speech
from drplan.adapters.lab.standin.terminal import Gone, Terminal
from drplan.adapters.lab.standin.unit import Unit, Watch


def session(folder: str) -> None:
    """Serve one login with the device in ``folder``, until either end has enough."""
    signal.signal(signal.SIGHUP, lambda *_: os._exit(0))
    spoken = speech(folder)
    unit = Unit(folder, spoken)
    with contextlib.suppress(Gone):
        watch = Watch(unit)
        watch()
        terminal = Terminal(watch)
        shell = spoken.Shell(unit, terminal)
        shell.at_console = watch.console
        asked = os.environ.get("SSH_ORIGINAL_COMMAND")
        if asked and asked.endswith("sftp-server"):
            _files(asked, folder)
        if asked is not None:
            shell.height = 0
            for line in asked.splitlines():
                shell.one(line)
            terminal.flush()
        else:
            shell.run()
    sys.stdout.flush()
    os._exit(0)


def _files(server: str, folder: str) -> None:
    """Serve its files by SFTP; does not return. What it keeps otherwise is not among them."""
    files = os.path.join(folder, "files")
    os.makedirs(files, mode=0o700, exist_ok=True)
    os.chdir(files)
    os.execv(server, [server, "-d", files])
