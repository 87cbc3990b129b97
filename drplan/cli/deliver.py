"""Text that is printed or written to a file, in a form that the file's name may choose."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from drplan.explain.export_file import write_export

_F = TypeVar("_F", bound=Callable[..., Any])


def to_options(command: _F) -> _F:
    """Add ``--to FILE`` and ``--force``."""
    to = click.option(
        "--to", type=click.Path(path_type=Path, dir_okay=False), help="Write this file instead of printing."
    )
    return to(click.option("--force", is_flag=True, help="Replace the file when it is there.")(command))


def form_for(form: str, to: Path | None, forms: Collection[str]) -> str:
    """Return what to write: what ``--format`` says when it was given, else what the file's name ends with."""
    chosen = click.get_current_context().get_parameter_source("form") is not ParameterSource.DEFAULT
    ending = to.suffix.lstrip(".") if to else ""
    return form if chosen or ending not in forms else ending


def deliver(text: str, to: Path | None, *, force: bool) -> None:
    """Print, or write the file and say so; raises ``UsageError`` for a file that is there or cannot be."""
    if to is None:
        click.echo(text, nl=False)
        return
    write_export(to, text, force=force)
    click.echo(f"written: {to}")
