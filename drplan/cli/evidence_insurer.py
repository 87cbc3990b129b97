"""``drplan evidence insurer``: what insurers ask, on one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from drplan.cli.evidence_actions import day_option
from drplan.cli.evidence_judged import verified_case
from drplan.cli.frame import deploys_option, inventory_option, runbooks_option
from drplan.explain.document import Document
from drplan.explain.insurer import insurer_html, insurer_page
from drplan.explain.markdown import markdown_page
from drplan.explain.plain import plain
from drplan.explain.write import write_pages


@click.command("insurer")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it there instead of printing it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    default="text",
    show_default=True,
    help="What to print or write.",
)
@day_option
@deploys_option
@inventory_option
@runbooks_option
def insurer_command(
    *, out: Path | None, form: str, day: date, deploys: Path | None, inventory: Path, runbooks: Path
) -> None:
    """Answer what insurers ask, each answer with its evidence, or without.

    Exit codes: 0 the sheet is there, whatever it says; 2 a record does not verify.
    """
    case = verified_case(inventory, runbooks, deploys, day)
    page = _written(insurer_page(case, tabular=form == "html"), form)
    if out is None:
        click.echo(page, nl=False)
        return
    write_pages(out.parent, {out.name: page.encode()})
    click.echo(f"wrote {out}, as on {day}")


def _written(page: Document, form: str) -> str:
    if form == "html":
        return insurer_html(page)
    return markdown_page(page).decode() if form == "markdown" else plain(page)
