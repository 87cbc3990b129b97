"""Rules over a declaration: what cannot be refused when built, but is unwise. Pure: no input or output."""

from drplan.validate import rules
from drplan.validate.check import Examination, examine, validate
from drplan.validate.finding import Finding, Flaw, Located, Overdue, Place, Severity, Subject
from drplan.validate.github import github_annotations
from drplan.validate.index import Index
from drplan.validate.locate import locate
from drplan.validate.page import rules_page
from drplan.validate.registry import RULES, Registry, Rule
from drplan.validate.sarif import sarif_log
from drplan.validate.waive import Waived

__all__ = [
    "RULES",
    "Examination",
    "Finding",
    "Flaw",
    "Index",
    "Located",
    "Overdue",
    "Place",
    "Registry",
    "Rule",
    "Severity",
    "Subject",
    "Waived",
    "examine",
    "github_annotations",
    "locate",
    "rules",
    "rules_page",
    "sarif_log",
    "validate",
]
