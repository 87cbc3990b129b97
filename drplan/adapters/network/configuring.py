"""Being in the mode that configures, and leaving it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from drplan.adapters.network.answers import last_line
from drplan.adapters.network.session import Session
from drplan.errors import DrplanError, SourceError

_DEEPEST = 8


@contextmanager
def configuring(session: Session) -> Iterator[None]:
    """Be in the mode that configures, and leave it whatever happens, as long as the line holds."""
    said = [session.ask(command) for command in session.platform.session.enter]
    if said and session.platform.session.configuring and not session.configures:
        raise SourceError(
            f"{session.device} does not let us configure it: {last_line(said[-1], session.platform)}",
            next_step=f"give the login on {session.device} the right to configure",
        )
    try:
        yield
    except (OSError, EOFError):
        raise
    except DrplanError:
        with suppress(DrplanError, OSError, EOFError):
            _leave(session)
        raise
    _leave(session)


def _leave(session: Session) -> None:
    for _ in range(_DEEPEST):
        if not session.configures:
            return
        for command in session.platform.session.leave:
            session.ask(command)
