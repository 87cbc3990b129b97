"""What the finance report counts as a gap, a price and an exposure, and what it does not know."""

from drplan.explain.content import Table
from drplan.explain.language import language
from drplan.explain.reports import report
from drplan.explain.reports.edition import texts
from drplan.explain.reports.exposure import exposure
from drplan.explain.reports.gaps import gaps
from tests.unit.audit.controls_world import GOOD, changed
from tests.unit.explain.reports.worlds import EMPTY, matter_of

ENGLISH = language("en")
BROKEN = {"outcome": "fail", "because": ["RTO missed"]}
SLOW = changed(
    GOOD,
    [
        ["set", ["district", "sites", "*", "services", "*", "papers"], []],
        ["set", ["drills", 0, "services", "finance-payroll", "verdict"], BROKEN],
        ["set", ["drills", 0, "services", "finance-payroll", "rta_seconds"], 99_999.0],
        ["set", ["drills", 0, "services", "library-catalog", "verdict"], BROKEN],
    ],
)


def finance(tree, edition="restricted"):
    return report("finance", matter_of(tree, edition), ENGLISH)


def table(page, caption):
    (found,) = [each for each in page.blocks if isinstance(each, Table) and each.caption == caption]
    return {row[0]: row[1:] for row in found.rows}


def test_a_gap_is_priced_by_the_improvement_that_helps_and_else_said_to_be_not_priced():
    page = finance(SLOW)
    rows = table(page, "Gaps, and what closing them costs")
    how, what, cost = rows["service finance-payroll"]
    assert how == "slower than promised in its last drill"
    assert what.startswith("Warm standby")
    assert cost == "$14,500 once and $1,800 a year"
    assert rows["service library-catalog"] == ("a corrective action is open", "none declared", "not priced")
    said = " ".join(texts(page))
    assert "1 gap is not priced" in said
    assert "For 1 gap there is an improvement with a price" in said


def test_an_improvement_that_closes_two_gaps_is_bought_once():
    tree = changed(SLOW, [["set", ["drills", 0, "services", "health-records", "verdict"], BROKEN]])
    said = " ".join(texts(finance(tree)))
    assert (
        "For 2 gaps there are improvements with a price. Each bought once: $14,500 once and $1,800 a year"
        in said
    )


def test_the_public_edition_counts_gaps_and_names_none():
    said = " ".join(texts(finance(SLOW, "public")))
    assert "1 gap is not priced" in said
    assert "payroll" not in said
    assert "Warm standby" not in said


def test_a_finding_about_an_asset_concerns_the_services_on_it():
    owner = ["district", "sites", ["code", "hs"], "assets", "hs-db1", "owner"]
    tree = changed(GOOD, [["set", owner, "nobody-there"]])
    found = {(each.kind, each.name): each for each in gaps(matter_of(tree))}
    assert found["asset", "hs-db1"].services == {"hs-gradebook"}
    assert [each.name for each in found["asset", "hs-db1"].helps] == ["records-standby"]


def test_a_day_s_cost_counts_until_the_promised_time_is_over_and_is_rounded_up():
    matter = matter_of()
    assert exposure(matter, matter.index.services["finance-payroll"]) == 10_000
    assert exposure(matter, matter.index.services["student-internet"]) == 2_334
    assert exposure(matter, matter.index.services["hs-learning"]) is None


def test_what_nobody_declared_is_said_and_no_zero():
    tree = changed(EMPTY, [["set", ["district", "repositories", "neighbor", "dollars_a_year"], None]])
    page = finance(tree)
    assert table(page, "What keeping copies costs a year")["neighbor"][-1] == "not declared"
    assert "Of 1 place of copies nobody declared what it costs" in " ".join(texts(page))
    bare = changed(EMPTY, [["set", ["district", "repositories"], []], ["set", ["district", "policies"], []]])
    bare["district"]["improvements"] = []
    said = " ".join(texts(finance(bare)))
    assert "No place of copies is declared." in said
    assert "No improvement is declared." in said
