"""What every command shares: options, errors, exit codes."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from drplan.errors import DrplanError

_F = TypeVar("_F", bound=Callable[..., Any])


class Exit(IntEnum):
    """How a command ends; see ``docs/commands.md``."""

    WELL = 0
    FALLS_SHORT = 1
    NOT_DONE = 2
    IN_PART = 3


INTERRUPTED = 130
"""How a command ends that was broken off: 128 and the number of SIGINT, as shells count it."""


def finish(code: Exit) -> NoReturn:
    """End the command."""
    raise SystemExit(int(code))


def _folder_option(name: str, default: Path, meaning: str) -> Callable[[_F], _F]:
    """Build an option ``--NAME DIR``."""
    return click.option(
        f"--{name}",
        type=click.Path(path_type=Path, file_okay=False),
        default=default,
        show_default=True,
        help=meaning,
    )


def inventory_option(command: _F) -> _F:
    """Add ``--inventory DIR``."""
    return _folder_option("inventory", Path("inventories"), "Folder that holds district.py.")(command)


def runbooks_option(command: _F) -> _F:
    """Add ``--runbooks DIR``."""
    return _folder_option(
        "runbooks", Path("runbooks"), "Folder of the pages; its evidence/ holds the signed records."
    )(command)


deploys_option = click.option(
    "--deploys",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Folder of the signed records of deploys.  [default: evidence in the state folder]",
)
"""Adds ``--deploys DIR``; the command gets ``deploys``, ``None`` for this machine's own."""


def site_option(*, required: bool = False) -> Callable[[_F], _F]:
    """Add ``--site CODE``."""
    return click.option("--site", required=required, help="Site code, as in site=hs.")


def as_of_option(command: _F) -> _F:
    """Add ``--as-of DATE``; the command gets ``as_of``, a ``date``: today, in UTC, unless told otherwise."""
    return click.option(
        "--as-of",
        type=click.DateTime(formats=["%Y-%m-%d"]),
        callback=lambda _context, _option, given: (given or datetime.now(UTC)).date(),
        metavar="DATE",
        help="Judge as on that day, as in 2027-06-30, instead of today.",
    )(command)


def format_option(*extra: str) -> Callable[[_F], _F]:
    """Add ``--format text|json`` and whatever else this command can print."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json", *extra]),
        default="text",
        show_default=True,
        help="What to print.",
    )


def say_error(error: DrplanError) -> None:
    """Print an error the one way we print errors: what happened, then what to do next."""
    click.echo(f"error: {error.message}", err=True)
    click.echo(f"next: {error.next_step}", err=True)


def guarded(command: Callable[[], None]) -> None:
    """Run the command line; an error of ours ends it with 2, an interruption with 130.

    SIGTERM is one too: what systemd and CI stop takes its scratch away as after a Ctrl-C.
    """
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        command()
    except DrplanError as error:
        say_error(error)
        sys.exit(int(Exit.NOT_DONE))
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        sys.exit(INTERRUPTED)
