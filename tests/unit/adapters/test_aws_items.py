"""DynamoDB's items as lines: nothing is lost, and the same item is the same line."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from drplan.adapters.aws.guard_beside import changed
from drplan.adapters.aws.items import entry_of, facts_of, item_in, line_of

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str)
SCALARS = st.one_of(
    st.builds(lambda v: {"S": v}, st.text()),
    st.builds(lambda v: {"N": v}, NUMBERS),
    st.builds(lambda v: {"B": v}, st.binary()),
    st.builds(lambda v: {"BOOL": v}, st.booleans()),
    st.just({"NULL": True}),
    st.builds(lambda v: {"SS": sorted(v)}, st.sets(st.text(), min_size=1)),
    st.builds(lambda v: {"NS": sorted(v)}, st.sets(NUMBERS, min_size=1)),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.builds(lambda v: {"L": v}, st.lists(inner, max_size=3)),
        st.builds(lambda v: {"M": v}, st.dictionaries(st.text(), inner, max_size=3)),
    ),
    max_leaves=6,
)
ITEMS = st.dictionaries(st.text(), VALUES, min_size=1, max_size=4)


@given(ITEMS)
def test_an_item_comes_back_from_its_line_as_it_was(item):
    line = line_of(item)
    assert item_in(line) == item
    assert "\n" not in line
    assert line_of(item_in(line)) == line


def test_the_order_of_a_set_and_of_attributes_makes_no_difference():
    one: dict[str, Any] = {"a": {"SS": ["y", "x"]}, "b": {"BS": [b"\2", b"\1"]}}
    other: dict[str, Any] = {"b": {"BS": [b"\1", b"\2"]}, "a": {"SS": ["x", "y"]}}
    assert line_of(one) == line_of(other)
    assert item_in(line_of(one))["b"] == {"BS": [b"\1", b"\2"]}


def test_an_entry_names_its_item_by_a_digest_and_never_by_its_key():
    item = {"pupil": {"S": "Ada"}, "grade": {"N": "1"}}
    name = entry_of(item, ["pupil"])
    assert "Ada" not in name
    assert name == entry_of({**item, "grade": {"N": "2"}}, ["pupil"])
    assert facts_of(line_of(item)) != facts_of(line_of({**item, "grade": {"N": "2"}}))


def test_what_a_call_would_change_is_told_by_its_own_parameter():
    cases: list[tuple[str, str, dict[str, Any], set[str]]] = [
        ("dynamodb", "DeleteTable", {"TableName": "meals"}, {"meals"}),
        ("dynamodb", "RestoreTableFromBackup", {"TargetTableName": "n", "TableName": "meals"}, {"n"}),
        ("dynamodb", "TagResource", {"ResourceArn": "arn:aws:dynamodb:r:1:table/meals"}, {"meals"}),
        ("dynamodb", "BatchWriteItem", {"RequestItems": {"a": [], "b": []}}, {"a", "b"}),
        ("rds", "DeleteDBInstance", {"DBInstanceIdentifier": "sis"}, {"sis"}),
        ("rds", "DeleteDBSnapshot", {"DBInstanceIdentifier": "sis"}, set()),
        ("s3", "DeleteTable", {"TableName": "meals"}, set()),
    ]
    for service, operation, params, names in cases:
        assert changed(service, operation, params) == names
