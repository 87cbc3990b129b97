"""The sections and appendices of a plan, as NIST SP 800-34 Rev. 1, appendix A, orders them."""

from __future__ import annotations

from collections.abc import Mapping

from drplan.explain.document import Heading

SECTIONS: Mapping[str, str] = {
    "approval": "Plan approval",
    "1": "Introduction",
    "1.1": "Background",
    "1.2": "Scope",
    "1.3": "Assumptions",
    "2": "Concept of operations",
    "2.1": "System description",
    "2.2": "The three phases",
    "2.3": "Roles and responsibilities",
    "3": "Activation and notification",
    "3.1": "Activation criteria and procedure",
    "3.2": "Notification",
    "3.3": "Outage assessment",
    "4": "Recovery",
    "4.1": "Sequence of recovery",
    "4.2": "Recovery procedures",
    "4.3": "Escalation and decisions",
    "5": "Reconstitution",
    "5.1": "Concurrent processing",
    "5.2": "Validation of data",
    "5.3": "Validation of function",
    "5.4": "Declaration of recovery",
    "5.5": "Telling people",
    "5.6": "Clean-up",
    "5.7": "Off-site storage",
    "5.8": "Backup after recovery",
    "5.9": "Documentation of the event",
    "5.10": "Deactivation",
    "A": "Personnel contacts",
    "B": "Vendor contacts",
    "C": "Detailed recovery procedures",
    "D": "Alternate processing",
    "E": "System validation test plan",
    "F": "Alternate storage, site and telecommunications",
    "G": "Diagrams",
    "H": "Hardware and software inventory",
    "I": "Interconnections",
    "J": "Test and maintenance schedule",
    "K": "Associated plans and procedures",
    "L": "Business impact analysis",
    "M": "Document changes",
}
"""Every section by its number, in order; an appendix by its letter."""


def anchor(number: str) -> str:
    """Return the id by which a section is cited and linked to: ``iscp.3.2``, ``iscp.A``."""
    return f"iscp.{number}"


def heading(number: str) -> Heading:
    """Return a section's heading; ``KeyError`` for a number that the standard does not have."""
    title = SECTIONS[number]
    if number.isalpha() and number.isupper():
        return Heading(2, f"Appendix {number}. {title}", anchor(number))
    level = 3 if "." in number else 2
    if level == 2 and number.isdigit():  # noqa: PLR2004 - a heading's level
        return Heading(2, f"{number}. {title}", anchor(number))
    return Heading(level, title if number.isalpha() else f"{number} {title}", anchor(number))
