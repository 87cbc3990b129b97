"""What holds of a month's cost whatever is kept: more never costs less, and parts are the whole."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.declare import Retention
from drplan.prices import Bills, Prices, copies_of, rounded
from drplan.prices.load import Load
from tests.unit.prices.declared import data_set, policy, repository

TB = 10**12
LISTED = {"kind": "list-price", "provider": "made-up", "region": "here", "storage_class": "any"}
COUNTS = {word: st.integers(0, 12) for word in ("daily", "weekly", "monthly", "yearly")}
RETENTIONS = st.fixed_dictionaries(
    {"within": st.integers(1, 60).map(lambda day: timedelta(days=day)), **COUNTS}
)
SIZES = st.tuples(st.integers(0, 2 * TB), st.integers(0, TB // 10))
MONEY = st.decimals(0, 1, places=4)
FIELDS = ("storage", "write", "read", "retrieval", "retrieval_requests", "egress", "watched", "minimum_month")
PRICES = st.fixed_dictionaries(
    dict.fromkeys(FIELDS, MONEY)
    | {
        "minimum_days": st.integers(0, 200),
        "minimum_object": st.sampled_from([0, 4096, 131072]),
        "egress_free": st.decimals(0, 500, places=0),
        "egress_free_times": st.integers(0, 3),
        "unit": st.sampled_from(["GB", "GiB"]),
    }
)
HOURS = st.integers(2, 24 * 8)
FEW = settings(max_examples=60, deadline=None)


def bills(sizes, retention, prices, *, cadence=24, **fields):
    """Return a repository's bills for data sets of those sizes and changes."""
    kept_by = policy(timedelta(hours=cadence), retention)
    data = [data_set(f"data-{i}", size=size, nightly_change=new) for i, (size, new) in enumerate(sizes)]
    (copy,) = copies_of([repository(storage=LISTED, **fields)], {kept_by.name: kept_by}, data)
    about = {"title": "", "region": "", "name": "any", "as_of": "2026-01-01", "source": ""}
    return Bills(copy.repository, Prices.model_validate(about | prices), copy.loads)


@FEW
@given(st.lists(SIZES, min_size=1, max_size=4), RETENTIONS, PRICES, HOURS, st.integers(0, 90))
def test_the_parts_add_up_to_the_whole_to_the_cent_and_shares_add_up_exactly(
    sizes, retention, prices, cadence, lock
):
    found = bills(sizes, retention, prices, cadence=cadence, immutable_days=lock)
    cents = found.most.cents()
    assert sum(cents.values()) == rounded(found.most.dollars)
    assert all(abs(cents[each.name] - each.dollars * 100) <= 1 for each in found.most.parts)
    assert sum(found.shares.values()) == found.most.dollars
    assert all(each >= 0 for each in found.shares.values())
    straight = bills(
        sizes, retention, prices | {"egress_free_times": 0}, cadence=cadence, immutable_days=lock
    )
    assert straight.least.dollars <= straight.most.dollars <= straight.ahead.dollars


@FEW
@given(SIZES, SIZES, RETENTIONS, PRICES, HOURS)
def test_more_bytes_never_cost_less(sizes, added, retention, prices, cadence):
    # Where a multiple of what is stored leaves free, storing more may make leaving cheaper.
    prices |= {"egress_free_times": 0}
    (size, change), (more, faster) = sizes, added
    one = bills([sizes], retention, prices, cadence=cadence).most.dollars
    assert bills([(size + more, change)], retention, prices, cadence=cadence).most.dollars >= one
    assert bills([(size, change + faster)], retention, prices, cadence=cadence).most.dollars >= one


@FEW
@given(SIZES, RETENTIONS, PRICES, HOURS, st.tuples(st.sampled_from([*COUNTS, "within"]), st.integers(1, 9)))
def test_keeping_more_points_never_costs_less(sizes, retention, prices, cadence, added):
    prices |= {"egress_free_times": 0}
    word, more = added
    longer = retention | {word: retention[word] + (timedelta(days=more) if word == "within" else more)}
    one = bills([sizes], retention, prices, cadence=cadence).most.dollars
    assert bills([sizes], longer, prices, cadence=cadence).most.dollars >= one


@FEW
@given(SIZES, RETENTIONS, PRICES, st.sampled_from(FIELDS), MONEY)
def test_a_higher_price_never_costs_less(sizes, retention, prices, field, more):
    dearer = prices | {field: prices[field] + more}
    assert bills([sizes], retention, dearer).most.dollars >= bills([sizes], retention, prices).most.dollars


@FEW
@given(SIZES, st.integers(30, 200), st.integers(1, 29), st.integers(1, 29))
def test_dropping_earlier_than_a_class_is_paid_saves_nothing_of_keeping(sizes, least, one, other):
    prices = {
        "storage": Decimal("0.01"),
        "write": 0,
        "read": 0,
        "egress": 0,
        "unit": "GB",
        "minimum_days": least,
    }

    def keeping(within):
        parts = {
            e.name: e.dollars for e in bills([sizes], {"within": timedelta(days=within)}, prices).most.parts
        }
        return parts["storage"] + parts["early deletion"]

    assert keeping(one) == keeping(other)
    without = bills([sizes], {"within": timedelta(days=one)}, prices | {"minimum_days": 0}).most.dollars
    assert keeping(one) >= without


@FEW
@given(SIZES, RETENTIONS, HOURS, st.fractions(0, 1), st.integers(0, 90))
def test_no_share_of_new_data_takes_more_room_than_is_told_for_a_year(sizes, retention, cadence, share, lock):
    size, change = map(Fraction, sizes)
    load = Load(size, change, change, timedelta(hours=cadence), Retention.model_validate(retention))
    assert load.grown(share, 365).kept(lock) <= load.ahead(365, lock).kept(lock)
    assert load.at_least().kept(lock) == size <= load.kept(lock)
