"""What moto lacks of AWS, answered by botocore's Stubber: its answers have the form of AWS's API models.

Changing a budget, who is told of it, a root user with access keys, an account that leaves a number out. A
call that is answered so is not heard: the Stubber itself sees that each was made, with these parameters.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.stub import Stubber

from drplan.adapters.aws.hold import hold_all
from drplan.adapters.aws.operations import Operation
from drplan.adapters.aws.session import client
from drplan.adapters.aws.settings import SETTINGS, Place, current_value
from drplan.declare import AwsAccount, Budget
from drplan.errors import SourceError

TOLD = "director@district.example"
CLOUD = AwsAccount(
    name="cloud",
    account_id="123456789012",
    region="us-east-1",
    owner="director",
    budget=Budget(dollars_a_month=200, told=(TOLD,)),
)
NAMED = {"AccountId": "123456789012", "BudgetName": "cloud-monthly"}
AT_80 = {
    "NotificationType": "ACTUAL",
    "ComparisonOperator": "GREATER_THAN",
    "Threshold": 80.0,
    "ThresholdType": "PERCENTAGE",
}
WANTED = {
    "Dollars": "200.00",
    "TimeUnit": "MONTHLY",
    "BudgetType": "COST",
    "CostFilters": {},
    "FilterExpression": {},
    "Alerts": ["ACTUAL 80%"],
}
PLACE = Place(CLOUD, name="cloud-monthly", now=datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "stub")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "stub")


@pytest.fixture
def budgets() -> Iterator[Stubber]:
    with Stubber(client("budgets", "us-east-1")) as stub:
        yield stub
        stub.assert_no_pending_responses()


@pytest.fixture
def iam() -> Iterator[Stubber]:
    with Stubber(client("iam", "us-east-1")) as stub:
        yield stub
        stub.assert_no_pending_responses()


def a_budget(dollars: str, **more: Any) -> dict[str, Any]:
    limit = {"Amount": dollars, "Unit": "USD"}
    plain = {"BudgetName": "cloud-monthly", "TimeUnit": "MONTHLY", "BudgetType": "COST", "BudgetLimit": limit}
    return plain | more


def answer_look(stub: Stubber, budget: dict[str, Any]) -> None:
    stub.add_response("describe_budget", {"Budget": budget}, NAMED)
    stub.add_response("describe_notifications_for_budget", {"Notifications": [AT_80]}, NAMED)


def test_stubbed_a_raised_and_narrowed_budget_is_put_back_by_update_budget(budgets: Stubber) -> None:
    drifted = a_budget("9000.0", CostFilters={"Service": ["Amazon Route 53"]})
    answer_look(budgets, drifted)
    answer_look(budgets, drifted)
    spent = {"ActualSpend": {"Amount": "3", "Unit": "USD"}}
    budgets.add_response("describe_budget", {"Budget": drifted | {"CalculatedSpend": spent}}, NAMED)
    wanted = a_budget("200.00")
    budgets.add_response("update_budget", {}, {"AccountId": NAMED["AccountId"], "NewBudget": wanted})
    answer_look(budgets, a_budget("200.0"))
    operation = Operation(PLACE, "budget", "SP 800-53 SA-2", WANTED)
    (result,) = hold_all([operation], write=True)
    assert result.outcome == "changed"
    assert "Route 53" in result.detail


def test_stubbed_who_is_no_longer_told_is_told_again_and_others_stay(budgets: Stubber) -> None:
    def heard_by(*addresses: str) -> None:
        budgets.add_response("describe_budget", {"Budget": a_budget("200.0")}, NAMED)
        budgets.add_response("describe_notifications_for_budget", {"Notifications": [AT_80]}, NAMED)
        budgets.add_response(
            "describe_subscribers_for_notification",
            {"Subscribers": [{"SubscriptionType": "EMAIL", "Address": each} for each in addresses]},
            {**NAMED, "Notification": AT_80},
        )

    heard_by("finance@district.example")
    heard_by("finance@district.example")
    budgets.add_response(
        "create_subscriber",
        {},
        {**NAMED, "Notification": AT_80, "Subscriber": {"SubscriptionType": "EMAIL", "Address": TOLD}},
    )
    heard_by("finance@district.example", TOLD)
    operation = Operation(PLACE, "budget-told", "SP 800-53 SA-2", {"ACTUAL 80%": [TOLD]})
    (result,) = hold_all([operation], write=True)
    assert result.outcome == "changed"


def test_stubbed_an_alert_in_dollars_is_somebody_elses_and_stays(budgets: Stubber) -> None:
    in_dollars = AT_80 | {"ThresholdType": "ABSOLUTE_VALUE", "Threshold": 500.0}
    budgets.add_response("describe_budget", {"Budget": a_budget("200.0")}, NAMED)
    budgets.add_response("describe_notifications_for_budget", {"Notifications": [AT_80, in_dollars]}, NAMED)
    (result,) = hold_all([Operation(PLACE, "budget", "SP 800-53 SA-2", WANTED)], write=True)
    assert result.outcome == "ok"


@pytest.mark.parametrize(
    ("silent", "said"),
    [
        ({"TimePeriod": {"End": datetime(2026, 6, 1, tzinfo=UTC)}}, "2026-06-01"),
        ({"CostTypes": {"IncludeTax": True, "IncludeSupport": False}}, "IncludeSupport"),
    ],
)
def test_stubbed_a_budget_that_ended_or_leaves_costs_out_does_not_hold_and_counts_all_again(
    budgets: Stubber, silent: dict[str, Any], said: str
) -> None:
    answer_look(budgets, a_budget("200.0", **silent))
    answer_look(budgets, a_budget("200.0", **silent))
    budgets.add_response("describe_budget", {"Budget": a_budget("200.0", **silent)}, NAMED)
    whole = {"AccountId": NAMED["AccountId"], "NewBudget": a_budget("200.00")}
    budgets.add_response("update_budget", {}, whole)
    answer_look(budgets, a_budget("200.0"))
    (result,) = hold_all([Operation(PLACE, "budget", "SP 800-53 SA-2", WANTED)], write=True, now=PLACE.now)
    assert result.outcome == "changed"
    assert said in result.detail


@pytest.mark.parametrize(("keys", "outcome"), [(0, "ok"), (1, "would-change")])
def test_stubbed_access_keys_of_the_root_user_are_for_a_person_to_delete(
    iam: Stubber, keys: int, outcome: str
) -> None:
    iam.add_response("get_account_summary", {"SummaryMap": {"AccountAccessKeysPresent": keys}}, {})
    (result,) = hold_all([Operation(Place(CLOUD), "root-keys", "CIS 1.4", 0)], write=False)
    assert result.outcome == outcome
    assert ("by hand: sign in as the root user" in result.detail) == (keys > 0)


@pytest.mark.parametrize(("factor", "outcome"), [(1, "ok"), (0, "would-change")])
def test_stubbed_a_root_user_with_a_second_factor_is_well(iam: Stubber, factor: int, outcome: str) -> None:
    iam.add_response("get_account_summary", {"SummaryMap": {"AccountMFAEnabled": factor}}, {})
    (result,) = hold_all([Operation(Place(CLOUD), "root-mfa", "CIS 1.5", True)], write=False)
    assert result.outcome == outcome


def test_stubbed_a_number_that_aws_leaves_out_is_an_error_and_never_well(iam: Stubber) -> None:
    iam.add_response("get_account_summary", {"SummaryMap": {}}, {})
    with pytest.raises(SourceError, match="does not say AccountMFAEnabled"):
        current_value(SETTINGS["root-mfa"], Place(CLOUD))
