"""Prowler's findings, as it writes them for other programs: OCSF 1 detection findings in one JSON array.

Prowler has checks of its own. They are counted beside SCuBA's policies and are never taken for them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

from drplan.posture.results import Assessment, Result, Seen
from drplan.posture.untrusted import mapping, moment, refused, text

_CHECK = re.compile(r"[a-z0-9][a-z0-9_]{1,119}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,39}")
_ONE_RUN = timedelta(days=1)
_Kind = Literal["aws", "google-workspace", "microsoft-365"]
_KINDS: Mapping[str, _Kind] = {
    "aws": "aws",
    "googleworkspace": "google-workspace",
    "m365": "microsoft-365",
}
_WORDS: Mapping[str, Result] = {"PASS": "pass", "FAIL": "fail"}


def read_prowler(whole: Sequence[Any]) -> Assessment:
    """Read one file of findings; raises ``UsageError`` unless it is one run over one tenant."""
    found = [mapping(each, "a finding") for each in whole]
    if not found:
        raise refused("it has no finding")
    kinds = {_kind(each) for each in found}
    names = {_tenant(each) for each in found}
    if len(kinds) > 1 or len(names) > 1:
        raise refused("its findings are of more than one tenant")
    times = [moment(each.get("time"), "a finding's time") for each in found]
    if max(times) - min(times) > _ONE_RUN:
        raise refused("its findings are of more than one run")
    return Assessment(
        tool="prowler",
        version=_version(found[0]),
        kind=kinds.pop(),
        tenant=names.pop(),
        ran=min(times),
        seen=_counted(found),
    )


def _counted(found: Sequence[Mapping[str, Any]]) -> tuple[Seen, ...]:
    tally = Counter((_check(each), _result(each)) for each in found)
    made = []
    for check in sorted({check for check, _ in tally}):
        passed, failed = tally[check, "pass"], tally[check, "fail"]
        unchecked = tally[check, "not-checked"]
        result: Result = "fail" if failed else "not-checked" if unchecked else "pass"
        made.append(Seen(check, result, passed, failed, unchecked))
    return tuple(made)


def _result(finding: Mapping[str, Any]) -> Result:
    """Return what one finding says; a muted one (``Suppressed``) is not looked at by anybody."""
    muted = str(finding.get("status", "")).lower() == "suppressed"
    return "not-checked" if muted else _WORDS.get(str(finding.get("status_code")), "not-checked")


def _check(finding: Mapping[str, Any]) -> str:
    said = text(mapping(finding.get("metadata"), "metadata").get("event_code"), "metadata.event_code")
    if not _CHECK.fullmatch(said):
        raise refused("a metadata.event_code is no check of Prowler's")
    return said


def _version(finding: Mapping[str, Any]) -> str:
    product = mapping(mapping(finding.get("metadata"), "metadata").get("product"), "metadata.product")
    said = text(product.get("version"), "metadata.product.version")
    if not _VERSION.fullmatch(said):
        raise refused("metadata.product.version is no version")
    return said


def _kind(finding: Mapping[str, Any]) -> _Kind:
    said = text(mapping(finding.get("cloud"), "cloud").get("provider"), "cloud.provider").lower()
    if said not in _KINDS:
        raise refused("its provider is none of aws, m365 and googleworkspace")
    return _KINDS[said]


def _tenant(finding: Mapping[str, Any]) -> frozenset[str]:
    account = mapping(mapping(finding.get("cloud"), "cloud").get("account"), "cloud.account")
    names = {said.casefold() for each in ("uid", "name") if isinstance(said := account.get(each), str)}
    if not names:
        raise refused("a finding does not say of which account it is")
    return frozenset(names)


def is_prowler(whole: object) -> bool:
    """Say whether this looks like Prowler's: an array of findings by a product of its name."""
    first = whole[0] if isinstance(whole, list) and whole else None
    metadata = first.get("metadata") if isinstance(first, dict) else None
    product = metadata.get("product") if isinstance(metadata, dict) else None
    return isinstance(product, dict) and str(product.get("name", "")).lower() == "prowler"
