"""What only people can put right is named as theirs, in plan, drift and apply, and never called well."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drplan.adapters.access import Access
from drplan.adapters.aws.hold import hold_all
from drplan.adapters.aws.operations import operations_of
from drplan.adapters.aws.session import client
from drplan.declare import AwsAccount
from drplan.ports import OperationResult

DEPLOYS = Path(__file__).parents[2] / "deploys"
CLOUD = AwsAccount(
    name="cloud",
    account_id="123456789012",
    region="us-east-1",
    owner="director",
    keys_within=timedelta(days=60),
)
PRODUCTION = Access()


def held(*, write: bool = False, days_later: int = 0, lab: bool = False) -> dict[str, OperationResult]:
    wanted = [each for each in operations_of(CLOUD, DEPLOYS) if each.setting != "password-policy"]
    now = datetime.now(UTC) + timedelta(days=days_later)
    return {each.name.split(" ")[0]: each for each in hold_all(wanted, write=write, lab=lab, now=now)}


@pytest.fixture
def people(moto_account: str) -> str:
    """Make one user with a password and no second factor, and an access key; return the key's id."""
    iam = client("iam", "us-east-1")
    iam.create_user(UserName="ann")
    iam.create_login_profile(UserName="ann", Password="correct horse battery staple 7")
    return str(iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"])


def test_a_user_without_a_second_factor_is_named_and_asked_to_take_one(people: str) -> None:
    planned, applied = held()["users-mfa"], held(write=True)["users-mfa"]
    assert (planned.outcome, applied.outcome) == ("would-change", "not-run")
    assert planned.calls == applied.calls == ()
    assert '- "ann"' in planned.detail.replace("-  ", "- ")
    assert "by hand: have each of them assign an MFA device" in planned.detail


def test_a_second_factor_settles_it(people: str) -> None:
    iam = client("iam", "us-east-1")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="ann")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(
        UserName="ann", SerialNumber=serial, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )
    assert held()["users-mfa"].outcome == "ok"


def test_an_old_key_is_named_by_its_last_four_characters_and_a_person_rotates_it(people: str) -> None:
    assert held(days_later=59)["keys-age"].outcome == "ok"
    old = held(days_later=61, write=True)["keys-age"]
    assert old.outcome == "not-run"
    assert f"ann …{people[-4:]} of {datetime.now(UTC):%Y-%m-%d}" in old.detail
    assert people[-5:] not in old.detail
    assert "by hand: make a second key" in old.detail


def test_a_key_that_is_deactivated_is_nobodys_way_in(people: str) -> None:
    client("iam", "us-east-1").update_access_key(UserName="ann", AccessKeyId=people, Status="Inactive")
    later = held(days_later=400)
    assert (later["keys-age"].outcome, later["unused-keys"].outcome) == ("ok", "ok")


def test_the_root_users_factor_is_theirs_in_production_and_not_to_be_seen_in_a_lab(moto_account: str) -> None:
    assert held()["root-mfa"].outcome == "would-change"
    assert "by hand: sign in as the root user" in held()["root-mfa"].detail
    in_a_lab = held(lab=True)["root-mfa"]
    assert in_a_lab.outcome == "not-applicable"
    assert "moto" in in_a_lab.detail


def test_what_grows_old_is_not_judged_without_a_day(people: str) -> None:
    wanted = [each for each in operations_of(CLOUD, DEPLOYS) if each.setting == "keys-age"]
    with pytest.raises(ValueError, match="without saying when"):
        list(hold_all(wanted, write=False))
