"""What the finance report says copies will cost, and what it says is not known."""

from drplan.explain.content import Table
from drplan.explain.language import language
from drplan.explain.reports import report
from drplan.explain.reports.edition import texts
from tests.unit.audit.controls_world import GOOD, changed
from tests.unit.explain.reports.worlds import matter_of

ENGLISH = language("en")
STORAGE = ["district", "repositories", "offsite", "storage"]
CONTRACT = {
    "kind": "contract",
    "dollars_a_tb_month": "10",
    "agreed_on": "2026-07-01",
    "agreed_in": "quote BW-114",
}


def finance(tree=GOOD, edition="restricted"):
    return report("finance", matter_of(tree, edition), ENGLISH)


def table(page, caption):
    (found,) = [each for each in page.blocks if isinstance(each, Table) and each.caption == caption]
    return {row[0]: row[1:] for row in found.rows}


def with_storage(storage):
    return changed(GOOD, [["set", STORAGE, storage]])


def test_a_month_stands_beside_what_is_declared_for_it_with_the_difference_and_the_day_of_its_prices():
    row = table(finance(), "What copies are expected to cost a month")["offsite"]
    kept_with, _, most, year, declared, difference, of = row
    assert kept_with == "Wasabi, us-east-1/standard"
    assert declared == "$490.00"
    month, left = (float(each.strip("$")) for each in (most, difference))
    assert round(month + left, 2) == 490
    assert float(year.strip("$")) >= month > 0
    assert of == "July 1, 2026"


def test_the_parts_of_a_month_add_up_to_it():
    *parts, month = table(finance(), "What that is paid for")["offsite"]
    assert round(sum(float(each.strip("$")) for each in parts), 2) == float(month.strip("$"))


def test_each_policy_stands_beside_its_budget():
    rows = table(finance(), "What each policy's copies cost a month, beside its budget")
    month, budget, left = (float(each.strip("$")) for each in rows["nightly"])
    assert budget == 250
    assert round(month + left, 2) == budget


def test_a_contract_is_named_with_its_day_and_where_it_is_written():
    said = " ".join(texts(finance(with_storage(CONTRACT))))
    assert "By the contract of July 1, 2026: quote BW-114." in said


def test_prices_that_nobody_confirmed_are_said_to_be_so():
    listed = {"kind": "list-price", "provider": "aws-s3", "storage_class": "standard-ia"}
    assert "; unconfirmed." in " ".join(texts(finance(with_storage(listed | {"region": "us-east-2"}))))
    assert "2 of them are unconfirmed." in " ".join(
        texts(finance(with_storage(listed | {"region": "us-east-1"})))
    )


def test_a_class_without_prices_and_data_without_a_size_are_named_and_no_zero():
    strange = {"kind": "list-price", "provider": "nobody", "region": "here", "storage_class": "any"}
    page = finance(with_storage(strange))
    said = " ".join(texts(page))
    assert "offsite: no price table has its storage class; its cost is not known." in said
    rows = table(page, "What each policy's copies cost a month, beside its budget")
    assert rows["nightly"][0].startswith("at least $")
    assert rows["nightly"][2] == ""
    size = ["district", "sites", ["code", "hs"], "services", "hs-files", "data_sets", "*", "size"]
    said = " ".join(texts(finance(changed(GOOD, [["set", size, None]]))))
    assert "offsite: in no sum, as size, change or retention is not declared: hs-school-files." in said


def test_the_public_edition_tells_the_sum_and_neither_names_nor_providers():
    said = " ".join(texts(finance(edition="public")))
    assert "Copies that providers keep are expected to cost $" in said
    assert "Wasabi" not in said
    assert "nightly" not in said
