"""How much memory a table's recovery point takes: a few times what is kept, however large the table is.

A stand-in plays DynamoDB here, page by page: what is measured is drplan's own.
"""

import tracemalloc

import pytest

from drplan.adapters.aws.table_point import captured
from drplan.declare.aws_data import DynamoTable

MEGABYTE = 1 << 20
LIMIT = 8 * MEGABYTE


def item(number):
    return {"id": {"S": f"{number:08}"}, "body": {"S": "x" * 950}}


class Paged:
    """A table of so many items of 1 kB."""

    class exceptions:  # noqa: N801
        class BackupNotFoundException(Exception):
            pass

    def __init__(self, count):
        self.count = count

    def get_paginator(self, name):
        return self

    def paginate(self, **_):
        for start in range(0, self.count, 1000):
            yield {"Items": [item(n) for n in range(start, min(start + 1000, self.count))], "Tags": []}

    def describe_table(self, **_):
        return {
            "Table": {
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "TableArn": "arn",
                "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
            }
        }

    def describe_time_to_live(self, **_):
        return {"TimeToLiveDescription": {}}

    def create_backup(self, **_):
        return {"BackupDetails": {"BackupArn": "arn"}}

    def describe_backup(self, **_):
        return {"BackupDescription": {"BackupDetails": {"BackupStatus": "AVAILABLE"}}}

    def scan(self, **asked):
        return {"Items": [item(asked["Segment"] * 4 + place) for place in range(4)]}

    def batch_get_item(self, RequestItems):  # noqa: N803
        keys = RequestItems["meals"]["Keys"]
        return {"Responses": {"meals": [item(int(each["id"]["S"])) for each in keys]}}


@pytest.mark.parametrize(("count", "kept", "most"), [(8000, "whole", 4 * LIMIT), (50_000, "sample", LIMIT)])
def test_memory_is_bounded_by_what_is_declared(count, kept, most):
    table = DynamoTable(account="cloud", table="meals", whole_up_to=LIMIT)
    tracemalloc.start()
    try:
        point, _ = captured(Paged(count), table, "name")
        point.text()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert point.head["kept"] == kept
    assert peak < most
