"""``drplan drill run --data-only``: prove every data set against its manifest, and start nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from drplan import wiring
from drplan.act.drill_data import Way
from drplan.errors import UsageError

MEMORY = Path("/dev/shm")  # noqa: S108 - each drill makes a folder of its own there, closed to others
_F = TypeVar("_F", bound=Callable[..., Any])


def data_options(command: _F) -> _F:
    """Add ``--data-only``, ``--stream`` and ``--scratch-dir``."""
    for option in (
        click.option(
            "--scratch-dir",
            type=click.Path(path_type=Path, file_okay=False),
            help="Restore below this folder.  [default: in memory where it fits, else the state folder]",
        ),
        click.option(
            "--stream", is_flag=True, help="With --data-only: read the data without a scratch disk."
        ),
        click.option(
            "--data-only",
            is_flag=True,
            help="Prove every data set against its manifest and start nothing: in production too.",
        ),
    ):
        command = option(command)
    return command


def refuse_unclear(options: Mapping[str, Any]) -> None:
    """Raise ``UsageError`` for a way to prove data where data is not all that is asked for, and for two."""
    stream, folder = options["stream"], options["scratch_dir"]
    if (stream or folder) and not options["data_only"]:
        raise UsageError(
            "--stream and --scratch-dir are for a drill of data alone",
            next_step="add --data-only, or leave them out",
        )
    if stream and folder:
        raise UsageError(
            "--stream needs no --scratch-dir", next_step="give one of the two: stream, or restore to a folder"
        )


def data_way(order: Mapping[str, Any], at_once: int) -> Way:
    """Return how an order wants its data proven."""
    if order["stream"]:
        return Way(None, at_once)
    if order["scratch_dir"]:
        return Way(Path(order["scratch_dir"]).absolute(), at_once)
    return Way((wiring.state_folder() / "scratch").absolute(), at_once, MEMORY)
