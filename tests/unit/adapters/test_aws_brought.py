"""What is brought back is never more than was looked at, and nothing is written over; clients are fakes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from drplan.adapters.access import Access
from drplan.adapters.aws import into_bucket, table_restore
from drplan.adapters.aws.into_bucket import IntoBucket
from drplan.adapters.aws.moments import BucketMoment
from drplan.adapters.aws.proving import Compared
from drplan.adapters.aws.session import errors_for
from drplan.adapters.aws.spool import Spool
from drplan.adapters.aws.table_point import TablePoint, captured
from drplan.declare import AwsAccount, DynamoTable
from drplan.errors import SourceError, UsageError
from drplan.plan.cloud.version import Version

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Nothing:
    """A client that may not be asked for a change."""

    def get_bucket_encryption(self, **_):
        said: Any = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
        raise ClientError(said, "x")


@pytest.mark.parametrize("outcome", ["unknown", "same"])
def test_an_object_of_the_same_size_is_not_written_over_unknown(monkeypatch, outcome):
    monkeypatch.setattr(into_bucket, "listed", lambda *_: [{"Key": "a", "Size": 9, "ETag": '"other"'}])
    monkeypatch.setattr(into_bucket, "compared", lambda *_: Compared(outcome, "size"))
    monkeypatch.setattr(into_bucket, "by_reading", lambda *_: Compared("same", "bytes"))
    client: Any = Nothing()
    with Spool() as spool:
        spool.add(Version("a", "v", NOW, latest=True, size=9, etag='"mine"'))
        done = IntoBucket(client, "from", spool, "to").bring()
    assert (done.brought, done.in_place) == (0, 1)
    assert done.well(1) is (outcome == "same")


def test_a_disk_that_takes_no_more_is_an_error_of_ours(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("x")
    account = AwsAccount(name="cloud", account_id="123456789012", region="us-east-1", owner="director")
    monkeypatch.setattr(BucketMoment, "_client", lambda _: Nothing())
    with (
        BucketMoment(Access(), account, "from", NOW, NOW) as moment,
        pytest.raises(UsageError, match="cannot be written into: Not a directory"),
    ):
        moment.into_folder(tmp_path / "file" / "folder")


class Emptied:
    """A table that AWS counts as large, six hours late, and that holds nothing any more."""

    def describe_table(self, **_):
        key = [{"AttributeName": "id", "KeyType": "HASH"}]
        return {"Table": {"TableArn": "arn:x", "TableSizeBytes": 10**9, "KeySchema": key}}

    def describe_time_to_live(self, **_):
        return {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}

    def get_paginator(self, _):
        return self

    def paginate(self, **_):
        yield {}

    def scan(self, **_):
        return {"Items": []}


def test_a_large_table_without_an_item_makes_no_recovery_point():
    with pytest.raises(SourceError, match="not one item was found"):
        captured(Emptied(), DynamoTable(account="cloud", table="meals"), "drplan-meals")


@pytest.mark.parametrize(
    ("kept", "moved", "says"),
    [
        ("whole", [], ""),
        ("sample", [], "a sample of 2 items was compared, the rest was not"),
        ("whole", ["item a"], "1 items that came, went or changed while it was backed up were not compared"),
    ],
)
def test_what_was_not_compared_of_a_table_is_said(monkeypatch, kept, moved, says):
    monkeypatch.setattr(table_restore, "state_of", lambda *_: "AVAILABLE")
    monkeypatch.setattr(table_restore, "_of_backup", lambda *_: None)
    monkeypatch.setattr(table_restore, "_finish", lambda *_: [])
    point = TablePoint({"kept": kept, "moved": moved, "backup": {"name": "b", "arn": "a"}}, ["1", "2"])
    notes = table_restore.bring(None, None, point, "meals-back", {})
    assert notes == ["from the backup b in AWS", *filter(None, [says])]


def test_an_item_is_not_quoted_when_its_request_is_not_sent():
    said = "Invalid type for parameter Item.name.S, value: {'Mia': 'Lopez'}, type: <class 'dict'>"
    with (
        pytest.raises(SourceError, match=r"Item\.name\.S, type: <class") as raised,
        errors_for("cloud/meals"),
    ):
        raise ParamValidationError(report=said)
    assert "Lopez" not in str(raised.value)
    assert raised.value.__cause__ is None
