"""The assessment as one page that opens from a USB stick, with no network and no script, and prints well."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from drplan.explain.assessment.clean import cleaned
from drplan.explain.assessment.page import assessment_page
from drplan.explain.assessment.parts import Assessment
from drplan.explain.html import drawn, shown_cell


def assessment_html(assessment: Assessment) -> str:
    """Write the page; every declared text is escaped."""
    environment = Environment(
        loader=PackageLoader("drplan.explain"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(cell=shown_cell, drawn=drawn)
    environment.tests["kind"] = lambda block, name: type(block).__name__ == name
    page = cleaned(assessment_page(assessment))
    return environment.get_template("assessment.html.j2").render(page=page)
