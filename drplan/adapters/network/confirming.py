"""Changes that go back by themselves: armed before, kept by a fresh session, or taken back at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

from drplan.adapters.network.answers import holds, last_line, refusal
from drplan.adapters.network.session import Session
from drplan.errors import NoWayBack, SourceError


def minutes_of(within: timedelta, session: Session) -> int:
    """Return whole minutes, rounded up, at least what the platform takes."""
    return max(ceil(within / timedelta(minutes=1)), session.platform.confirm.least_minutes, 1)


def spans(within: timedelta, session: Session) -> dict[str, object]:
    """Return a time in the ways that platforms take it: whole minutes, unless one is exact to the second."""
    minutes = minutes_of(within, session)
    exact = max(1, ceil(within.total_seconds()))
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    return {
        "minutes": minutes,
        "seconds": exact if session.platform.confirm.exact else minutes * 60,
        "days_hours_minutes": f"{days:02}:{hours:02}:{left:02}",
    }


def type_all(session: Session, commands: Sequence[str], **named: object) -> str:
    """Type a platform's own commands; return what was said to all of them."""
    send = session.apart if session.platform.confirm.apart else session.ask
    return "\n".join(send(command.format(**named) if named else command) for command in commands)


def must_be_able(session: Session) -> None:
    """Raise ``NoWayBack`` for a platform whose changes cannot be made to go back by themselves."""
    if session.platform.confirm.how == "none":
        raise NoWayBack(
            f"{session.device}: a change on {session.platform.name} does not go back by itself",
            next_step=f"make it at the console of {session.device}",
        )


def must_not_wait(session: Session) -> None:
    """Raise ``NoWayBack`` while an earlier change waits: what is saved or committed now would keep it."""
    if not session.platform.confirm.lingers and waits(session, otherwise=False):
        raise NoWayBack(
            f"{session.device}: an earlier change waits there, to be confirmed or to go back by itself",
            next_step="wait until its time has run out, then see: drplan deploy drift "
            f"--asset {session.device}",
        )


def arm(session: Session, within: timedelta) -> None:
    """Have the device go back after ``within``; raises ``NoWayBack`` unless it says that it will."""
    confirm = session.platform.confirm
    armed = spans(within, session)
    said = type_all(session, confirm.arm, **armed)
    refused = refusal("", said, session.platform)
    unseen = (confirm.armed and not holds(confirm.armed, said)) or not waits(session, otherwise=True)
    if refused or unseen:
        answer = refused.answer if refused else last_line(said, session.platform)
        raise NoWayBack(
            f"{session.device} does not say that it would go back by itself: {answer}",
            next_step=f"log in to {session.device} and see what this says: {confirm.arm[-1].format(**armed)}",
        )


def confirm_change(session: Session) -> None:
    """Keep the change; raises ``SourceError`` unless the device says that it is kept."""
    confirm = session.platform.confirm
    must_be_able(session)
    if not waits(session, otherwise=True):
        raise _not_kept(session, "nothing waits to be confirmed")
    said = type_all(session, confirm.confirm)
    if refused := refusal("", said, session.platform):
        raise _not_kept(session, refused.answer)
    if (confirm.confirmed and not holds(confirm.confirmed, said)) or waits(session, otherwise=False):
        raise _not_kept(session, last_line(said, session.platform))


def _not_kept(session: Session, why: str) -> SourceError:
    return SourceError(
        f"{session.device} did not keep the change: {why}",
        next_step=f"it goes back by itself, or has already: fetch the configuration of {session.device}",
    )


def waits(session: Session, *, otherwise: bool) -> bool:
    """Say whether the device shows that a timer runs; ``otherwise`` where the platform cannot show it."""
    confirm = session.platform.confirm
    return holds(confirm.waits, type_all(session, [confirm.shows])) if confirm.shows else otherwise


def roll_back(session: Session) -> None:
    """Go back at once; a line that is cut by it is as it should be."""
    must_be_able(session)
    commands = session.platform.confirm.rollback
    try:
        said = type_all(session, commands)
    except (OSError, EOFError):
        return
    refused, back = refusal("", said, session.platform), session.platform.confirm.went_back
    if refused or (back and not holds(back, said)):
        answer = refused.answer if refused else last_line(said, session.platform)
        raise SourceError(
            f"{session.device} did not go back: {answer}",
            next_step="wait for the time to run out; then fetch its configuration",
        )
