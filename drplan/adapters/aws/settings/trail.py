"""The record of who did what in an account (CloudTrail), and what keeps it from those whom it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drplan.adapters.aws.settings.copies import never_weaker
from drplan.adapters.aws.settings.policy import join_statements, policy_of, write_policy
from drplan.adapters.aws.settings.setting import Place, Setting, current_value

_WRITTEN = ("S3BucketName", "IsMultiRegionTrail", "IncludeGlobalServiceEvents")
_OF_MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}
_EVERYTHING = {"ReadWriteType": "All", "IncludeManagementEvents": True, "ExcludeManagementEventSources": []}


def _trail(place: Place) -> Any:
    asked = place.client("cloudtrail")
    trail = asked.get_trail(Name=place.name)["Trail"]
    return {
        **{word: trail.get(word) for word in _WRITTEN},
        "EnableLogFileValidation": trail.get("LogFileValidationEnabled"),
        "IsLogging": asked.get_trail_status(Name=place.name)["IsLogging"],
        "ManagementEvents": "all" if _all_seen(_selectors(place)) else "some",
    }


def _selectors(place: Place) -> Any:
    return place.client("cloudtrail").get_event_selectors(TrailName=place.name)


def _all_seen(selectors: Mapping[str, Any]) -> bool:
    """Say whether every act of management is written down; one without selectors does."""
    plain, advanced = selectors.get("EventSelectors"), selectors.get("AdvancedEventSelectors")
    if advanced:
        return any(each["FieldSelectors"] == [_OF_MANAGEMENT] for each in advanced)
    return not plain or any({**_EVERYTHING, **each}.items() >= _EVERYTHING.items() for each in plain)


def _seeing_all(selectors: Mapping[str, Any]) -> dict[str, Sequence[Any]]:
    """Return the selectors with every act of management in them, and all else that they see left in."""
    if selectors.get("AdvancedEventSelectors"):
        others = [
            each
            for each in selectors["AdvancedEventSelectors"]
            if _OF_MANAGEMENT not in each["FieldSelectors"]
        ]
        ours = {"Name": "every act of management", "FieldSelectors": [_OF_MANAGEMENT]}
        return {"AdvancedEventSelectors": [*others, ours]}
    return {"EventSelectors": [{**each, **_EVERYTHING} for each in selectors["EventSelectors"]]}


def _write_trail(place: Place, wanted: Any) -> None:
    asked = place.client("cloudtrail")
    current = current_value(_TRAIL, place)
    settled = {word: wanted[word] for word in (*_WRITTEN, "EnableLogFileValidation")}
    if current is None:
        asked.create_trail(Name=place.name, **settled)
    elif differing := {word: value for word, value in settled.items() if current[word] != value}:
        asked.update_trail(Name=place.name, **differing)
    if current is None or not current["IsLogging"]:
        asked.start_logging(Name=place.name)
    if current is not None and current["ManagementEvents"] != "all":
        asked.put_event_selectors(TrailName=place.name, **_seeing_all(_selectors(place)))


def _lock(place: Place) -> Any:
    answer = place.client("s3").get_object_lock_configuration(Bucket=place.bucket)
    default = answer["ObjectLockConfiguration"].get("Rule", {}).get("DefaultRetention", {})
    return {word: value for word, value in default.items() if value} or None


def _write_lock(place: Place, wanted: Any) -> None:
    place.client("s3").put_object_lock_configuration(
        Bucket=place.bucket,
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": wanted}},
    )


_TRAIL = Setting(_trail, _write_trail)

TRAIL: Mapping[str, Setting] = {
    "trail": _TRAIL,
    "trail-protection": Setting(policy_of, write_policy, join_statements),
    "trail-lock": Setting(_lock, _write_lock, never_weaker),
}
