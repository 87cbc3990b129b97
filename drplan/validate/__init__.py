"""Rules over a declaration: what cannot be refused when built, but is unwise. Pure: no input or output."""

from drplan.validate.check import validate
from drplan.validate.finding import Finding, Flaw, Severity, Subject
from drplan.validate.index import Index
from drplan.validate.page import rules_page
from drplan.validate.registry import RULES, Registry, Rule
from drplan.validate.rules import addresses, coverage, dependencies, names, objectives, protection

__all__ = [
    "RULES",
    "Finding",
    "Flaw",
    "Index",
    "Registry",
    "Rule",
    "Severity",
    "Subject",
    "addresses",
    "coverage",
    "dependencies",
    "names",
    "objectives",
    "protection",
    "rules_page",
    "validate",
]
