"""Trails and budgets that cannot be are refused when they are declared."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from drplan.declare import AwsAccount, Budget, Trail


def account(**more: Any) -> AwsAccount:
    said = {"name": "cloud", "account_id": "123456789012", "region": "us-east-1", "owner": "admin"}
    return AwsAccount(**said | more)


def test_nobody_but_the_trail_writes_into_its_bucket_so_it_holds_nothing_else() -> None:
    trail = Trail(name="who-did-what", bucket="records")
    assert account(trail=trail, buckets=("others",)).trail == trail
    with pytest.raises(ValidationError, match="records holds the trail"):
        account(trail=trail, buckets=("records",))


@pytest.mark.parametrize("days", [0.0, 0.5, 1.5])
def test_a_trail_is_locked_for_whole_days(days: float) -> None:
    with pytest.raises(ValidationError):
        Trail(name="who-did-what", bucket="records", locked_for=timedelta(days=days))


@pytest.mark.parametrize(
    "said",
    [
        {"dollars_a_month": 0, "told": ("director",)},
        {"dollars_a_month": 200, "told": ()},
        {"dollars_a_month": 200, "told": ("Director of Technology",)},
        {"dollars_a_month": 200, "told": (f"{'a' * 45}@d.example",)},
        {"dollars_a_month": 200, "told": ("director",), "warn_at": ()},
        {"dollars_a_month": 200, "told": ("director",), "warn_at": (80, 80)},
        {"dollars_a_month": 200, "told": ("director",), "warn_at": (10, 20, 30, 40, 50)},
    ],
)
def test_a_budget_says_how_much_and_tells_somebody_at_something(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Budget(**said)


def test_a_budget_is_told_to_roles_and_to_mailboxes() -> None:
    assert Budget(dollars_a_month=200, told=("director", "finance@d.example")).warn_at == (80, 100)
