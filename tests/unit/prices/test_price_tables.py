"""The price tables say of when they are, from where, and what of them nobody confirmed."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from drplan.declare import CloudStorage, StorageContract
from drplan.prices import TABLES, prices_of
from drplan.prices.catalogue import laid_out
from drplan.prices.table import MEMORY, Prices, contract_prices

EVERY = [prices for table in TABLES.values() for prices in table.values()]
AMAZON = {
    "standard", "intelligent-tiering", "standard-ia", "onezone-ia",
    "glacier-instant", "glacier-flexible", "glacier-deep-archive",
}  # fmt: skip


def listed(provider, region, name):
    return prices_of(CloudStorage(provider=provider, region=region, storage_class=name))


def test_the_providers_are_those_that_the_declaration_names():
    about = str(CloudStorage.model_fields["provider"].description)
    assert all(name in about for name in TABLES)
    assert len(TABLES) == 6


@pytest.mark.parametrize("prices", EVERY, ids=lambda each: f"{each.title} {each.region} {each.name}")
def test_each_class_says_of_when_and_from_where_it_is(prices):
    assert date(2023, 1, 1) < prices.as_of <= date(2026, 11, 23)
    assert prices.source
    assert prices.from_memory == (prices.source == MEMORY)
    assert Decimal("0.0005") < prices.storage < Decimal("0.05"), (
        "dollars for a gigabyte and month, not a terabyte"
    )
    assert prices.egress < 1


def test_amazon_has_seven_classes_in_three_regions():
    assert set(TABLES["aws-s3"]) == {(r, n) for r in ("us-east-1", "us-east-2", "us-west-2") for n in AMAZON}


def test_prices_are_exact():
    assert listed("aws-s3", "us-east-1", "standard").storage == Decimal("0.023")
    assert listed("google-cloud-storage", "us-east4", "archive").storage == Decimal("0.0025")


def test_a_colder_class_costs_less_to_keep_and_more_to_read():
    warm, cold = (listed("google-cloud-storage", "us-east1", each) for each in ("nearline", "archive"))
    assert cold.storage < warm.storage
    assert cold.retrieval > warm.retrieval


def test_what_no_table_has_is_not_known():
    assert listed("aws-s3", "us-east-1", "lukewarm") is None
    assert listed("aws-s3", "moon-1", "standard") is None
    assert listed("floppy-depot", "us-east-1", "standard") is None


def test_what_is_said_of_a_class_in_a_place_stands_before_what_is_said_of_it_everywhere():
    read = {
        "title": "T", "as_of": date(2026, 1, 1), "source": "S", "unit": "GB",
        "write": 0, "read": 0, "egress": 1,
        "classes": {"cold": {"storage": 1, "egress": 2}, "warm": {"storage": 3}},
        "regions": {"here": {}, "there": {"egress": 4, "cold": {"storage": 5}}},
    }  # fmt: skip
    found = laid_out(read)
    assert {key: (int(each.storage), int(each.egress)) for key, each in found.items()} == {
        ("here", "cold"): (1, 2),
        ("here", "warm"): (3, 1),
        ("there", "cold"): (5, 4),
        ("there", "warm"): (3, 4),
    }


def test_a_table_cannot_call_unconfirmed_what_it_does_not_have():
    whole = listed("wasabi", "us-east-1", "standard").model_dump()
    with pytest.raises(ValueError, match="no field: postage"):
        Prices.model_validate(whole | {"unconfirmed": ["postage"]})


def test_a_contract_is_priced_by_the_terabyte_of_ten_to_the_twelve_bytes():
    contract = StorageContract(
        dollars_a_tb_month=Decimal("5.40"),
        read_dollars_a_tb=Decimal(10),
        agreed_on=date(2026, 7, 1),
        agreed_in="quote 7",
    )
    prices = contract_prices(contract)
    assert prices_of(contract) == prices
    assert (prices.storage, prices.egress, prices.unit) == (Decimal("0.0054"), Decimal("0.01"), "GB")


def test_the_page_tells_each_table_s_day_and_source():
    page = (Path(__file__).parents[3] / "docs" / "cost.md").read_text()
    for name, table in TABLES.items():
        for prices in table.values():
            assert prices.source in page
            assert f"| {prices.title} | `{name}` | {prices.as_of} |" in page
