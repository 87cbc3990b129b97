"""Waivers that end, that mean something, and that somebody takes out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drplan.declare import Waiver
from drplan.validate.days import ago
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.registry import RULES
from drplan.validate.waive import NEVER_WAIVED


@RULES.add(
    "DRP120",
    "A waiver has expired",
    severity="warning",
    why="What was to be borne for a while is borne for ever, and nobody decided that.",
    source="NIST SP 800-53 Rev. 5, CA-5 and RA-7",
    fix="mend what it was for and remove it, or have it approved again until a later day",
)
def waiver_expired(index: Index) -> Iterator[Flaw]:
    """Count the last day as live."""
    for waiver in index.waivers:
        if waiver.until < index.today:
            yield Flaw(_subject(waiver), f"expired on {ago(waiver.until, index.today)}")


@RULES.add(
    "DRP121",
    "A waiver sets nothing aside",
    severity="warning",
    why="It would hide the next finding of its rule, which nobody has looked at or approved.",
    source="NIST SP 800-53 Rev. 5, CA-5 and RA-7",
    fix="remove the waiver, or correct its subject to the name the finding is about",
)
def waiver_without_effect(index: Index) -> Iterator[Flaw]:
    """Ask the rules that waivers name; an expired waiver is left to DRP120, an unknown rule to DRP122."""
    known = {rule.id for rule in RULES}
    live = [each for each in index.waivers if each.until >= index.today and each.rule in known]
    found = _seen(index, {waiver.rule for waiver in live} - NEVER_WAIVED)
    for waiver in live:
        if waiver.rule in NEVER_WAIVED:
            yield Flaw(_subject(waiver), f"{waiver.rule} is about waivers and cannot be waived")
        elif (waiver.rule, waiver.subject) not in found:
            yield Flaw(_subject(waiver), f"its rule finds nothing about {waiver.subject}")


@RULES.add(
    "DRP122",
    "A waiver names a rule that does not exist",
    severity="error",
    why="The approval is for nothing, and the finding that it was meant for still counts.",
    source="NIST SP 800-53 Rev. 5, CA-5 and RA-7",
    fix="name one of the rules that drplan validate --list-rules prints, or remove the waiver",
)
def waiver_of_unknown_rule(index: Index) -> Iterator[Flaw]:
    """Compare with the registry."""
    known = {rule.id for rule in RULES}
    for waiver in index.waivers:
        if waiver.rule not in known:
            yield Flaw(_subject(waiver), f"no rule is called {waiver.rule}")


@RULES.add(
    "DRP123",
    "An exception from a baseline has run out",
    severity="warning",
    why="The server is held to the control again from that day on, and may stop doing what it was made for.",
    source="NIST SP 800-53 Rev. 5, CM-6 and CA-5",
    fix="let the server hold the control and remove the exception, or have it approved until a later day",
)
def exception_expired(index: Index) -> Iterator[Flaw]:
    """Count the last day as live, as the deploy does."""
    for name, server in index.servers.items():
        for each in server.exceptions:
            if each.until < index.today:
                gone = ago(each.until, index.today)
                yield Flaw(index.asset(name), f"its exception from {each.control} expired on {gone}")


def _subject(waiver: Waiver) -> Subject:
    return Subject("waiver", f"{waiver.rule} for {waiver.subject}")


def _seen(index: Index, rules: Iterable[str]) -> set[tuple[str, str]]:
    """Return the named rules' findings as rule and subject."""
    asked = set(rules)
    return {
        (rule.id, finding.subject.name)
        for rule in RULES
        if rule.id in asked
        for finding in rule.findings(index)
    }
