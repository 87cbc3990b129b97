"""Bucket policies: our statements among other people's, and statements that let in everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from drplan.adapters.aws.settings.setting import Place, Setting, current_value

_NARROWING = {
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
}
_EQUAL = {"arnequals", "arnlike", "ipaddress", "stringequals", "stringequalsignorecase", "stringlike"}
"""A condition that one of these keys equals something fixed lets in somebody, not everybody (S3 User Guide,
"The meaning of public"). That it differs from something, or equals it if it is there at all, does not."""

_ANYTHING = re.compile(r"[*?].*|(?:o|vpc|vpce)-[*?].*|arn:[^:]*:iam:[^:]*:[^:]*[*?].*|.*/0|arn:[*?].*")
"""Values that are nothing fixed: a wildcard where it matters, every address."""


def policy_of(place: Place) -> Any:
    """Return the bucket's policy."""
    return json.loads(place.client("s3").get_bucket_policy(Bucket=place.bucket)["Policy"])


def write_policy(place: Place, wanted: Any) -> None:
    """Set the bucket's policy."""
    place.client("s3").put_bucket_policy(Bucket=place.bucket, Policy=json.dumps(wanted))


def join_statement(current: Any, wanted: Any) -> Any:
    """Return the bucket policy with our statement in it, once, and everybody else's untouched."""
    policy = current or {"Version": "2012-10-17", "Statement": []}
    others = statements(policy)
    if wanted in others:
        return policy
    return {**policy, "Statement": [s for s in others if s.get("Sid") != wanted["Sid"]] + [wanted]}


def join_statements(current: Any, wanted: Any) -> Any:
    """Join each of our statements in turn; see :func:`join_statement`."""
    for statement in wanted:
        current = join_statement(current, statement)
    return current


def statements(policy: Any) -> Sequence[Any]:
    """Return a policy's statements; AWS takes a single one without a list."""
    found = policy["Statement"]
    return found if isinstance(found, list) else [found]


def lets_everybody_in(statement: Mapping[str, Any]) -> bool:
    """Say whether a statement of a bucket's policy allows something to anybody at all."""
    return (
        statement.get("Effect") == "Allow"
        and ("NotPrincipal" in statement or _is_everybody(statement.get("Principal")))
        and not any(
            test.lower() in _EQUAL
            and key.lower() in _NARROWING
            and not any(map(_is_anything, _listed(values)))
            for test, asked in statement.get("Condition", {}).items()
            for key, values in asked.items()
        )
    )


def _is_everybody(principal: Any) -> bool:
    named = principal.get("AWS", ()) if isinstance(principal, Mapping) else principal
    return "*" in _listed(named)


def _is_anything(value: Any) -> bool:
    return _ANYTHING.fullmatch(str(value)) is not None


def _listed(values: Any) -> Sequence[Any]:
    return values if isinstance(values, list | tuple) else [values]


def _open_to_all(place: Place) -> Any:
    policy = current_value(_POLICY, place)
    return [each for each in statements(policy) if lets_everybody_in(each)] if policy else []


def _close(place: Place, _none: Any) -> None:
    policy = policy_of(place)
    kept = [each for each in statements(policy) if not lets_everybody_in(each)]
    if kept:
        write_policy(place, {**policy, "Statement": kept})
    else:
        place.client("s3").delete_bucket_policy(Bucket=place.bucket)


def _told(current: Any, _whole: Any) -> Sequence[str]:
    return [f"the statement {each.get('Sid', 'without a name')} of the bucket's policy" for each in current]


_POLICY = Setting(policy_of, write_policy)

POLICY: Mapping[str, Setting] = {
    "bucket-closed": Setting(_open_to_all, _close, drops=_told),
    "bucket-transport": Setting(policy_of, write_policy, join_statement, needs_tls=True),
}
"""Statements of buckets' policies."""
