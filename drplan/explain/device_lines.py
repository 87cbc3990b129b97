"""What is typed to reach a machine by SSH: a server has a shell, a router's login lands in its own.

A router with FRRouting is spoken to in the words of vtysh, as drplan does: no other shell is behind its SSH.
"""

from __future__ import annotations

import shlex

from drplan.declare import NetworkDevice, Server
from drplan.explain.commands import over_ssh
from drplan.gear.loading import BESIDE

BY_VTYSH = frozenset({"frr"})
"""The platforms whose login lands in FRRouting's shell: the pages know what is typed there."""


def answer_command(machine: Server | NetworkDevice) -> str:
    """Build the command that shows whether a machine answers and lets one in."""
    if isinstance(machine, Server):
        return over_ssh(machine.address, "true")
    if machine.platform in BY_VTYSH:
        return over_ssh(machine.address, "show version")
    return shlex.join(["nc", "-zvw5", str(machine.address), "22"])


def answer_expected(machine: Server | NetworkDevice) -> str:
    """Say what :func:`answer_command` prints when it does."""
    if isinstance(machine, Server):
        return "It prints nothing and ends without an error."
    spoken = machine.platform in BY_VTYSH
    return "It prints a line that holds: FRRouting" if spoken else "It says open or succeeded."


def configure_command(device: NetworkDevice, folder: str) -> str:
    """Build the command that feeds a kept configuration to a router's own shell, and has it saved."""
    # Its file is called as the platform calls it, and something else in recovery points of before.
    others = [word for name in sorted(BESIDE) for word in ("!", "-name", name)]
    found = shlex.join(["find", folder, "-type", "f", *others, "-exec", "cat", "{}", "+"])
    typed = f"(echo configure terminal; {found}; echo end; echo write memory)"
    return f"{typed} | ssh -T {device.address}"
