"""The auditor's table of office suites: counts by verdict, and never a pass that no record shows."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from drplan import Microsoft365
from drplan.explain.language import language
from drplan.explain.reports.tenants import tenants_table
from drplan.measure.verdict import Verdict
from drplan.record.posture import PostureRecord, SeenRecord
from tests.unit.explain.reports.worlds import matter_of

HELD = ("MS.SHAREPOINT.2",)
TENANT = Microsoft365(name="m365", domain="x.example", owner="admin", holds=HELD)


def matter(tenant=TENANT, days=None):
    """Return the world with a tenant in it, and results of so many days before when given."""
    found = matter_of()
    first, *rest = found.district.sites
    sites = (first.model_copy(update={"assets": (*first.assets, tenant)}), *rest)
    district = found.district.model_copy(update={"sites": sites})
    ran = datetime.combine(found.day, time(), UTC) - timedelta(days=days or 0)
    results = {"MS.SHAREPOINT.2.1v1": "pass", "MS.SHAREPOINT.2.2v1": "fail"}
    seen = tuple(
        SeenRecord(id=each, result=said, passed=0, failed=0, unchecked=0) for each, said in results.items()
    )
    record = PostureRecord(
        id="p1", started=ran, ended=ran, verdict=Verdict(outcome="pass"), previous=None, district="d",
        tenant="m365", tenant_kind="microsoft-365", declared_as="x.example", tool="scubagear",
        tool_version="1.8.0", ran=ran, file_sha256="ab" * 32, catalogue="v1.8.0", holds=HELD,
        operator_role="admin", operator_account="a@b", inventory_sha256="cd" * 32, tools={}, results=seen,
    )  # fmt: skip
    ledger = replace(found.case.ledger, postures=() if days is None else (record,))
    return replace(found, case=replace(found.case, district=district, ledger=ledger))


@pytest.mark.parametrize(
    ("tenant", "days", "row"),
    [
        (TENANT, 3, ("m365", "1", "1", "0", "0", "fails: MS.SHAREPOINT.2.2v1")),
        (TENANT, None, ("m365", "0", "0", "2", "0", "no results are on record")),
        (TENANT, 40, ("m365", "0", "0", "2", "0", "and count for 31 days")),
        (
            TENANT.model_copy(update={"holds": ()}),
            3,
            ("m365", "0", "0", "0", "0", "m365 is held to no policy"),
        ),
    ],
    ids=["seen", "never assessed", "late", "held to nothing"],
)
def test_a_tenant_is_counted_as_its_records_show(tenant, days, row):
    table = tenants_table(matter(tenant, days), language("en"))
    assert table is not None
    told = next(each for each in table.rows if each[0] == "m365")
    assert told[:5] == row[:5]
    assert row[5] in told[6]


def test_a_district_without_a_suite_has_no_such_table():
    found = matter_of()
    sites = tuple(
        site.model_copy(update={"assets": tuple(each for each in site.assets if not hasattr(each, "holds"))})
        for site in found.district.sites
    )
    district = found.district.model_copy(update={"sites": sites})
    assert tenants_table(replace(found, case=replace(found.case, district=district)), language("en")) is None
