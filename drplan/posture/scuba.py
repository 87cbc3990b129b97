"""The results of CISA's own tools, ScubaGear and ScubaGoggles: ``ScubaResults*.json``.

Their form is in docs/misc/tooloutputschema.md of either repository, and what their words mean is in
CreateReport.psm1 and reporter.py: N/A is a policy left to people, and a Warning a SHOULD that fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from drplan.posture.policy import POLICY_ID
from drplan.posture.results import Assessment, Result, Seen, Tool
from drplan.posture.untrusted import items, mapping, moment, refused, text

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,39}")
_WORDS: Mapping[str, Result] = {
    "pass": "pass",
    "fail": "fail",
    "warning": "fail",
    "n/a": "not-checked",
    "no events found": "no-events",
    "omitted": "omitted",
    "incorrect result": "disputed",
    "error": "error",
    "error - test results missing": "error",
    "test results missing": "error",
    "-": "removed",
}
_RECOMMENDED = ("should", "may")
TOOLS: Mapping[str, tuple[Tool, Literal["google-workspace", "microsoft-365"], str]] = {
    "scubagear": ("scubagear", "microsoft-365", "MS."),
    "scubagoggles": ("scubagoggles", "google-workspace", "GWS."),
}


def read_scuba(whole: Mapping[str, Any]) -> Assessment:
    """Read one file of results; raises ``UsageError`` unless all of it can be understood."""
    meta = mapping(whole.get("MetaData"), "MetaData")
    name = text(meta.get("Tool"), "MetaData.Tool").lower()
    if name not in TOOLS:
        raise refused("MetaData.Tool is neither ScubaGear nor ScubaGoggles")
    tool, kind, suite = TOOLS[name]
    version = text(meta.get("ToolVersion"), "MetaData.ToolVersion")
    if not _VERSION.fullmatch(version):
        raise refused("MetaData.ToolVersion is no version")
    return Assessment(
        tool=tool,
        version=version,
        kind=kind,
        tenant=frozenset({text(meta.get("DomainName"), "MetaData.DomainName").casefold()}),
        ran=moment(meta.get("TimestampZulu"), "MetaData.TimestampZulu"),
        seen=_all_seen(whole, suite),
    )


def _all_seen(whole: Mapping[str, Any], suite: str) -> tuple[Seen, ...]:
    found: dict[str, Seen] = {}
    for product, groups in mapping(whole.get("Results"), "Results").items():
        here = list(_of_product(groups))
        for seen in here:
            if seen.id in found:
                raise refused(f"{seen.id} stands twice in it")
            if not seen.id.startswith(suite):
                raise refused(f"{seen.id} is no policy of {suite.rstrip('.')}")
            found[seen.id] = seen
        _see_summary(whole.get("Summary"), product, here)
    if not found:
        raise refused("it has no result")
    return tuple(found[each] for each in sorted(found))


def _of_product(groups: Any) -> Iterator[Seen]:
    for group in items(groups, "a product of Results"):
        for control in items(mapping(group, "a group").get("Controls"), "Controls"):
            yield _seen(mapping(control, "a control"))


def _seen(control: Mapping[str, Any]) -> Seen:
    identity = text(control.get("Control ID"), "a Control ID")
    if not POLICY_ID.fullmatch(identity):
        raise refused("a Control ID is no policy's id")
    result = result_of(control.get("Result"), control.get("Criticality"))
    return Seen(identity, result, result == "pass", result == "fail", result not in {"pass", "fail"})


def result_of(said: object, criticality: object) -> Result:
    """Return what a result means; whatever is not plain is nothing that counts as a pass."""
    word = said.strip().lower() if isinstance(said, str) else ""
    strength = criticality.strip().lower() if isinstance(criticality, str) else ""
    found = _WORDS.get(word, "unknown")
    if "not-implemented" in strength and found in {"pass", "fail"}:
        return "not-checked"
    if found == "pass" and not strength:
        return "unknown"
    return found if word != "warning" or strength in _RECOMMENDED else "unknown"


def _see_summary(summary: Any, product: str, here: list[Seen]) -> None:
    """Refuse a file whose own counts say otherwise: it was cut or changed."""
    if not isinstance(summary, dict) or not isinstance(counts := summary.get(product), dict):
        return
    passes, said = sum(each.result == "pass" for each in here), counts.get("Passes")
    if said is not None and said != passes:
        raise refused("its summary counts other passes than its results have: it was cut or changed")
