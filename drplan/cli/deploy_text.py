"""What a deploy prints, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from drplan.act.deploy import DeployVerb, judge
from drplan.cli.deploy_device import change_json, change_lines, compliance, compliance_lines
from drplan.plan.rollout import Rollout
from drplan.ports import AssetResult, OperationOutcome, OperationResult

_WORDS: dict[OperationOutcome, str] = {
    "ok": "ok",
    "changed": "changed",
    "would-change": "would change",
    "error": "error",
    "not-run": "not run",
    "excepted": "excepted",
    "not-applicable": "not applicable",
}


@dataclass(frozen=True)
class Freeze:
    """A period in which deploys are frozen.

    ``opens`` is the first day that no period freezes, ``despite`` the reason of whoever applied all the same.
    """

    period: str
    title: str
    last: date
    opens: date
    despite: str | None = None

    def __str__(self) -> str:
        return f"deploys are frozen until {self.last} by {self.period} ({self.title})"


@dataclass(frozen=True)
class Deployed:
    """All there is to say of a deploy.

    ``bare`` names assets that declare no baseline. ``rollout`` holds the waves that apply took, or that it
    would take after a plan; a drift has none.
    """

    verb: DeployVerb
    results: Sequence[AssetResult]
    bare: Sequence[str] = ()
    rollout: Rollout = field(default_factory=lambda: Rollout(()))
    freeze: Freeze | None = None


def as_document(done: Deployed) -> dict[str, Any]:
    """Return the stable document ``drplan/deploy/1``; ``wave`` and ``because`` are null without waves.

    ``change`` is null but for a network device whose configuration was seen.
    """
    places = done.rollout.places()
    return {
        "schema": "drplan/deploy/1",
        "verb": done.verb,
        "standing": judge(done.results, done.verb),
        "assets": [
            {
                "name": result.asset,
                "wave": places[result.asset][0] if result.asset in places else None,
                "because": places[result.asset][2].because if result.asset in places else None,
                "error": result.error,
                "operations": [vars(operation) for operation in result.operations],
                "change": change_json(result.change),
            }
            for result in done.results
        ],
        "waves": [
            {"canary": wave.canary, "assets": [asset.name for asset in wave.assets]}
            for wave in done.rollout.waves
        ],
        "freeze": None if done.freeze is None else _freeze(done.freeze),
        "not_applicable": list(done.bare),
        "compliance": compliance(done.results),
    }


def as_json(done: Deployed) -> str:
    """Return the stable document as text."""
    return json.dumps(as_document(done), indent=2)


def _freeze(freeze: Freeze) -> dict[str, str | None]:
    return vars(freeze) | {"last": str(freeze.last), "opens": str(freeze.opens)}


def as_text(done: Deployed, *, diff: bool = True) -> str:
    """Return one aligned line an asset, what is not ``ok`` indented under it, the waves, and a summary.

    Without ``diff`` only errors show their lines, and what was not run the last of them, which says why.
    """
    width = max((len(result.asset) for result in done.results), default=0)
    places = done.rollout.places()
    lines = []
    for result in done.results:
        wave = f"wave {places[result.asset][0]}  " if result.asset in places else ""
        lines.append(f"{result.asset:<{width}}  {wave}{_counts(result)}")
        lines += [line for operation in result.operations for line in _operation_lines(operation, diff=diff)]
        lines += change_lines(result.change, done.verb) if diff else []
    left_out = f"; not applicable to {len(done.bare)} without a baseline" if done.bare else ""
    held = compliance_lines(done.results)
    return "\n".join([*lines, "", *_waves(done), *held, _summary(done.verb, done.results) + left_out])


def _waves(done: Deployed) -> list[str]:
    """Say what is in each wave and why; with one wave there is nothing to choose."""
    lines = []
    if len(done.rollout.waves) > 1:
        lines.append("waves of this apply:" if done.verb == "apply" else "waves that apply would take:")
        for number, wave in enumerate(done.rollout.waves, start=1):
            lines.append(f"  {number}{' (canary)' if wave.canary else ''}")
            lines += [f"    {each.asset.name}: {each.because}" for each in wave.placed]
        lines.append("")
    if done.freeze is not None:
        despite = "" if done.freeze.despite is None else f"; applied despite it: {done.freeze.despite}"
        lines += [f"{done.freeze}{despite}", ""]
    return lines


def _counts(result: AssetResult) -> str:
    if result.error is not None:
        return f"not tried: {result.error}"
    counted = [(result.count(outcome), word) for outcome, word in _WORDS.items()]
    return ", ".join(f"{count} {word}" for count, word in counted if count) or "no operations"


def _operation_lines(operation: OperationResult, *, diff: bool) -> list[str]:
    if operation.outcome in ("ok", "not-applicable"):
        return []
    head = f"    {_WORDS[operation.outcome]:<12}  {operation.name}"
    if operation.outcome == "excepted":
        return [f"{head}: {operation.detail}"]
    if not diff and operation.outcome != "error":
        why = operation.detail.splitlines()[-1:] if operation.outcome == "not-run" else []
        return [head, *(f"        {line}" for line in why)]
    calls = (f"call: {each}" for each in operation.calls)
    return [head, *(f"        {line}" for line in (*operation.detail.splitlines(), *calls))]


def _summary(verb: DeployVerb, results: Sequence[AssetResult]) -> str:
    tried = [result for result in results if result.error is None]
    outcome: OperationOutcome = "changed" if verb == "apply" else "would-change"
    changes = sum(result.count(outcome) for result in tried)
    failed = sum(result.count("error", "not-run") for result in tried)
    parts = [
        f"{len(tried)} of {len(results)} assets tried",
        f"{changes} {_WORDS[outcome]}" if changes else ("no drift" if verb == "drift" else "no change"),
    ]
    if failed:
        parts.append(f"{failed} failed or not run")
    if verb == "drift" and not changes and (failed or len(tried) < len(results)):
        parts[1] = "no drift seen where it could be looked for"
    if not tried:
        parts[1] = "so nothing is known"
    return f"{verb}: {', '.join(parts)}"
