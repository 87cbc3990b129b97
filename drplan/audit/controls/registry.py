"""The rules that judge controls, by name. A rule is a pure function of a case and its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from drplan.audit.controls.case import Case
from drplan.audit.controls.found import Found
from drplan.measure.verdict import Verdict

Judge = Callable[..., Found]


@dataclass(frozen=True)
class Rule:
    """One rule. ``asks`` says in one sentence what passes."""

    name: str
    asks: str
    judge: Judge

    def takes(self, parameters: Mapping[str, Any]) -> bool:
        """Tell whether these are the parameters that the rule needs."""
        try:
            inspect.signature(self.judge).bind(None, **parameters)
        except TypeError:
            return False
        return True


class Registry:
    """Rules by name; a name is given once."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def add(self, name: str, asks: str) -> Callable[[Judge], Judge]:
        """Register the decorated function; raises ``ValueError`` for a name in use."""
        if name in self._rules:
            raise ValueError(f"a rule {name!r} is there already")

        def register(judge: Judge) -> Judge:
            self._rules[name] = Rule(name, asks, judge)
            return judge

        return register

    def __getitem__(self, name: str) -> Rule:
        return self._rules[name]

    def __contains__(self, name: object) -> bool:
        return name in self._rules

    def __iter__(self) -> Iterator[Rule]:
        return iter(rule for _, rule in sorted(self._rules.items()))


RULES = Registry()
"""Every rule."""


def see(rule: Rule, case: Case, parameters: Mapping[str, Any]) -> Found:
    """Judge a case by a rule, and take back a pass that rests on a record whose head is not known.

    Raises ``TypeError`` for parameters that the rule does not take.
    """
    found = rule.judge(case, **parameters)
    loose = [f"{ref.noun} {ref.id}" for ref in found.evidence if not ref.head]
    if found.verdict.outcome != "pass" or not loose:
        return found
    return Found(
        Verdict(
            outcome="no-evidence",
            because=(f"the head of {', '.join(loose)} is not known; drplan evidence verify",),
        ),
        found.evidence,
    )
