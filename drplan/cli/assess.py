"""``drplan assess``: a new director's first look at a district."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from click.core import ParameterSource

from drplan import wiring
from drplan.cli.frame import Exit, as_of_option, finish, format_option, inventory_option, site_option
from drplan.cli.inventory import to_options
from drplan.explain.assessment import assess, assessment_html, assessment_json, assessment_text
from drplan.explain.export_file import write_export
from drplan.validate import validate

_FORMS = {"text": assessment_text, "json": assessment_json, "html": assessment_html}


@click.command()
@site_option()
@inventory_option
@as_of_option
@format_option("html")
@to_options
def command(
    *, site: str | None, inventory: Path, as_of: date, form: str, to: Path | None, force: bool
) -> None:
    """Say what is covered, what is not, what ends when, and what to do first.

    Without --format, the end of the file's name says what to write: .html, .json or text.

    Exit codes: 0 nothing found to do; 1 there is; 2 the declaration could not be read.
    """
    district = wiring.district(inventory)
    assessment = assess(district, validate(district, today=as_of), as_of, site)
    _deliver(_FORMS[_form(form, to)](assessment), to, force=force)
    finish(Exit.WELL if assessment.nothing_to_do else Exit.FALLS_SHORT)


def _form(form: str, to: Path | None) -> str:
    chosen = click.get_current_context().get_parameter_source("form") is not ParameterSource.DEFAULT
    ending = to.suffix.lstrip(".") if to else ""
    return form if chosen or ending not in _FORMS else ending


def _deliver(text: str, to: Path | None, *, force: bool) -> None:
    """Print, or write the file and say so."""
    if to is None:
        click.echo(text, nl=False)
        return
    write_export(to, text, force=force)
    click.echo(f"written: {to}")
