"""Money adds up: shares are their sum to the dollar, and a table's last row is the sum of the others."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.explain.content import Table
from drplan.explain.language import language
from drplan.explain.reports import report
from drplan.explain.reports.copies_cost import shared_out
from drplan.explain.reports.replacements import by_payer, replacement_years
from drplan.explain.reports.sums import Line, added, money_table, split
from tests.unit.audit.controls_world import GOOD, changed
from tests.unit.explain.reports.worlds import EMPTY, matter_of

ENGLISH = language("en")
DOLLARS = st.integers(0, 10**9)


@given(DOLLARS, st.lists(st.integers(0, 10**15), min_size=1, max_size=12))
def test_shares_are_the_total_and_within_a_dollar_of_their_weight(total, weights):
    shares = split(total, weights)
    parts = weights if sum(weights) else [1] * len(weights)
    assert sum(shares) == total
    assert all(
        abs(share * sum(parts) - total * part) < sum(parts) for share, part in zip(shares, parts, strict=True)
    )


def test_nothing_is_shared_out_among_nobody():
    assert split(100, []) == ()
    assert split(100, [0, 0, 0]) == (34, 33, 33)


def money(cell):
    return int(cell.replace("$", "").replace(",", "")) if re.fullmatch(r"\$[\d,]+", cell) else None


def columns_of_money(table):
    """Return each column of money: what stands above the total, and the total."""
    *rows, total = table.rows
    for place, told in enumerate(total):
        if money(told) is not None:
            yield [money(row[place]) or 0 for row in rows], money(told)


@given(st.lists(st.tuples(DOLLARS | st.none(), DOLLARS), min_size=1, max_size=45))
def test_a_table_that_leaves_rows_out_still_adds_up(amounts):
    lines = [Line((f"line {number}", "x"), each) for number, each in enumerate(amounts)]
    table = money_table("T", ("What", "More", "Once", "Yearly"), lines, ENGLISH)
    assert len(table.rows) <= 22
    assert all(len(row) == 4 for row in table.rows)
    for parts, total in columns_of_money(table):
        assert sum(parts) == total
    assert [total for _, total in columns_of_money(table)] == list(added(lines))


@pytest.mark.parametrize("edition", ["restricted", "public"])
@pytest.mark.parametrize("tree", [GOOD, EMPTY], ids=["good", "empty"])
def test_every_table_of_the_finance_report_adds_up(tree, edition):
    page = report("finance", matter_of(tree, edition), ENGLISH)
    tables = [each for each in page.blocks if isinstance(each, Table) and each.rows[-1][0] == "Total"]
    assert len(tables) >= 6
    for table in tables:
        for parts, total in columns_of_money(table):
            assert sum(parts) == total, table.caption


@settings(max_examples=20)
@given(st.lists(DOLLARS | st.none(), min_size=3, max_size=3), st.sampled_from([None, 0, 7, 10**12]))
def test_copies_cost_the_same_by_place_and_by_data(costs, size):
    names = ("onsite", "offsite", "neighbor")
    patches = [
        ["set", ["district", "repositories", name, "dollars_a_year"], cost]
        for name, cost in zip(names, costs, strict=True)
    ]
    sizes = [["set", ["district", "sites", "*", "services", "hs-files", "data_sets", "*", "size"], size]]
    tree = changed(GOOD, patches if size is None else [*patches, *_at_hs(sizes)])
    assert sum(shared_out(matter_of(tree)).values()) == sum(each or 0 for each in costs)


def _at_hs(patches):
    return [[verb, [*path[:2], ["code", "hs"], *path[3:]], value] for verb, path, value in patches]


def test_what_a_place_without_data_costs_is_not_lost():
    policy = [
        ["set", ["district", "policies", name, "copies"], ["onsite", "offsite"]] for name in ("records",)
    ]
    found = shared_out(matter_of(changed(GOOD, policy)))
    assert found["", ""] == 1_150
    assert sum(found.values()) == 9_430


def test_each_replacement_is_counted_once_by_year_and_by_payer():
    matter = matter_of()
    years = replacement_years(matter)
    declared = [each.lifecycle.replacement for each in matter.index.assets.values() if each.lifecycle]
    wanted = sum(each.cost for each in declared if each)
    assert sum(each.dollars() for each in years) == wanted
    endings = [(year.year, each) for year in years for each in year.of("replacement")]
    assert sum(by_payer(endings).values()) == wanted
    for year in years:
        parts = (year.dollars(budget="capital"), year.dollars(budget="operating"), year.dollars(funded=False))
        assert sum(parts) == year.dollars()
