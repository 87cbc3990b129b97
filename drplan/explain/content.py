"""What a runbook says, apart from how any format shows it. Every text is plain: no markup of any kind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One numbered thing to do.

    ``id`` is the same in every format. ``commands`` are lines to copy, one command each. ``expect`` is what
    a good outcome looks like, ``otherwise`` what to do when it does not. ``action`` and ``subject`` are the
    words a drill record uses for the same thing; ``took`` is its time in the last drill.
    """

    what: str
    id: str = ""
    commands: tuple[str, ...] = ()
    expect: str = ""
    otherwise: str = ""
    action: str = ""
    subject: str = ""
    took: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under a header; the first cell of each row names it."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A picture, the words that stand in for it, and the table that says the same."""

    name: str
    svg: str
    alternative: str
    table: Table


@dataclass(frozen=True)
class Contact:
    """A role that decides or is called, with who stands in; ``duties`` say what for."""

    name: str
    title: str
    phone: str
    email: str
    alternate: str
    duties: tuple[str, ...]


@dataclass(frozen=True)
class ServicePage:
    """One service: what it promises, what its loss means, how it is brought back."""

    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    impact: str
    workaround: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class DrillPage:
    """What the last drill showed. ``faults`` are the reasons of every verdict that was not ``pass``."""

    facts: tuple[tuple[str, str], ...]
    results: Table
    faults: tuple[str, ...]
    critical_paths: Table
    longest_steps: Table
    data_sets: Table
    timeline: Figure
    history: Table
    verify: str


@dataclass(frozen=True)
class RestorePack:
    """One network device: what it is, its routed ports, its cables, and how a blank one becomes it."""

    name: str
    facts: tuple[tuple[str, str], ...]
    ports: Table | None
    steps: tuple[Step, ...]
    cables: Table | None = None


@dataclass(frozen=True)
class Gear:
    """The network devices of a site, and its VLANs when there are any."""

    vlans: Table | None
    packs: tuple[RestorePack, ...]


@dataclass(frozen=True)
class Runbook:
    """Everything one site's runbook says. ``drill`` is ``None`` when none has been recorded.

    ``open_actions`` is what is still to be mended, ``None`` when nothing is. ``as_of`` is the moment, in
    seconds since 1970, of the newest record; 0 when there is none. ``gear`` is ``None`` where a site has no
    network device of its own; ``sign_off`` are the lines that end its recovery.
    """

    site: str
    title: str
    district: str
    standing: str
    as_of: int
    how_to_use: tuple[str, ...]
    contacts: tuple[Contact, ...]
    first_steps: tuple[Step, ...]
    order: Figure | None
    timeline: Figure | None
    services: tuple[ServicePage, ...]
    assets: Table
    repositories: Table
    data_sets: Table
    drill: DrillPage | None
    sign_off: Table
    gear: Gear | None = None
    open_actions: Table | None = None
