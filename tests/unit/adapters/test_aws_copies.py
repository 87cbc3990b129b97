"""How a declared lock, lifecycle and policy join what a bucket has: never weaker, never less."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.adapters.aws.settings.copies import (
    COPIES,
    canonical,
    days_of,
    join_lifecycle,
    join_statements,
    never_weaker,
)
from drplan.adapters.aws.settings.identities import IDENTITIES
from drplan.adapters.aws.settings.setting import Place
from drplan.declare import AwsAccount
from drplan.errors import SourceError
from drplan.plan.cloud.permissions import bucket_statements
from tests.permissions_tried import ACCOUNT, BUCKET

MODES = ("GOVERNANCE", "COMPLIANCE")
OURS = {"ID": "drplan-copies", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 37}}
RETENTIONS = st.builds(
    lambda mode, unit, number: {"Mode": mode, unit: number},
    st.sampled_from(MODES),
    st.sampled_from(["Days", "Years"]),
    st.integers(1, 90),
)


@given(current=st.none() | RETENTIONS, wanted=RETENTIONS)
def test_a_lock_never_gets_shorter_or_weaker_and_joins_once(current: Any, wanted: Any) -> None:
    whole = never_weaker(current, wanted)
    for part in filter(None, (current, wanted)):
        assert days_of(whole) >= days_of(part)
        assert MODES.index(whole["Mode"]) >= MODES.index(part["Mode"])
    assert never_weaker(whole, wanted) == whole


@pytest.mark.parametrize("expiring", [{"Days": 30}, {"Date": "2027-01-01"}])
def test_a_rule_that_lets_copies_in_use_expire_is_refused(expiring: dict[str, Any]) -> None:
    theirs = {"ID": "tidy", "Status": "Enabled", "Expiration": expiring}
    with pytest.raises(SourceError, match="tidy lets copies expire"):
        join_lifecycle([theirs], OURS)
    assert join_lifecycle([{**theirs, "Status": "Disabled"}], OURS)[-1] == OURS


def test_a_rule_that_deletes_old_versions_sooner_is_refused_and_never_taken_away_by_the_way() -> None:
    theirs = {"ID": "tidy", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}
    with pytest.raises(SourceError, match="tidy deletes old versions sooner"):
        join_lifecycle([theirs, OURS], OURS)
    assert join_lifecycle([{**theirs, "Status": "Disabled"}], OURS)[-1] == OURS


def test_our_statements_join_others_once_in_the_form_that_s3_hands_out() -> None:
    theirs = {"Sid": "Theirs", "Effect": "Deny", "Principal": "*", "Action": ["s3:*"], "Resource": ["arn:x"]}
    ours = bucket_statements(ACCOUNT, BUCKET)
    there = canonical({"Version": "2012-10-17", "Statement": [theirs]})
    whole = join_statements(there, ours)
    assert len(whole["Statement"]) == 4
    assert canonical(whole) == whole
    assert join_statements(whole, ours) == whole


def test_what_others_attached_is_told_before_it_would_go() -> None:
    there = {"Attached": ["arn:aws:iam::aws:policy/AdministratorAccess"], "Inline": ["old"], "Groups": []}
    wanted: dict[str, list[str]] = {"Attached": [], "Inline": [], "Groups": []}
    told = IDENTITIES["identity-user-others"].drops(there, wanted)
    assert told == ("attached policy arn:aws:iam::aws:policy/AdministratorAccess", "inline policy old")
    assert IDENTITIES["identity-user-others"].drops(None, wanted) == ()


def test_a_lock_keeps_its_default_when_its_bucket_lies_in_another_region(monkeypatch: Any) -> None:
    asked: list[str] = []

    class S3:
        def get_bucket_location(self, **_: Any) -> Any:
            return {"LocationConstraint": "eu-central-1"}

        def __getattr__(self, name: str) -> Any:
            return lambda **_: asked.append(name)

    monkeypatch.setattr(Place, "client", lambda *_: S3())
    account = AwsAccount(name="cloud", account_id="123456789012", region="us-west-2", owner="admin")
    write = COPIES["copy-bucket"].write
    assert write is not None
    with pytest.raises(SourceError, match="is in eu-central-1, declared is us-west-2"):
        write(Place(account, name="copies"), {"Region": "us-west-2", "ObjectLock": "Enabled"})
    assert asked == []
