"""What people see and do while a drill runs: its display, its events, and their own part in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from drplan import wiring
from drplan.act.drill_ports import RecoveryPorts
from drplan.cli.drill_display import Display
from drplan.cli.drill_events import EventLines
from drplan.cli.show import Lines
from drplan.desk import Desk
from drplan.errors import UsageError
from drplan.events import Event, Watcher, tell
from drplan.ports import Progress

_F = TypeVar("_F", bound=Callable[..., Any])
P = TypeVar("P", bound=RecoveryPorts)

_MINE = "drplan.cli.drill_people"


def people_options(command: _F) -> _F:
    """Add ``--attended`` and ``--events FILE``: what they say is this run's, and :func:`present` knows it."""
    attended = click.option(
        "--attended",
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Ask people here to sign off what is theirs, and time it.",
    )
    events = click.option(
        "--events",
        metavar="FILE",
        expose_value=False,
        callback=_remember,
        help="Write what happens into this file, one JSON object a line; - is standard output.",
    )
    return attended(events(command))


def _remember(context: click.Context, option: click.Parameter, given: Any) -> None:
    context.meta[f"{_MINE}.{option.name}"] = given


def live_option(command: _F) -> _F:
    """Add ``--live``, which is refused before anything else is looked at."""
    return click.option(
        "--live",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_refuse_live,
        help="Refused: a drill never touches production.",
    )(command)


def _refuse_live(_context: click.Context, _option: click.Parameter, given: bool) -> None:
    if given:
        raise UsageError(
            "a drill loses what it is about before it brings it back: it never runs on production",
            next_step="for the real day print the plan: drplan restore plan --site CODE --lost-at MOMENT, "
            "and follow it with: drplan restore host NAME --lost-at MOMENT; to rehearse: drplan lab up",
        )


@dataclass(frozen=True)
class Heard:
    """Progress that several hear: one says the lines, all that watch hear the events."""

    says: Progress
    watchers: Sequence[Watcher]

    def say(self, subject: str, message: str) -> None:
        """Say one line."""
        self.says.say(subject, message)

    def note(self, event: Event) -> None:
        """Tell every watcher."""
        for each in (self.says, *self.watchers):
            tell(each, event)


@dataclass(frozen=True)
class Audience:
    """Who hears of a drill, and where people are asked, if anybody attends it."""

    progress: Heard
    desk: Desk | None

    def attend(self, ports: P) -> P:
        """Return the ports with the desk at which people sign off."""
        return replace(ports, desk=self.desk)


def present(form: str) -> Audience:
    """Make ready who hears and who is asked, until this command ends; raises ``UsageError``.

    On a terminal there is a display; elsewhere plain lines, and with ``form`` json none.
    """
    who = _audience(attended=bool(_said("attended")), events=_said("events"), form=form)
    return click.get_current_context().with_resource(who)


def shown(form: str) -> str:
    """Say what is printed at the end: ``events`` where these have all of standard output, else the form."""
    return "events" if _said("events") == "-" else form


def _said(option: str) -> Any:
    return click.get_current_context().meta.get(f"{_MINE}.{option}")


@contextmanager
def _audience(*, attended: bool, events: str | None, form: str) -> Iterator[Audience]:
    _refuse_impossible(attended=attended, events=events, form=form)
    now = wiring.clock().now
    with ExitStack() as open_ones:
        display = Display(now) if form == "text" and sys.stderr.isatty() else None
        # Before the display begins: it takes the place of the terminal that people are asked at.
        desk = wiring.desk(turn=display.turn if display else None) if attended else None
        watchers = [EventLines(open_ones.enter_context(_opened(events)), now)] if events else []
        if display:
            open_ones.enter_context(display)
        says: Progress = display or Lines(quiet=form == "json")
        yield Audience(Heard(says, watchers), desk)


def _refuse_impossible(*, attended: bool, events: str | None, form: str) -> None:
    if attended and not sys.stdin.isatty():
        raise UsageError(
            "--attended, and nobody is at a terminal to sign anything off",
            next_step="run it at a terminal, or leave --attended out: then declared times stand for people",
        )
    if events == "-" and form == "json":
        raise UsageError(
            "--events - and --format json both want standard output",
            next_step="write the events into a file: --events FILE",
        )


def _opened(events: str) -> AbstractContextManager[TextIO]:
    if events == "-":
        return nullcontext(sys.stdout)
    try:
        return Path(events).open("w", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{events} cannot be written: {error.strerror}", next_step="name another file: --events FILE"
        ) from error
