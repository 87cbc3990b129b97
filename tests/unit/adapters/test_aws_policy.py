"""Which statements of a bucket's policy let in everybody, and which selectors of a trail see everything."""

import pytest

from drplan.adapters.aws.settings.account import keep_stricter
from drplan.adapters.aws.settings.policy import join_statements, lets_everybody_in
from drplan.adapters.aws.settings.trail import TRAIL, _all_seen, _seeing_all

READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
FROM_HOME = {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}
DATA = {"Name": "objects", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}
MANAGEMENT = {"Name": "all", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
WRITES = {
    "FieldSelectors": [*MANAGEMENT["FieldSelectors"], {"Field": "readOnly", "Equals": ["false"]}],
}


@pytest.mark.parametrize(
    "more",
    [
        {"Principal": "*"},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": ["arn:aws:iam::123456789012:root", "*"]}},
        {"NotPrincipal": {"AWS": "arn:aws:iam::123456789012:root"}},
        {"Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Principal": "*", "Condition": {"StringLike": {"aws:SourceArn": "*"}}},
        {"Principal": "*", "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}},
        {"Principal": "*", "Condition": {"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}},
        {"Principal": "*", "Condition": {"Null": {"aws:SourceVpc": "true"}}},
        {"Principal": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}}},
        {"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": ["198.51.100.0/24", "0.0.0.0/0"]}}},
        {"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "::/0"}}},
        {"Principal": "*", "Condition": {"StringLike": {"aws:PrincipalOrgID": "o-*"}}},
        {"Principal": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}}},
    ],
)
def test_a_statement_that_lets_in_everybody_is_found(more):
    assert lets_everybody_in(READ | more)


@pytest.mark.parametrize(
    "more",
    [
        {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
        {"Principal": {"Service": "cloudtrail.amazonaws.com"}},
        {"Principal": "*", "Effect": "Deny"},
        {"Principal": "*", "Condition": FROM_HOME},
        {"Principal": "*", "Condition": {"StringEquals": {"AWS:PrincipalOrgID": ["o-1"]}}},
        {
            "Principal": "*",
            "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/*"}},
        },
        {"Principal": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::logs-*"}}},
    ],
)
def test_a_statement_for_somebody_is_left_alone(more):
    assert not lets_everybody_in(READ | more)


def test_our_statements_join_once_each_whatever_became_of_them():
    ours = [{"Sid": "A", "Effect": "Deny"}, {"Sid": "B", "Effect": "Deny"}]
    there = {"Version": "x", "Statement": [{"Sid": "B", "Effect": "Allow"}, READ]}
    whole = join_statements(there, ours)
    assert whole["Statement"] == [READ, *ours]
    assert join_statements(whole, ours) == whole


@pytest.mark.parametrize(
    ("selectors", "all_seen"),
    [
        ({}, True),
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}, True),
        ({"EventSelectors": [{"ReadWriteType": "WriteOnly"}]}, False),
        ({"EventSelectors": [{"IncludeManagementEvents": False}]}, False),
        ({"EventSelectors": [{"ExcludeManagementEventSources": ["kms.amazonaws.com"]}]}, False),
        ({"AdvancedEventSelectors": [DATA, MANAGEMENT]}, True),
        ({"AdvancedEventSelectors": [DATA]}, False),
        ({"AdvancedEventSelectors": [WRITES]}, False),
    ],
)
def test_a_trail_is_seen_to_leave_something_out(selectors, all_seen):
    assert _all_seen(selectors) == all_seen


@pytest.mark.parametrize(
    "selectors",
    [
        {"AdvancedEventSelectors": [DATA, WRITES]},
        {"EventSelectors": [{"ReadWriteType": "WriteOnly", "DataResources": [{"Type": "AWS::S3::Object"}]}]},
    ],
)
def test_a_trail_that_sees_everything_again_keeps_what_else_it_saw(selectors):
    mended = _seeing_all(selectors)
    assert _all_seen(mended)
    assert ("AWS::S3::Object" in str(mended)) == ("AWS::S3::Object" in str(selectors))
    assert (DATA in mended.get("AdvancedEventSelectors", ())) == ("AdvancedEventSelectors" in selectors)


@pytest.mark.parametrize(
    ("current", "kept"),
    [
        ({"Mode": "COMPLIANCE", "Days": 400}, {"Mode": "COMPLIANCE", "Days": 400}),
        ({"Mode": "COMPLIANCE", "Years": 2}, {"Mode": "COMPLIANCE", "Years": 2}),
        ({"Mode": "COMPLIANCE", "Days": 30}, {"Mode": "COMPLIANCE", "Days": 365}),
        ({"Mode": "GOVERNANCE", "Days": 30}, {"Mode": "COMPLIANCE", "Days": 365}),
        ({"Mode": "GOVERNANCE", "Days": 4000}, {"Mode": "COMPLIANCE", "Days": 4000}),
        (None, {"Mode": "COMPLIANCE", "Days": 365}),
    ],
)
def test_a_trails_lock_is_never_shortened_nor_made_weaker(current, kept):
    wanted = {"Mode": "COMPLIANCE", "Days": 365}
    assert TRAIL["trail-lock"].merge(current, wanted) == kept


def test_a_password_policy_that_asks_for_more_is_not_made_weaker():
    wanted = {"MinimumPasswordLength": 15, "PasswordReusePrevention": 24, "RequireSymbols": False}
    assert keep_stricter({**wanted, "MinimumPasswordLength": 20}, wanted)["MinimumPasswordLength"] == 20
    assert keep_stricter({"MinimumPasswordLength": 8}, wanted) == wanted
    assert keep_stricter(None, wanted) == wanted
