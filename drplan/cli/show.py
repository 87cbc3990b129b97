"""Printing progress and tables, on a terminal and in a log alike."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from drplan.explain.spelled import spelled


class Lines:
    """Progress as plain lines on standard error: subject first, then what happened."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

    def say(self, subject: str, message: str) -> None:
        """Print one line."""
        if not self._quiet:
            click.echo(f"  {spelled(subject):<24} {spelled(message)}", err=True)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
    """Print a table as wide as it needs; names are never taken for markup, nor for a terminal's commands."""
    console = Console(highlight=False)
    shown = Table(title=title or None, title_justify="left", show_edge=False, pad_edge=False)
    for heading in headings:
        shown.add_column(heading, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(spelled(cell)) for cell in row))
    if not console.is_terminal:
        console = Console(highlight=False, width=160)
    console.print(shown)
