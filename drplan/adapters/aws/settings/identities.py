"""Settings of IAM users and roles that do one thing: their policy, and that nothing else is attached.

drplan makes no access key: a person does, and hands it to the secret store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from drplan.adapters.aws.settings.setting import Place, Setting

POLICY = "drplan"
"""What the inline policy is called that drplan writes."""

_NAMES = {"user": "UserName", "role": "RoleName"}


def _whole(answer: Any) -> Any:
    """Return a policy document; boto3 parses it, other servers hand out text."""
    return json.loads(answer) if isinstance(answer, str) else answer


def _own_policy(place: Place, kind: str) -> Any:
    """Return drplan's inline policy; ``None`` when there is none on a user or role that is there."""
    iam, word = place.client("iam"), {_NAMES[kind]: place.name}
    if POLICY not in getattr(iam, f"list_{kind}_policies")(**word)["PolicyNames"]:
        return None
    return _whole(getattr(iam, f"get_{kind}_policy")(**word, PolicyName=POLICY)["PolicyDocument"])


def _put(place: Place, kind: str, document: Any) -> None:
    put = getattr(place.client("iam"), f"put_{kind}_policy")
    put(
        **{_NAMES[kind]: place.name},
        PolicyName=POLICY,
        PolicyDocument=json.dumps(document, separators=(",", ":")),
    )


def _user(place: Place) -> Any:
    place.client("iam").get_user(UserName=place.name)
    return {"Policy": _own_policy(place, "user")}


def _write_user(place: Place, wanted: Any) -> None:
    iam = place.client("iam")
    try:
        iam.get_user(UserName=place.name)
    except iam.exceptions.NoSuchEntityException:
        iam.create_user(UserName=place.name)
    _put(place, "user", wanted["Policy"])


def _role(place: Place) -> Any:
    role = place.client("iam").get_role(RoleName=place.name)["Role"]
    return {"Trust": _whole(role["AssumeRolePolicyDocument"]), "Policy": _own_policy(place, "role")}


def _write_role(place: Place, wanted: Any) -> None:
    iam, trust = place.client("iam"), json.dumps(wanted["Trust"])
    try:
        iam.get_role(RoleName=place.name)
    except iam.exceptions.NoSuchEntityException:
        iam.create_role(RoleName=place.name, AssumeRolePolicyDocument=trust)
    else:
        iam.update_assume_role_policy(RoleName=place.name, PolicyDocument=trust)
    _put(place, "role", wanted["Policy"])


def _pages(place: Place, operation: str, what: str, **words: str) -> list[Any]:
    pages = place.client("iam").get_paginator(operation).paginate(**words)
    return [each for page in pages for each in page[what]]


def _others(place: Place, kind: str) -> Any:
    """Return what else gives it permissions, each sorted."""
    word = {_NAMES[kind]: place.name}
    attached = _pages(place, f"list_attached_{kind}_policies", "AttachedPolicies", **word)
    inline = _pages(place, f"list_{kind}_policies", "PolicyNames", **word)
    found = {
        "Attached": sorted(each["PolicyArn"] for each in attached),
        "Inline": sorted(name for name in inline if name != POLICY),
    }
    if kind == "user":
        groups = _pages(place, "list_groups_for_user", "Groups", **word)
        found["Groups"] = sorted(each["GroupName"] for each in groups)
    return found


def _write_others(place: Place, kind: str, wanted: Any) -> None:
    iam, word, there = place.client("iam"), {_NAMES[kind]: place.name}, _others(place, kind)
    for arn in sorted({*there["Attached"]} - {*wanted["Attached"]}):
        getattr(iam, f"detach_{kind}_policy")(**word, PolicyArn=arn)
    for name in sorted({*there["Inline"]} - {*wanted["Inline"]}):
        getattr(iam, f"delete_{kind}_policy")(**word, PolicyName=name)
    for group in sorted({*there.get("Groups", ())} - {*wanted.get("Groups", ())}):
        iam.remove_user_from_group(**word, GroupName=group)


def _dropped(current: Any, whole: Any) -> Sequence[str]:
    """Say what it would lose: policies that others attached, groups that others put it into."""
    words = {"Attached": "attached policy", "Inline": "inline policy", "Groups": "group"}
    return tuple(
        f"{word} {name}"
        for key, word in words.items()
        for name in sorted({*(current or {}).get(key, ())} - {*whole.get(key, ())})
    )


IDENTITIES: Mapping[str, Setting] = {
    "identity-user": Setting(_user, _write_user),
    "identity-user-others": Setting(
        lambda place: _others(place, "user"),
        lambda place, wanted: _write_others(place, "user", wanted),
        drops=_dropped,
    ),
    "identity-role": Setting(_role, _write_role),
    "identity-role-others": Setting(
        lambda place: _others(place, "role"),
        lambda place, wanted: _write_others(place, "role", wanted),
        drops=_dropped,
    ),
}
