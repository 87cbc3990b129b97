"""Rules over a declaration: what cannot be refused when built, but is unwise. Pure: no input or output."""

from drplan.validate.check import validate
from drplan.validate.finding import Finding, Flaw, Located, Place, Severity, Subject
from drplan.validate.github import github_annotations
from drplan.validate.index import Index
from drplan.validate.locate import locate
from drplan.validate.page import rules_page
from drplan.validate.registry import RULES, Registry, Rule
from drplan.validate.rules import addresses, coverage, dependencies, names, objectives, protection
from drplan.validate.sarif import sarif_log

__all__ = [
    "RULES",
    "Finding",
    "Flaw",
    "Index",
    "Located",
    "Place",
    "Registry",
    "Rule",
    "Severity",
    "Subject",
    "addresses",
    "coverage",
    "dependencies",
    "github_annotations",
    "locate",
    "names",
    "objectives",
    "protection",
    "rules_page",
    "sarif_log",
    "validate",
]
