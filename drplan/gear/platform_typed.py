"""What is typed into a platform's devices: by a session, for a change that goes back, to restore, by hand."""

from __future__ import annotations

from typing import Literal

from drplan.gear.data import Data, Pattern


class Session(Data):
    """How a session is held: the driver, and what is typed for what."""

    driver: str
    """netmiko's device type."""
    running: str
    """Shows the running configuration, whole and restorable."""
    version: str = ""
    """Shows model, serial number and software; several commands are separated by newlines."""
    neighbours: str = ""
    """Shows LLDP neighbours in detail."""
    cdp: str = ""
    """Shows CDP neighbours in detail, where the platform speaks it."""
    prepares: bool = True
    """netmiko's driver gets the session ready; else ``quiet`` is all that is done after login."""
    turn: str = ""
    """The key for the pager's next page, where turning the pager off would change the configuration."""
    quiet: tuple[str, ...] = ()
    """Typed after login so that output comes without a pager, beyond what netmiko's driver types itself."""
    prompt: Pattern = r"^(?P<name>[\w.@:/+-]+)(?:\([^()\n]*\))?[>#] ?$"
    """What the last line is when a command has ended; its group ``name`` is the unit's own part of it."""
    privileged: bool = False
    """Only after ``enable`` may it be configured: :attr:`NetworkDevice.admin` is its secret as well."""
    enter: tuple[str, ...] = ()
    """Enters the mode that configures; none where there is no such mode."""
    configuring: Pattern = ""
    """What the prompt holds in that mode."""
    leave: tuple[str, ...] = ()
    """Leaves it, from however deep."""
    abandon: tuple[str, ...] = ()
    """Gives up what was typed there and not committed, where there is a commit."""
    commit: tuple[str, ...] = ()
    """Makes what was typed the running configuration, where lines alone do not."""
    committed: Pattern = ""
    """What the answer to ``commit`` holds when it was."""
    asks: tuple[tuple[Pattern, str], ...] = ()
    """A question that stands where the prompt would, and what is answered."""
    beyond: tuple[tuple[Pattern, str], ...] = ()
    """What a line of the running configuration matches on a unit that drplan does not handle, and why."""
    refused: tuple[Pattern, ...] = ()
    """What a line of the answer matches when the command above it was not taken."""
    warned: tuple[Pattern, ...] = ()
    """What a line of the answer matches that looks like a refusal and is only a warning."""
    save: tuple[str, ...] = ()
    """Makes the running configuration outlast a restart; none where there is nothing to save."""
    saved: Pattern = ""
    """What the answer to the last of ``save`` holds, anywhere, when it was saved; any answer when empty."""


class Confirm(Data):
    """How a change is made to go back by itself."""

    how: Literal["native", "timer", "none"]
    """``native``: commit-confirm of the platform; ``timer``: a restart, or a rollback, armed before the
    change and cancelled after it; ``none``: a change that could lock us out is refused."""
    arm: tuple[str, ...] = ()
    """Before the change; for ``native``, what replaces the plain commit after it."""
    apart: bool = False
    """Each command is one of its own over SSH (``ssh device COMMAND``), not typed into the unit's shell."""
    confirm: tuple[str, ...] = ()
    """Keeps the change, typed in a fresh session."""
    confirmed: Pattern = ""
    """What the answer to ``confirm`` holds when it is kept; any answer that is no refusal when empty."""
    rollback: tuple[str, ...] = ()
    """Goes back at once."""
    armed: Pattern = ""
    """What the answer to ``arm`` holds when the timer runs; any that is no refusal when empty."""
    shows: str = ""
    """Shows whether a timer runs: asked after arming, before confirming and after it."""
    waits: Pattern = ""
    """What a line of the answer to ``shows`` holds while one runs."""
    lingers: bool = False
    """``shows`` may say so still when no timer runs any more: it tells of a mode, not of a timer."""
    least_minutes: int = 1
    """The shortest time the platform takes."""
    went_back: Pattern = ""
    """What the answer to ``rollback`` holds when it did, where the line outlives it; any that is no refusal
    when empty."""
    exact: bool = False
    """It takes seconds, and not only whole minutes."""
    restarts: bool = False
    """Going back restarts the device: minutes of outage, and what was not saved is gone."""


class Restore(Data):
    """How a kept configuration is put back over SSH."""

    how: Literal["type", "load", "import", "database"] = "type"
    """``type``: its lines one after the other; ``load``: all of it between ``begin`` and ``end``; ``import``:
    as a file of the unit's own, written by SFTP; ``database``: see Open vSwitch."""
    begin: tuple[str, ...] = ()
    """``load``: begins to take what follows. ``import``: loads ``{file}`` when it is there."""
    end: str = ""
    """``load``: ends it."""
    loaded: Pattern = ""
    """What the answer holds when it was taken."""
    again: int = 0
    """How many times what the unit still lacks is typed once more: where a line takes back an earlier one."""
    leaves: bool = False
    """``type``: each block is left before the next begins, where the configuration does not say so itself."""
    unsaid: tuple[tuple[Pattern, Pattern, str], ...] = ()
    """A block's first line, a line it may hold, and what is typed in it when it does not: the platform shows
    what is shut and hides what is not."""


class Pack(Data):
    """What a restore pack tells a person at the console, in the platform's own words."""

    title: str
    """The platform as its maker calls it."""
    file: str
    """What the file to load is called."""
    blank: tuple[str, ...] = ()
    """Brings a unit back to its maker's defaults."""
    first: tuple[str, ...] = ()
    """Gives a blank unit its address and SSH; may hold ``{name}``, ``{address}``, ``{mask}``, ``{prefix}``
    (its length), ``{gateway}``, ``{vlan}``; what stands in <angle brackets> is for the operator."""
    load: tuple[str, ...] = ()
    """Loads the whole file, by ``{address}`` or by pasting; may hold ``{file}`` and ``{name}``."""
    port: Pattern = ""
    """What a port's name looks like, with groups for its parts; tells a unit of another port naming."""
    firmware: str = ""
    """Where its maker says which firmware takes which configuration."""
    by_hand: tuple[str, ...] = ()
    """Where nothing can be loaded: what a person does instead, in order. Sentences."""
