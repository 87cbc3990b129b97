"""``drplan report``: what each audience asks, from the declaration and the verified records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from drplan import wiring
from drplan.audit.controls.case import Case
from drplan.cli.deliver import form_for, to_options
from drplan.cli.evidence_judged import verified_case
from drplan.cli.frame import as_of_option, deploys_option, finish, inventory_option, runbooks_option
from drplan.cli.report_dashboard import AUDIENCE as DASHBOARD
from drplan.cli.report_dashboard import (
    dashboard_options,
    ended,
    refuse_elsewhere,
    seen_live,
    with_refresh,
)
from drplan.errors import UsageError
from drplan.explain.document import Edition
from drplan.explain.export_file import write_file
from drplan.explain.language import LANGUAGES, language
from drplan.explain.reports import REPORTS, Matter, report
from drplan.explain.reports.formats import BINARY, ENDINGS, FORMATS

_language_option = click.option(
    "--language",
    "code",
    type=click.Choice(LANGUAGES),
    help="The language to write it in.  [default: the district's first]",
)
_edition_option = click.option(
    "--edition",
    type=click.Choice(["public", "restricted"]),
    help="Whom it is for.  [default: restricted, where there is such an edition]",
)
_format_option = click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="What to write.",
)


@click.command()
@click.argument("audience", type=click.Choice([each.audience for each in REPORTS]))
@_language_option
@_edition_option
@as_of_option
@_format_option
@to_options
@dashboard_options
@deploys_option
@inventory_option
@runbooks_option
def command(
    *,
    audience: str,
    code: str | None,
    edition: Edition | None,
    as_of: date,
    form: str,
    to: Path | None,
    force: bool,
    unasked: bool,
    refresh: int | None,
    deploys: Path | None,
    inventory: Path,
    runbooks: Path,
) -> None:
    """Tell one audience how the district stands: board, superintendent, cabinet, finance and others.

    Every record is verified before anything is said. Without --format, the end of the file's name says what
    to write: .txt, .json, .md, .html, .pdf or .docx.

    Exit codes: 0 the report is written, whatever it says; 2 a record does not verify, or a public edition
    would tell what is not public. Of the dashboard: 0 all is well; 1 something falls short; 3 something is
    not known.
    """
    chosen = _form(form, to)
    refuse_elsewhere(audience, chosen, unasked=unasked, refresh=refresh)
    matter = _matter(verified_case(inventory, runbooks, deploys, as_of), inventory)
    asked = REPORTS[audience].edition(edition)
    if audience == DASHBOARD:
        matter = replace(matter, live=seen_live(matter.district, as_of, unasked=unasked))
    say = language(code or matter.district.languages[0])
    page = report(audience, replace(matter, edition=asked), say)
    content = FORMATS[chosen](page, wiring.templates(inventory))
    if to is None:
        click.echo(content.decode(), nl=False)
    else:
        write_file(to, with_refresh(content, refresh) if refresh else content, force=force)
        click.echo(f"written: {to}, as on {as_of}")
    if audience == DASHBOARD:
        finish(ended(matter))


def _form(form: str, to: Path | None) -> str:
    """Return what to write; raises ``UsageError`` for what no terminal shows."""
    chosen = form_for(form, to, ENDINGS)
    named = ENDINGS.get(chosen, chosen)
    if named in BINARY and to is None:
        raise UsageError(f"{named} is not printed", next_step=f"name a file: --to FILE.{named}")
    return named


def _matter(case: Case, inventory: Path) -> Matter:
    about = wiring.circumstances(case.district, inventory, "")
    return Matter(case, about.inventory_sha256, about.tools)
