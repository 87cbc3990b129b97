from datetime import timedelta
from pathlib import Path

import pytest

from drplan.adapters.access import Access
from drplan.adapters.aws.calls import told
from drplan.adapters.aws.enforce import AwsEnforcer
from drplan.adapters.aws.hold import difference
from drplan.adapters.aws.operations import operations_of
from drplan.adapters.aws.settings import SETTINGS, join_rule, join_statement, keep_stronger
from drplan.declare import AwsAccount, BackupVault, Budget, CopyBucket, RestoreTest, Trail, VaultPlan
from drplan.errors import DeclarationError

DEPLOYS = Path(__file__).parents[3] / "deploys"
ROLE = "arn:aws:iam::123456789012:role/backup"
ACCOUNT = AwsAccount(
    name="cloud",
    account_id="123456789012",
    region="us-east-1",
    owner="director",
    buckets=("one", "two"),
    baselines=("baseline", "transport", "copies", "backup"),
    trail=Trail(name="who-did-what", bucket="records", locked_for=timedelta(days=400)),
    budget=Budget(dollars_a_month=200, told=("director@district.example",)),
    copies=(CopyBucket(name="copies", lock_days=30, writer="writer", restorer="restorer", pruner="pruner"),),
    vaults=(BackupVault(name="vault", least_days=30),),
    vault_plans=(
        VaultPlan(
            name="nightly",
            vault="vault",
            schedule="cron(0 7 * * ? *)",
            keep_days=35,
            resources=("arn:aws:dynamodb:us-east-1:123456789012:table/one",),
            role=ROLE,
        ),
    ),
    restore_tests=(
        RestoreTest(
            name="weekly",
            vaults=("vault",),
            schedule="cron(0 9 ? * SUN *)",
            resource_type="DynamoDB",
            role=ROLE,
        ),
    ),
)
OURS = {"Sid": "Ours", "Effect": "Deny"}
THEIRS = {"Sid": "Theirs", "Effect": "Allow"}


def test_a_difference_shows_only_what_differs():
    assert difference({"a": 1, "b": 2}, {"a": 1, "b": 3}) == '-  "b": 2\n+  "b": 3'


def test_a_value_that_is_not_set_differs_by_addition_only():
    assert difference(None, "Enabled") == '+ "Enabled"'


def test_our_statement_joins_theirs_once():
    policy = {"Version": "2012-10-17", "Id": "kept", "Statement": [THEIRS]}
    joined = join_statement(policy, OURS)
    assert joined == {"Version": "2012-10-17", "Id": "kept", "Statement": [THEIRS, OURS]}
    assert join_statement(joined, OURS) == joined


def test_a_policy_with_a_single_statement_is_understood():
    assert join_statement({"Version": "x", "Statement": THEIRS}, OURS)["Statement"] == [THEIRS, OURS]


def test_our_statement_changed_by_hand_is_replaced_not_doubled():
    changed = {"Version": "x", "Statement": [{**OURS, "Effect": "Allow"}, THEIRS]}
    assert join_statement(changed, OURS)["Statement"] == [THEIRS, OURS]


def test_our_rule_joins_theirs_once():
    ours, theirs = {"ID": "ours", "Days": 35}, {"ID": "theirs"}
    assert join_rule(None, ours) == [ours]
    assert join_rule([{"ID": "ours", "Days": 1}, theirs], ours) == [theirs, ours]
    assert join_rule([ours, theirs], ours) == [ours, theirs]


def versions_kept(days: int, name: str = "theirs", status: str = "Enabled") -> dict[str, object]:
    return {"ID": name, "Status": status, "NoncurrentVersionExpiration": {"NoncurrentDays": days}}


def test_another_rule_that_deletes_old_versions_sooner_goes_and_is_named_as_taken_away():
    there = [versions_kept(7), versions_kept(400, "long"), versions_kept(9, "ours")]
    whole = join_rule(there, versions_kept(35, "ours"))
    assert whole == [versions_kept(400, "long"), versions_kept(35, "ours")]
    assert SETTINGS["bucket-lifecycle"].drops(there, whole) == [
        "the lifecycle rule theirs, which deletes old versions after 7 days"
    ]


@pytest.mark.parametrize("other", [versions_kept(35), versions_kept(7, status="Disabled"), {"ID": "theirs"}])
def test_a_rule_that_keeps_old_versions_long_enough_is_no_trouble(other):
    assert join_rule([other], versions_kept(35, "ours")) == [other, versions_kept(35, "ours")]


def test_encryption_with_a_key_is_never_weakened():
    stronger = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"}
    assert keep_stronger(stronger, {"SSEAlgorithm": "AES256"}) == stronger
    assert keep_stronger(None, {"SSEAlgorithm": "AES256"}) == {"SSEAlgorithm": "AES256"}


def test_every_known_setting_is_used_by_a_baseline_and_names_its_control():
    operations = operations_of(ACCOUNT, DEPLOYS)
    assert {each.setting for each in operations} == set(SETTINGS)
    assert all(each.control for each in operations)
    assert len({each.name for each in operations}) == len(operations)


def test_an_unknown_setting_is_refused_by_name(tmp_path):
    (tmp_path / "aws").mkdir()
    (tmp_path / "aws/baseline.py").write_text(
        "def account_settings(account):\n    return [('pasword-policy', 'CIS', {})]\n"
        "def bucket_settings(account, bucket):\n    return []\n"
    )
    with pytest.raises(DeclarationError, match="no setting is named 'pasword-policy'"):
        operations_of(ACCOUNT.model_copy(update={"baselines": ("baseline",)}), tmp_path)


def test_a_baseline_without_a_file_is_an_error_before_the_account_is_called(tmp_path):
    (result,) = AwsEnforcer(Access(), tmp_path).plan([ACCOUNT])
    assert result.error is not None
    assert "no baseline file" in result.error


@pytest.mark.parametrize(
    "text",
    [
        "1 / 0",
        "def f(:",
        "x = 1",
        "import nothing_here",
        "account_settings = lambda account: [('versioning',)]",
    ],
)
def test_a_baseline_that_breaks_off_is_an_error_that_names_its_file(tmp_path, text):
    (tmp_path / "aws").mkdir()
    (tmp_path / "aws/broken.py").write_text(text)
    account = ACCOUNT.model_copy(update={"baselines": ("broken",)})
    with pytest.raises(DeclarationError, match=r"cloud: the baseline .*broken\.py breaks off") as raised:
        operations_of(account, tmp_path)
    assert "\n" not in raised.value.message


def test_what_is_nobodys_business_is_no_part_of_a_call_that_is_told():
    said = told("rds", "Restore", {"MasterUserPassword": "hunter2", "Subscriber": {"Address": "a@b.example"}})
    assert said == "rds:Restore MasterUserPassword=… Subscriber=…"
    assert told("iam", "UpdateAccessKey", {"AccessKeyId": "AKIAABCDEFGHIJKLMNOP"}).endswith("=…MNOP")
    assert told("iam", "Update", {"MinimumPasswordLength": 15}) == "iam:Update MinimumPasswordLength=15"
