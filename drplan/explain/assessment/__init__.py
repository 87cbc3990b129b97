"""A new director's first look: what is covered, what is not, what ends when, what to do first. Pure."""

from drplan.explain.assessment.as_html import assessment_html
from drplan.explain.assessment.as_json import assessment_json
from drplan.explain.assessment.as_text import assessment_text
from drplan.explain.assessment.assess import assess
from drplan.explain.assessment.parts import Assessment

__all__ = ["Assessment", "assess", "assessment_html", "assessment_json", "assessment_text"]
