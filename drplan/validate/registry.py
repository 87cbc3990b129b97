"""The rules, by id. A rule says why it is there and who asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from drplan.validate.finding import Finding, Flaw, Severity
from drplan.validate.index import Index

Check = Callable[[Index], Iterable[Flaw]]
_ID = re.compile(r"DRP[0-9]{3}")


@dataclass(frozen=True)
class Rule:
    """One rule. ``source`` names a standard with its version; ``fix`` says what to change."""

    id: str
    title: str
    severity: Severity
    why: str
    source: str
    fix: str
    check: Check

    def findings(self, index: Index) -> Iterator[Finding]:
        """Yield what the rule has to say about one district."""
        for flaw in self.check(index):
            yield Finding(self.id, self.severity, flaw.subject, flaw.message, flaw.fix or self.fix)


class Registry:
    """Rules in the order of their ids; an id is given once and for ever."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def add(
        self, identity: str, title: str, *, severity: Severity, why: str, source: str, fix: str
    ) -> Callable[[Check], Check]:
        """Register the decorated function; raises ``ValueError`` for an id in use or of another form."""
        if _ID.fullmatch(identity) is None:
            raise ValueError(f"a rule's id is DRP and three digits, not {identity!r}")
        if identity in self._rules:
            raise ValueError(f"{identity} is already taken by {self._rules[identity].title!r}")

        def register(check: Check) -> Check:
            self._rules[identity] = Rule(identity, title, severity, why, source, fix, check)
            return check

        return register

    def __iter__(self) -> Iterator[Rule]:
        return iter(rule for _, rule in sorted(self._rules.items()))

    def __len__(self) -> int:
        return len(self._rules)


RULES = Registry()
"""Every rule of drplan; filled by the modules of :mod:`drplan.validate.rules`."""
