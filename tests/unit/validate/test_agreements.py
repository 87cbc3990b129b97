"""The end of an agreement, followed from one to the next, against counting the days one by one."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.declare import Agreement, District, Vendor
from drplan.validate import Finding, validate

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
TERMS = st.lists(
    st.tuples(st.integers(-90, 90), st.integers(0, 120)).map(
        lambda term: Agreement(
            kind="ferpa", signed=TODAY + term[0] * DAY, expires=TODAY + (term[0] + term[1]) * DAY
        )
    ),
    min_size=1,
    max_size=5,
)


def findings(agreements: list[Agreement]) -> list[Finding]:
    vendor = Vendor(name="cloud", title="Cloud", phone="555-0100", email="c@x", agreements=tuple(agreements))
    district = District(
        name="D", domain="d.example", sites=(), roles=(), repositories=(), policies=(), vendors=(vendor,)
    )
    return [each for each in validate(district, TODAY) if each.rule == "DRP094"]


def held(agreements: list[Agreement], day: date) -> bool:
    return any(each.signed <= day <= each.expires for each in agreements)


@settings(max_examples=200, deadline=None)
@given(agreements=TERMS)
def test_the_last_day_is_found_as_if_the_days_were_counted(agreements):
    found = findings(agreements)
    if not held(agreements, TODAY):
        ended = [each.expires for each in agreements if each.expires < TODAY]
        assert bool(found) == bool(ended)
        assert all(f"ended on {max(ended)}" in each.message for each in found)
        return
    last = TODAY
    while held(agreements, last + DAY):
        last += DAY
    assert bool(found) == (last - TODAY <= 60 * DAY)
    assert all(f"ends on {last}, in {(last - TODAY).days} days" in each.message for each in found)
