"""Putting a kept configuration back, in each platform's own way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drplan.adapters.network.answers import holds, last_line, refusal, told
from drplan.adapters.network.session import Session
from drplan.errors import SourceError, Unreachable
from drplan.gear import typed
from drplan.ports.device import Refusal

_SECONDS_TO_LOAD = 600
_FILE: Final = "drplan-restore.rsc"
_QUOTED = 5


def put_back(session: Session, text: str) -> None:
    """Give a device what ``text`` says, in the mode that configures; it is not committed or saved.

    Raises ``SourceError`` naming what was refused, and ``Unreachable`` naming the line that cut us off.
    """
    how = session.platform.restore.how
    if how != "type":
        try:
            (_loaded if how == "load" else _imported)(session, text)
        except (OSError, EOFError) as error:
            raise _cut(session, how) from error
    else:
        parts = typed.unsaid(typed.configuring(text, session.platform), session.platform)
        refused = _typed(session, typed.left(parts, session.platform))
        if refused:
            raise _refused(session, refused)


def _typed(session: Session, pieces: Sequence[str]) -> list[Refusal]:
    refused = []
    for piece in pieces:
        try:
            said = session.ask(piece)
        except (OSError, EOFError) as error:
            raise _cut(session, told(piece, session.platform)) from error
        if found := refusal(piece, said, session.platform):
            refused.append(found)
    return refused


def _cut(session: Session, at: str) -> Unreachable:
    return Unreachable(
        f"{session.device} cut the line while its configuration was put back, at: {at}",
        next_step="it may have another address or login now: reach it by what was kept of it, or "
        f"at the console of {session.device}; restore again",
    )


def _loaded(session: Session, text: str) -> None:
    """All of it at once, between a command that begins to take it and a key that ends it."""
    restore = session.platform.restore
    said = session.feed("\n".join((*restore.begin, text.rstrip("\n"))), restore.end, seconds=_SECONDS_TO_LOAD)
    _must_be_loaded(session, said)


def _imported(session: Session, text: str) -> None:
    session.put(_FILE, text)
    said = [
        session.ask(each.format(file=_FILE), seconds=_SECONDS_TO_LOAD)
        for each in session.platform.restore.begin
    ]
    session.remove(_FILE)
    _must_be_loaded(session, "\n".join(said))


def _must_be_loaded(session: Session, said: str) -> None:
    if holds(session.platform.restore.loaded, said):
        return
    refused = [found for line in said.splitlines() if (found := refusal("", line, session.platform))]
    if refused:
        raise _refused(session, refused)
    raise SourceError(
        f"{session.device} did not load its configuration: {last_line(said, session.platform)}",
        next_step=f"log in to {session.device} and load it by hand, as its restore pack says",
    )


def _refused(session: Session, refused: Sequence[Refusal]) -> SourceError:
    lines = "; ".join(each.answer for each in refused[:_QUOTED])
    return SourceError(
        f"{session.device} refused {len(refused)} lines of its configuration: {lines}",
        next_step="compare the device's software version with the one the configuration came from",
    )
