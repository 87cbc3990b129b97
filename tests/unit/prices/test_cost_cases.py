"""Months of copies that were reckoned by hand: each case shows its arithmetic."""

import json
from pathlib import Path

import pytest

from drplan.prices import PARTS, Bills, Prices, copies_of, rounded
from tests.unit.prices.declared import data_set, policy, repository

FOLDER = Path(__file__).parents[2] / "cases" / "cost"
CASES = [case for path in sorted(FOLDER.glob("*.json")) for case in json.loads(path.read_text())]
ANY = {"title": "made up", "region": "here", "name": "any", "as_of": "2026-01-01", "source": "this test"}
LISTED = {"kind": "list-price", "provider": "made-up", "region": "here", "storage_class": "any"}


def reckoned(case):
    """Return the copy of a case, and its bills at the case's own prices."""
    storage = case.get("storage", {})
    storage = storage if "kind" in storage else {**LISTED, **storage}
    data = [data_set(f"data-{number}", **each) for number, each in enumerate(case["data"])]
    kept_by = policy(case.get("cadence", "P1D"), case["retention"])
    (copy,) = copies_of(
        [repository(storage=storage, **case.get("repository", {}))], {kept_by.name: kept_by}, data
    )
    if "prices" not in case:
        return copy, copy.bills
    return copy, Bills(copy.repository, Prices.model_validate(ANY | case["prices"]), copy.loads)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_month_is_what_it_is_by_hand(case):
    assert case["arithmetic"]
    copy, bills = reckoned(case)
    assert bills.most.cents() == {name: case["cents"].get(name, 0) for name in PARTS}
    assert rounded(bills.most.dollars) == sum(case["cents"].values())
    if "kept_bytes" in case:
        assert copy.most == case["kept_bytes"]
    if "bytes_in_a_year" in case:
        assert copy.ahead == case["bytes_in_a_year"]
    named = [why for name, why in copy.unknown.items() if name.startswith("data-")]
    assert named == case.get("unknown", [])


def test_there_are_at_least_twenty_of_them_and_no_two_are_the_same():
    assert len({case["name"] for case in CASES}) == len(CASES) >= 20
