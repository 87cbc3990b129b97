"""One platform as data: what is typed into its devices, and how what they print is read.

One file a platform in ``platforms/``; a pattern there is a Python regular expression, searched in one line
unless said otherwise. Commands that arm a timer may hold ``{minutes}`` (whole, at least 1), ``{seconds}`` and
``{days_hours_minutes}`` (``00:00:05``); others ``{name}`` (of the device).
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression, kept as text; ``re`` itself remembers what it compiled."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Session(_Data):
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


class Facts(_Data):
    """Where the answer to ``session.version`` says what: each pattern with a group ``value``."""

    model: Pattern = ""
    serial: Pattern = ""
    version: Pattern = ""
    hostname: Pattern = ""


class Heard(_Data):
    """Where the answer to ``session.neighbours``, or ``session.cdp``, says what of each neighbour.

    Patterns with a group ``value``, searched in any line of what stands between one ``entry`` and the next.
    """

    entry: Pattern = ""
    """The first line of a neighbour."""
    port: Pattern = ""
    """The port at which it is heard."""
    device: Pattern = ""
    device_port: Pattern = ""
    model: Pattern = ""
    address: Pattern = ""
    capabilities: Pattern = ""
    """What it does, as it says."""
    deaf: Pattern = ""
    """What a line of the answer matches when the device does not listen."""


class Text(_Data):
    """How a configuration reads."""

    shape: Literal["indented", "braces", "edit-blocks", "paths", "tables"]
    """``indented``: Cisco's and its likes; ``braces``: Junos; ``edit-blocks``: FortiOS (config, edit, set,
    next, end); ``paths``: RouterOS (``/ip address`` and lines below); ``tables``: Open vSwitch."""
    comment: tuple[Pattern, ...] = ()
    """Whole lines that say nothing to the device."""
    noise: tuple[Pattern, ...] = ()
    """Whole lines printed around the configuration, which are not of it."""
    volatile: tuple[Pattern, ...] = ()
    """Whole lines that change by themselves: kept in what is restored, never compared."""
    begins: Pattern = ""
    """What the whole text must hold, matched in any line, when its beginning came; empty: nothing certain."""
    ends: Pattern = ""
    """What the last line that is not blank must match when the end came; empty: the platform marks none."""
    pager: tuple[Pattern, ...] = ()
    """What a pager leaves in a line; one such line and the text is not whole."""
    cut: tuple[Pattern, ...] = ()
    """What a last line looks like that was cut short, where the platform marks no end."""
    negate: str = "no"
    """The word that takes a line back."""
    hier_config: str = ""
    """The platform's name in hier_config; empty where it has none."""
    wholes: tuple[tuple[Pattern, str], ...] = ()
    """What spans lines and stays whole: first line and last line, as a banner or a certificate. The last
    may hold ``{end}``: what the first one's group ``end`` matched."""
    leaves: tuple[Pattern, ...] = ()
    """Whole lines that only leave a block, as ``exit``."""
    leave: str = "exit"
    """Typed to leave a block."""
    closes: Literal["", "header", "inside"] = ""
    """Where the word that leaves a block stands when a configuration is printed: below its header, or with
    what stands in the block; empty: it is not printed, or only for blocks of ``leave_by``."""
    leave_by: tuple[tuple[Pattern, str], ...] = ()
    """Blocks (their header) that are left by another word."""
    single: tuple[Pattern, ...] = ()
    """Commands that hold one value: two lines of one block for which a pattern matches the same, from the
    beginning and after ``negate``, are one command, and the later replaces the earlier. Groups tell commands
    apart as well, as the direction behind an access list's name."""
    lists: tuple[Pattern, ...] = ()
    """Lines whose values others add to, as the ports of a VLAN: groups ``command`` and ``values``. They are
    read as one line for each value, and typed so."""
    negated: tuple[tuple[Pattern, str], ...] = ()
    """Lines that are not taken back by ``negate`` before them: the whole line, and what is typed (with the
    pattern's groups as ``\\1``)."""
    keeps: tuple[Pattern, ...] = ()
    """Lines that no feature takes away, whatever it owns: our own session stands on them, or the platform
    prints defaults. Where blocks are indented, a block that holds one stays as well."""
    shared: tuple[Pattern, ...] = ()
    """Blocks (headers joined by blanks) that many features write into: never owned whole by being named."""
    ordered: tuple[Pattern, ...] = ()
    """Blocks (headers joined by blanks) whose lines stand in an order that counts."""
    repeats: bool = False
    """A line or block is printed several times and counts once."""


class Confirm(_Data):
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


class Restore(_Data):
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


class Secrets(_Data):
    """Where secrets stand on this platform, beyond what holds on all of them (``gear/secrets.toml``).

    Patterns are searched in each line, case ignored, with a group ``secret``; ``{value}`` stands for it: a
    quoted text or a word. ``{kind}`` stands for what may come before and says how it is written.
    """

    lines: tuple[Pattern, ...] = ()
    blocks: tuple[tuple[Pattern, Pattern], ...] = ()
    """First and last line of what is secret as a whole, as a private key."""
    within: tuple[tuple[Pattern, Pattern, Pattern], ...] = ()
    """First and last line of a block, and the pattern of what is secret only there."""
    harmless: tuple[Pattern, ...] = ()
    """Where a word for a secret stands and none follows."""


class Management(_Data):
    """How a device is managed: what could cut us off and what cannot (see ``gear/management.toml``).

    Patterns are searched, case ignored, in a line with the headers of its block before it, joined by
    ``" > "``.
    """

    never: tuple[tuple[Pattern, str], ...] = ()
    """Lines that not even a timer brings back, and why."""
    cuts: tuple[tuple[Pattern, str], ...] = ()
    """Lines that could cut us off, and why."""
    harmless: tuple[Pattern, ...] = ()
    """Lines that cannot, wherever they stand."""
    harmless_there: tuple[Pattern, ...] = ()
    """Lines that cannot although they stand on our path."""
    address: Pattern = "(?!)"
    """Lines that give an interface its address."""
    port: Pattern = "(?!)"
    """Where the name of a port or an interface stands: the groups."""
    port_list: Pattern = "(?!)"
    """Lines outside any block that name ports first: group ``value``. Only the ports decide over them."""
    users: Pattern = "(?!)"
    """Lines that add a local user: group ``value``."""
    ssh_off: tuple[Pattern, ...] = ()
    """Lines that end SSH."""
    ssh_on: tuple[Pattern, ...] = ()
    """Lines that begin it, or leave another way in."""
    list_name: Pattern = "(?!)"
    """Lines of an access list: group ``value``."""
    list_used: Pattern = "(?!)"
    """What stands before the list's name where it is applied."""


class Pack(_Data):
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


class Platform(_Data):
    """One platform, as its file says."""

    name: str
    """As declared: :data:`drplan.declare.assets.Platform`."""
    restores: bool = True
    """drplan brings it back itself; without it only copies are kept."""
    session: Session
    facts: Facts = Facts()
    lldp: Heard = Heard()
    cdp: Heard = Heard()
    text: Text
    confirm: Confirm
    restore: Restore = Restore()
    secrets: Secrets = Secrets()
    management: Management = Management()
    pack: Pack
