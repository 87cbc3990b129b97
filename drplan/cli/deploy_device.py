"""What a deploy says of network devices: the lines they are told, what takes them back, and who complies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from drplan.ports import AssetResult, DeviceChange, RiskyLine

_STANDINGS = ("compliant", "differs", "not-comparable", "left-out")
_SHOWN = 6


def change_json(change: DeviceChange | None) -> dict[str, Any] | None:
    """Return what ``drplan/deploy/1`` says of one network device; ``None`` for any other asset."""
    if change is None:
        return None
    return {
        "by": change.by,
        "remediation": list(change.remediation),
        "rollback": list(change.rollback),
        "marked": [vars(each) for each in change.marked],
        "refused": list(change.refused),
        "compliance": [vars(each) for each in change.compliance],
    }


def change_lines(change: DeviceChange | None, verb: str) -> list[str]:
    """Return what is typed, what would take it back, and which lines could cut us off."""
    if change is None or not change.remediation:
        return []
    done = "told" if verb == "apply" else "would be told"
    lines = [
        f"    {done} (worked out by {'hier_config' if change.by == 'hier_config' else 'line differences'}):"
    ]
    lines += [f"        {line}" for line in change.remediation]
    lines += ["    to take it back:", *(f"        {line}" for line in change.rollback)]
    if change.marked:
        lines.append("    could cut us off, so it goes back by itself unless a fresh login comes:")
        lines += _marked_lines(change.marked)
    return lines


def _marked_lines(marked: Sequence[RiskyLine]) -> Iterator[str]:
    """Say each reason once, with the first of its lines: all of them stand above, and in the JSON."""
    reasons: dict[str, list[str]] = {}
    for each in marked:
        reasons.setdefault(each.because, []).append(each.line)
    for because, lines in reasons.items():
        yield f"        {because}:"
        yield from (f"            {line}" for line in lines[:_SHOWN])
        if len(lines) > _SHOWN:
            yield f"            … and {len(lines) - _SHOWN} more lines"


def compliance(results: Iterable[AssetResult]) -> list[dict[str, Any]]:
    """Count devices by feature and standing, in the order of first appearance.

    A device that could not be tried counts for no feature: it is listed by its error.
    """
    counted: dict[str, Counter[str]] = {}
    for result in results:
        for each in result.change.compliance if result.change else ():
            counted.setdefault(each.feature, Counter())[each.standing] += 1
    return [
        {"feature": feature} | {each.replace("-", "_"): found[each] for each in _STANDINGS}
        for feature, found in counted.items()
    ]


def compliance_lines(results: Sequence[AssetResult]) -> list[str]:
    """Return a table of features and devices; nothing where no device was seen."""
    rows = compliance(results)
    if not rows:
        return []
    width = max(len("feature"), *(len(row["feature"]) for row in rows))
    seen = sum(result.change is not None for result in results)
    lines = [f"{'feature':<{width}}  compliant  differs  not comparable  left out"]
    lines += [
        f"{row['feature']:<{width}}  {row['compliant']:>9}  {row['differs']:>7}  {row['not_comparable']:>14}"
        f"  {row['left_out']:>8}"
        for row in rows
    ]
    return [*lines, f"over {seen} network device{'s' * (seen != 1)}", ""]
