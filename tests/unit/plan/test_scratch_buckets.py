"""Which buckets a scratch drill brings back, under which names, and what they cannot show."""

import re
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from drplan import (
    AwsAccount,
    CommandProbe,
    DataSet,
    HttpProbe,
    Objectives,
    ObjectProbe,
    S3Bucket,
    Server,
    Service,
    Site,
    Tier,
)
from drplan.declare import District
from drplan.plan.drill import plan_drill
from drplan.plan.scope import of_site
from drplan.plan.scratch_buckets import LONGEST, buckets_of, scratch_name, unshown

SEEN = ObjectProbe(account="cloud", bucket="records", key="canary.txt", contains="sings")


def account(**more):
    return AwsAccount(
        name="cloud",
        account_id="123456789012",
        region="us-east-1",
        owner="admin",
        **({"buckets": ("records", "others")} | more),
    )


def service(*probes, buckets=("records",), runs_on=("cloud",), name="transcripts"):
    return Service(
        name=name,
        title=name,
        tier=Tier.INSTRUCTION,
        objectives=Objectives(rto=timedelta(hours=4), rpo=timedelta(hours=24), mtd=timedelta(hours=24)),
        owner="admin",
        runs_on=runs_on,
        impact="none",
        workaround="none",
        probes=probes,
        data_sets=tuple(
            DataSet(
                name=f"{name}-{each}",
                source=S3Bucket(account="cloud", bucket=each),
                policy="nightly",
                privacy="internal",
            )
            for each in buckets
        ),
    )


def planned(*services):
    site = Site(
        code="hs",
        title="High School",
        kind="high-school",
        students=1,
        networks=(IPv4Network("10.9.0.0/24"),),
        contact="admin",
        assets=(account(), Server(name="host", address=IPv4Address("10.9.0.1"), owner="admin")),
        services=services,
    )
    district = District(
        name="Test", domain="test.example", sites=(site,), roles=(), repositories=(), policies=()
    )
    return plan_drill(district, of_site(site), {}), district


def reason(*probes, **more):
    return unshown(*planned(service(*probes, **more))).get("transcripts")


def test_a_service_whose_bucket_comes_back_and_is_looked_at_can_be_shown():
    assert reason(SEEN) is None
    assert buckets_of(*planned(service(SEEN))) == {"cloud": ("records",)}


def test_a_bucket_that_two_services_own_comes_back_once_and_one_on_a_host_counts_too():
    plan, district = planned(
        service(SEEN), service(SEEN, name="more", buckets=("others", "records"), runs_on=("host",))
    )
    assert {name: sorted(held) for name, held in buckets_of(plan, district).items()} == {
        "cloud": ["others", "records"]
    }
    assert unshown(plan, district) == {}


@pytest.mark.parametrize(
    ("probe", "more", "why"),
    [
        (SEEN, {"buckets": ()}, "cloud: no bucket of it is a data set of this service"),
        (SEEN.model_copy(update={"bucket": "others"}), {}, "a probe looks at others, to which no data set"),
        (HttpProbe(url="https://records.s3.amazonaws.com/x", contains="x"), {}, "leads to no scratch bucket"),
        (
            CommandProbe(server="host", argv=("aws", "s3", "ls", "s3://records/"), contains="x"),
            {"runs_on": ("host",)},
            "a probe's program names a bucket",
        ),
    ],
)
def test_what_would_ask_production_or_nobody_is_not_tried(probe, more, why):
    assert why in reason(probe, **more)


def test_a_page_of_a_declared_server_is_asked_in_the_room():
    assert reason(HttpProbe(url="http://10.9.0.1/", contains="x")) is None


NAMES = some.from_regex(re.compile(r"[a-z][a-z0-9-]{1,61}[a-z0-9]"), fullmatch=True)


@given(NAMES, NAMES)
def test_a_scratch_buckets_name_is_one_of_s3s_and_tells_prefix_and_drill(one, other):
    names = [scratch_name(account(), bucket, "0a1b2c3d") for bucket in (one, other)]
    for name in names:
        assert re.fullmatch(r"drplan-scratch-0a1b2c3d-[a-z0-9-]*[a-z0-9]", name)
        assert len(name) <= LONGEST
    assert (names[0] == names[1]) == (one == other)


def test_a_declared_bucket_never_begins_as_scratch_buckets_do():
    with pytest.raises(ValidationError, match="declare another scratch_prefix"):
        account(buckets=("drplan-scratch-old",))
    assert account(buckets=("drplan-scratch-old",), scratch_prefix="cedar-rehearsal").buckets
