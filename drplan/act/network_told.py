"""What is told of a network device: one operation a feature, and the lines it is told; no secrets."""

from __future__ import annotations

from collections.abc import Iterable

from drplan.gear import Platform
from drplan.gear.mask import hidden
from drplan.plan.network.change import FeatureStanding
from drplan.plan.network.proposal import Proposal
from drplan.ports import DeviceChange, FeatureHeld, OperationOutcome, OperationResult, RiskyLine

GUARD = "lockout guard"
"""The operation that stands for a change which is not sent, or was taken back."""

_BETWEEN = " > "


def operations(meant: Proposal, outcome: OperationOutcome) -> list[OperationResult]:
    """Return one operation a feature: ``ok``, ``outcome`` where it differs, or an error."""
    found = [_operation(each, meant.platform, outcome) for each in meant.comparison.features]
    if meant.refused:
        why = hidden("; ".join(meant.refused), meant.platform)
        found.append(OperationResult(GUARD, "error", f"not sent: {why}"))
    return found


def account(meant: Proposal, standing: Iterable[FeatureStanding]) -> DeviceChange:
    """Return the lines a device is told, and how it stands."""
    platform, comparison = meant.platform, meant.comparison
    return DeviceChange(
        compliance=tuple(
            FeatureHeld(each.feature, each.standing, hidden(each.reason, platform)) for each in standing
        ),
        remediation=_hidden(meant.commands, platform),
        rollback=_hidden(meant.rollback, platform),
        marked=tuple(
            RiskyLine(_line(_BETWEEN.join((*each.line.path, each.line.line)), platform), each.because)
            for each in meant.guarded.marked
        ),
        refused=tuple(hidden(each, platform) for each in meant.refused),
        by=comparison.by if meant.commands else "",
    )


def after(was: FeatureStanding, now: FeatureStanding, platform: Platform) -> OperationResult:
    """Return what an apply did for one feature."""
    if now.standing in {"not-comparable", "left-out"}:
        return _operation(now, platform, "error")
    if now.standing == "differs":
        return OperationResult(now.feature, "error", f"still differs:\n{_detail(now, platform)}")
    if was.standing == "differs":
        return OperationResult(was.feature, "changed", _detail(was, platform))
    return OperationResult(now.feature, "ok")


def _operation(each: FeatureStanding, platform: Platform, outcome: OperationOutcome) -> OperationResult:
    if each.standing == "not-comparable":
        return OperationResult(each.feature, "error", hidden(f"not comparable: {each.reason}", platform))
    if each.standing == "left-out":
        return OperationResult(each.feature, "not-applicable", each.reason)
    if each.standing == "compliant":
        return OperationResult(each.feature, "ok")
    return OperationResult(each.feature, outcome, _detail(each, platform))


def _detail(each: FeatureStanding, platform: Platform) -> str:
    gone = [f"-{_line(line, platform)}" for line in each.has_too_much]
    return "\n".join([*gone, *(f"+{_line(line, platform)}" for line in each.lacks)])


def _line(joined: str, platform: Platform) -> str:
    """Hide secrets in a line behind its headers: a pattern may be told from a line's beginning."""
    return hidden(_BETWEEN.join(hidden(part, platform) for part in joined.split(_BETWEEN)), platform)


def _hidden(lines: Iterable[str], platform: Platform) -> tuple[str, ...]:
    """Hide secrets, also those of several lines."""
    return tuple(hidden("\n".join(lines), platform).splitlines())
