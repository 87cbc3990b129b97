"""What a login gets: the device whose folder belongs to the address it came in by."""

from __future__ import annotations

import os

from drplan.adapters.lab.standin.dialects import speech
from drplan.adapters.lab.standin.shell import Shell
from drplan.adapters.lab.standin.terminal import Gone, Terminal
from drplan.adapters.lab.standin.unit import Unit, Watch


def session(folder: str) -> None:
    """Serve one login with the device in ``folder``, until either end has enough."""
    spoken = speech(folder)
    unit = Unit(folder, spoken)
    try:
        watch = Watch(unit)
        watch()
        _serve(spoken.Shell(unit, Terminal(watch)), console=watch.console)
    except Gone:
        pass
    # Nothing is left to be tidied, and tidying takes time.
    os._exit(0)


def _serve(shell: Shell, *, console: bool) -> None:
    shell.at_console = console
    asked = os.environ.get("SSH_ORIGINAL_COMMAND")
    if asked is None:
        shell.run()
        return
    shell.height = 0
    for line in asked.splitlines():
        shell.one(line)
    shell.terminal.flush()
