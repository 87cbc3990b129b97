"""How what a platform's devices print is read: facts, neighbours, a configuration and what is in it."""

from __future__ import annotations

from typing import Literal

from drplan.gear.data import Data, Pattern


class Facts(Data):
    """Where the answer to ``session.version`` says what: each pattern with a group ``value``."""

    model: Pattern = ""
    serial: Pattern = ""
    version: Pattern = ""
    hostname: Pattern = ""


class Heard(Data):
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


class Text(Data):
    """How a configuration reads."""

    shape: Literal["indented", "braces", "edit-blocks", "paths", "tables", "document"]
    """``indented``: Cisco's and its likes; ``braces``: Junos; ``edit-blocks``: FortiOS (config, edit, set,
    next, end); ``paths``: RouterOS (``/ip address`` and lines below); ``tables``: Open vSwitch; ``document``:
    JSON, as :mod:`drplan.gear.documents` writes what a controller's API told."""
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


class Secrets(Data):
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
    names: tuple[Pattern, ...] = ()
    """In a document: names of values that are secret, matched whole, case ignored."""


class Management(Data):
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
