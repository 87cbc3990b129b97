"""What an account may cost in a month, and who is told before it costs more (AWS Budgets)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from drplan.adapters.aws.settings.setting import Place, Setting, current_value

_TOLD_BY_AWS = ("CalculatedSpend", "LastUpdatedTime")
"""What AWS adds to a budget and does not take back."""


def _of(place: Place) -> dict[str, str]:
    return {"AccountId": place.account.account_id, "BudgetName": place.name}


def _described(place: Place) -> dict[str, Any]:
    budget: dict[str, Any] = place.client("budgets").describe_budget(**_of(place))["Budget"]
    return budget


def _alerts(place: Place) -> list[dict[str, Any]]:
    pages = place.client("budgets").get_paginator("describe_notifications_for_budget")
    return [each for page in pages.paginate(**_of(place)) for each in page.get("Notifications", ())]


def _word(alert: Mapping[str, Any]) -> str:
    """Return an alert as it is declared: ``ACTUAL 80%``; anything else in words that no baseline uses."""
    unit = "%" if alert.get("ThresholdType", "PERCENTAGE") == "PERCENTAGE" else " dollars"
    below = "" if alert["ComparisonOperator"] == "GREATER_THAN" else f" {alert['ComparisonOperator']}"
    return f"{alert['NotificationType']} {alert['Threshold']:g}{unit}{below}"


def _alert(word: str) -> dict[str, Any]:
    kind, percent = word.split(" ")
    return {
        "NotificationType": kind,
        "ComparisonOperator": "GREATER_THAN",
        "Threshold": float(percent.removesuffix("%")),
        "ThresholdType": "PERCENTAGE",
    }


def _subscribers(addresses: Any) -> list[dict[str, str]]:
    return [{"SubscriptionType": "EMAIL", "Address": each} for each in addresses]


def _budget(place: Place) -> Any:
    budget = _described(place)
    limit = budget.get("BudgetLimit", {})
    return {
        "Dollars": f"{Decimal(limit.get('Amount', '0')):.2f}" if limit.get("Unit") == "USD" else None,
        "TimeUnit": budget["TimeUnit"],
        "BudgetType": budget["BudgetType"],
        "CostFilters": budget.get("CostFilters", {}),
        "FilterExpression": budget.get("FilterExpression", {}),
        "Alerts": sorted(_word(each) for each in _alerts(place)),
        **_silent(budget, place),
    }


def _silent(budget: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """Return why a budget would not warn though its limit is right: it is over, or leaves costs out."""
    ends = budget.get("TimePeriod", {}).get("End")
    counted = budget.get("CostTypes", {})
    left_out = sorted(word for word in counted if word.startswith("Include") and counted[word] is False)
    ended = {"Ended": f"{ends:%Y-%m-%d}"} if ends and place.now and ends <= place.now else {}
    return {**ended, **({"LeavesOut": left_out} if left_out else {})}


def keep_other_alerts(current: Any, wanted: Any) -> Any:
    """Return the budget as wanted, with the alerts of others in it."""
    others = [] if current is None else current["Alerts"]
    return {**wanted, "Alerts": sorted({*others, *wanted["Alerts"]})}


def _write_budget(place: Place, wanted: Any) -> None:
    current = current_value(_BUDGET, place)
    if current is None:
        _create(place, wanted)
        return
    if {**current, "Alerts": ()} != {**wanted, "Alerts": ()}:
        _update(place, wanted)
    for word in wanted["Alerts"]:
        if word not in current["Alerts"]:
            place.client("budgets").create_notification(
                **_of(place), Notification=_alert(word), Subscribers=_subscribers(_told(place))
            )


def _create(place: Place, wanted: Any) -> None:
    told = _subscribers(_told(place))
    place.client("budgets").create_budget(
        AccountId=place.account.account_id,
        Budget={"BudgetName": place.name, **_form(wanted)},
        NotificationsWithSubscribers=[
            {"Notification": _alert(word), "Subscribers": told} for word in wanted["Alerts"]
        ],
    )


def _update(place: Place, wanted: Any) -> None:
    others = {"CostFilters", "FilterExpression", "PlannedBudgetLimits", "AutoAdjustData", *_TOLD_BY_AWS}
    found = _described(place)
    # Left out, all costs are counted again, from this month on.
    others |= {"CostTypes", "TimePeriod"} if _silent(found, place) else set()
    kept = {word: value for word, value in found.items() if word not in others}
    place.client("budgets").update_budget(
        AccountId=place.account.account_id, NewBudget={**kept, **_form(wanted)}
    )


def _form(wanted: Any) -> dict[str, Any]:
    limit = {"Amount": wanted["Dollars"], "Unit": "USD"}
    return {"BudgetLimit": limit, "TimeUnit": wanted["TimeUnit"], "BudgetType": wanted["BudgetType"]}


def _told(place: Place) -> tuple[str, ...]:
    return place.account.budget.told if place.account.budget else ()


def _hearers(place: Place) -> Any:
    asked = place.client("budgets")
    _described(place)
    found = {}
    for alert in _alerts(place):
        answer = asked.describe_subscribers_for_notification(**_of(place), Notification=alert)
        found[_word(alert)] = sorted(each["Address"] for each in answer["Subscribers"])
    return found


def keep_other_hearers(current: Any, wanted: Any) -> Any:
    """Return who is told of each alert, with those who hear of it already."""
    others = current or {}
    return {**others, **{word: sorted({*others.get(word, ()), *told}) for word, told in wanted.items()}}


def _write_hearers(place: Place, wanted: Any) -> None:
    # Who makes the budget, or an alert of it, tells it whom to write to.
    for word, heard in (current_value(_HEARERS, place) or {}).items():
        for subscriber in _subscribers(sorted({*wanted[word]} - {*heard})):
            place.client("budgets").create_subscriber(
                **_of(place), Notification=_alert(word), Subscriber=subscriber
            )


_BUDGET = Setting(_budget, _write_budget, keep_other_alerts)
_HEARERS = Setting(
    _hearers,
    _write_hearers,
    keep_other_hearers,
    lab="moto's server, which plays the account of a lab, does not say who is told",
)

BUDGET: Mapping[str, Setting] = {"budget": _BUDGET, "budget-told": _HEARERS}
