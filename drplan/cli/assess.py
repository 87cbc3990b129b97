"""``drplan assess``: a new director's first look at a district."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.deliver import deliver, form_for, to_options
from drplan.cli.frame import (
    Exit,
    as_of_option,
    finish,
    format_option,
    inventory_option,
    runbooks_option,
    site_option,
)
from drplan.cli.mending import overdue_on
from drplan.explain.assessment import assess, assessment_html, assessment_json, assessment_text
from drplan.validate import validate

_FORMS = {"text": assessment_text, "json": assessment_json, "html": assessment_html}


@click.command()
@site_option()
@inventory_option
@runbooks_option
@as_of_option
@format_option("html")
@to_options
def command(
    *,
    site: str | None,
    inventory: Path,
    runbooks: Path,
    as_of: date,
    form: str,
    to: Path | None,
    force: bool,
) -> None:
    """Say what is covered, what is not, what ends when, and what to do first.

    Without --format, the end of the file's name says what to write: .html, .json or text.

    Exit codes: 0 nothing found to do; 1 there is; 2 the declaration could not be read.
    """
    district = wiring.district(inventory)
    findings = validate(district, today=as_of, overdue=overdue_on(district, as_of, runbooks))
    assessment = assess(district, findings, as_of, site)
    deliver(_FORMS[form_for(form, to, _FORMS)](assessment), to, force=force)
    finish(Exit.WELL if assessment.nothing_to_do else Exit.FALLS_SHORT)
