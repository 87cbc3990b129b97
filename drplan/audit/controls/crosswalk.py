"""The crosswalk as data: frameworks, their controls, and the rules that judge each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from drplan.audit.controls import rules_changes, rules_copies, rules_drills, rules_people, rules_plan
from drplan.audit.controls.registry import RULES
from drplan.errors import UsageError

__all__ = ["RULE_MODULES", "Asked", "Control", "Framework", "chosen", "crosswalk"]

RULE_MODULES = (rules_changes, rules_copies, rules_drills, rules_people, rules_plan)
"""To import them is to register their rules."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Asked(_Data):
    """One rule with its parameters. ``objectives`` are ids of SP 800-53A as NIST's catalogue has them."""

    rule: str
    parameters: Mapping[str, Any] = Field(default_factory=dict, alias="with")
    objectives: tuple[str, ...] = ()


class Control(_Data):
    """One control of a framework: ``title`` says in our words what it asks, ``evidence`` what counts."""

    id: str
    title: str
    evidence: str
    rules: tuple[Asked, ...] = Field(min_length=1)


class Framework(_Data):
    """One framework in one version. ``about`` is its name in full."""

    framework: str
    version: str
    about: str
    controls: tuple[Control, ...] = Field(min_length=1)


@cache
def crosswalk() -> tuple[Framework, ...]:
    """Return every framework by name, from the files beside this module.

    Raises ``ValueError`` for a rule that does not exist, or that takes other parameters.
    """
    folder = files("drplan.audit.controls")
    texts = (each.read_text("utf-8") for each in folder.iterdir() if each.name.endswith(".toml"))
    found = [Framework.model_validate(tomllib.loads(text)) for text in texts]
    for framework in found:
        for control in framework.controls:
            for asked in control.rules:
                _see(f"{framework.framework} {control.id}", asked)
    return tuple(sorted(found, key=lambda each: each.framework.lower()))


def chosen(framework: str | None, control: str | None) -> tuple[Framework, ...]:
    """Return the frameworks of that name with the control of that id; raises ``UsageError`` for neither."""
    found = [each for each in crosswalk() if framework in (None, each.framework)]
    if not found:
        names = ", ".join(each.framework for each in crosswalk())
        raise UsageError(f"no framework is named {framework!r}", next_step=f"use one of: {names}")
    kept = [
        each.model_copy(update={"controls": controls})
        for each in found
        if (controls := tuple(one for one in each.controls if control in (None, one.id)))
    ]
    if not kept:
        ids = ", ".join(one.id for each in found for one in each.controls)
        raise UsageError(f"no control is named {control!r}", next_step=f"use one of: {ids}")
    return tuple(kept)


def _see(place: str, asked: Asked) -> None:
    if asked.rule not in RULES:
        raise ValueError(f"{place}: there is no rule {asked.rule!r}")
    if not RULES[asked.rule].takes(asked.parameters):
        raise ValueError(f"{place}: {asked.rule} does not take {sorted(asked.parameters)}")
