"""Repositories that can be reached and opened when production is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drplan.declare.data import source_asset
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.keeping import kept
from drplan.validate.lockout import locked_out
from drplan.validate.registry import RULES

ESCROW_CONFIRMED_FOR = timedelta(days=365)
"""How long an escrow that was opened and found right counts."""


@RULES.add(
    "DRP043",
    "A repository lies on the asset it protects",
    severity="error",
    why="The machine that fails takes the data and the copy with it, so that copy does not count.",
    source="NIST SP 800-53 Rev. 5, CP-6(1) and CP-9; CIS Controls v8.1, safeguard 11.4",
    fix="move the repository to another machine, or keep the data set in another one",
)
def on_what_it_protects(index: Index) -> Iterator[Flaw]:
    """Follow virtual machines down to the machine that carries them, on both sides."""
    for data, copies in kept(index):
        source = source_asset(data.source)
        for copy in copies:
            if copy.host is None or _machine(index, copy.host) != _machine(index, source):
                continue
            how = (
                f"{source} itself" if copy.host == source else f"{copy.host}, on the same machine as {source}"
            )
            yield Flaw(
                index.data_set(data.name), f"is read from {source}; repository {copy.name} lies on {how}"
            )


def _machine(index: Index, name: str) -> str:
    seen = {name}
    while (server := index.servers.get(name)) and server.host and server.host not in seen:
        name = server.host
        seen.add(name)
    return name


@RULES.add(
    "DRP044",
    "A repository's password comes only from what is restored with it",
    severity="error",
    why="After a loss of everything nobody can open the copies: the password is inside them.",
    source="NIST SP 800-53 Rev. 5, SC-12(1) and CP-9(8); CISA #StopRansomware Guide (2023)",
    fix="put the password into an escrow outside the systems it restores, and declare it",
)
def locked_in(index: Index) -> Iterator[Flaw]:
    """Follow passwords, services and their data sets until nothing more opens."""
    for name, data in locked_out(index).items():
        each = index.repositories[name]
        kept_in = ", ".join(copy.name for copy in index.copies(index.data_sets[data]) or ())
        yield Flaw(
            Subject("repository", name),
            f"gets its password from {each.password_service} alone, which is not back before data set {data},"
            f" kept only in {kept_in}",
        )


@RULES.add(
    "DRP045",
    "A repository's password is kept in no second place",
    severity="warning",
    why="Without its password a copy is noise, and nothing can make the password again.",
    source="NIST SP 800-53 Rev. 5, SC-12(1); CIS Controls v8.1, safeguard 11.3",
    fix="seal the password in a second place, such as a bank's box, and declare it as escrow",
)
def no_escrow(index: Index) -> Iterator[Flaw]:
    """Ask every repository for one escrow at least."""
    for name, each in index.repositories.items():
        if not each.escrow:
            yield Flaw(Subject("repository", name), "has no escrow of its password")


@RULES.add(
    "DRP046",
    "An escrow was not opened for a year",
    severity="warning",
    why="Envelopes are lost and passwords are changed: only an opened one is known to hold the right one.",
    source="NIST SP 800-53 Rev. 5, SC-12(1) and CP-4; NIST SP 800-34 Rev. 1, section 3.5",
    fix="open the escrow, try the password, seal it again, and set confirmed_on to that day",
)
def stale_escrow(index: Index) -> Iterator[Flaw]:
    """Allow 365 days up to today; a day that is still to come confirms nothing."""
    for name, each in index.repositories.items():
        for escrow in each.escrow:
            age = index.today - escrow.confirmed_on
            if timedelta(0) <= age <= ESCROW_CONFIRMED_FOR:
                continue
            when = f"{age.days} days ago" if age > ESCROW_CONFIRMED_FOR else "a day still to come"
            yield Flaw(
                Subject("repository", name),
                f"has an escrow held by {escrow.holder}, confirmed on {escrow.confirmed_on}, {when}",
            )


@RULES.add(
    "DRP049",
    "A repository is used by no policy",
    severity="warning",
    why="It is paid for and trusted, and holds nothing new.",
    source="CIS Controls v8.1, safeguard 11.1; NIST SP 800-53 Rev. 5, CP-9",
    fix="name it in a policy's copies, or take it out",
)
def unused(index: Index) -> Iterator[Flaw]:
    """See that every repository is among some policy's copies."""
    used = {name for policy in index.policies.values() for name in policy.copies}
    for name in index.repositories:
        if name not in used:
            yield Flaw(Subject("repository", name), "is in no policy's copies")
