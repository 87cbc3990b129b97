"""The assessment as one page that opens from a USB stick, with no network and no script, and prints well."""

from __future__ import annotations

from drplan.explain.assessment.clean import cleaned
from drplan.explain.assessment.page import assessment_page
from drplan.explain.assessment.parts import Assessment
from drplan.explain.html import rendered


def assessment_html(assessment: Assessment) -> str:
    """Write the page; every declared text is escaped."""
    return rendered("assessment.html.j2", page=cleaned(assessment_page(assessment)))
