"""One district in, findings out."""

from __future__ import annotations

from drplan.declare import District
from drplan.validate.finding import Finding
from drplan.validate.index import Index
from drplan.validate.registry import RULES, Registry


def validate(district: District, rules: Registry = RULES) -> tuple[Finding, ...]:
    """Return every finding, sorted by site, thing and rule, in whatever order things are declared."""
    index = Index(district)
    found = {finding for rule in rules for finding in rule.findings(index)}
    return tuple(sorted(found, key=Finding.order))
