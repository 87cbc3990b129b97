"""Tables, instances and secrets of an account against moto's server over HTTP, kept in a real restic."""

import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.act.beside import bring_beside, rehearse_beside, secrets_back
from drplan.act.restore import Wanted
from drplan.adapters.aws.beside import AwsBeside
from drplan.adapters.aws.guard import Guard
from drplan.adapters.aws.guard_beside import BesideGuard
from drplan.adapters.aws.items import entry_of
from drplan.adapters.aws.session import client as watched_client
from drplan.adapters.aws.session import watched
from drplan.adapters.aws.table_point import point_in, standing
from drplan.adapters.sources import control_source
from drplan.cli import cli as commands
from drplan.declare import DynamoTable
from drplan.errors import LabError, SourceError, UsageError
from drplan.measure.compare import compare
from drplan.ports.beside import Kept, Rehearsal
from tests.contract.aws_data_desk import (
    HERE,
    INSTANCE,
    ITEMS,
    REGION,
    SECRETS,
    TABLE,
    Desk,
    client,
    district,
    item,
    make_instance,
    make_table,
)

SOON = datetime.now(UTC) + timedelta(hours=1)
PAST = datetime.now(UTC) - timedelta(hours=1)


def wanted():
    return Wanted(datetime.now(UTC))


def kept_of(data_set):
    captured = control_source(data_set.source, district(data_set), HERE).capture()
    return Kept(captured.content, captured.entries)


@pytest.fixture
def desk(moto_account, tmp_path, repository_folder, restic_program, monkeypatch):
    return Desk(tmp_path, repository_folder, restic_program, monkeypatch, TABLE, INSTANCE, SECRETS)


def test_a_table_makes_the_whole_circle_and_nothing_is_left(desk):
    make_table()
    (point,) = desk.keep(TABLE).points
    there = client("dynamodb")
    for number in range(0, ITEMS, 2):
        there.delete_item(TableName="meals", Key={"pupil": {"S": f"P{number:04}"}})
    done = rehearse_beside(TABLE, "drplan-scratch-abc-meals", "abc", desk.ports, wanted())
    assert done.comparison.verdict.outcome == "pass", done.comparison.verdict.because
    assert done.comparison.matched == done.comparison.entries == ITEMS + 7
    assert done.left is None
    assert there.list_tables()["TableNames"] == ["meals"]
    back = bring_beside(TABLE, "meals-back", desk.ports, Wanted(datetime.now(UTC), point.snapshot))
    assert back.comparison.verdict.outcome == "pass", back.comparison.verdict.because
    found = there.get_item(TableName="meals-back", Key={"pupil": {"S": "P0002"}})["Item"]
    assert found["nested"] == item(2)["nested"]
    assert set(found["eats"]["SS"]) == {"rice", "beans"}


def test_a_table_comes_back_of_the_copy_alone_when_the_thief_deleted_backup_and_table(desk):
    make_table()
    desk.keep(TABLE)
    there = client("dynamodb")
    for each in there.list_backups()["BackupSummaries"]:
        there.delete_backup(BackupArn=each["BackupArn"])
    there.delete_table(TableName="meals")
    done = bring_beside(TABLE, "meals", desk.ports, wanted())
    assert done.comparison.verdict.outcome == "pass", done.comparison.verdict.because
    assert any("gone from AWS" in each for each in done.notes)
    assert there.get_item(TableName="meals", Key={"pupil": {"S": "P0007"}})["Item"]["photo"]["B"] == bytes(
        [7, 0, 255]
    )


def _change_item(there, name):
    there.put_item(TableName=name, Item={**item(3), "price": {"N": "2.51"}})


def _drop_item(there, name):
    there.delete_item(TableName=name, Key={"pupil": {"S": "P0004"}})


def _add_items(there, name):
    there.put_item(TableName=name, Item=item(200))
    there.put_item(TableName=name, Item=item(201))


def _provisioned(there, name):
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    there.update_table(TableName=name, BillingMode="PROVISIONED", ProvisionedThroughput=units)


def _no_ttl(there, name):
    there.update_time_to_live(
        TableName=name, TimeToLiveSpecification={"Enabled": False, "AttributeName": "gone"}
    )


def _other_tag(there, name):
    arn = there.describe_table(TableName=name)["Table"]["TableArn"]
    there.tag_resource(ResourceArn=arn, Tags=[{"Key": "owner", "Value": "nobody"}])


def _no_index(there, name):
    there.update_table(TableName=name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-day"}}])


PLANTED = (
    (_change_item, {entry_of(item(3), ["pupil"])}),
    (_drop_item, {entry_of(item(4), ["pupil"]), "table items"}),
    (_add_items, {entry_of(item(200), ["pupil"]), entry_of(item(201), ["pupil"])}),
    (_no_ttl, {"table ttl"}),
    (_other_tag, {"table tags"}),
    (_no_index, {"table index by-day"}),
    (_provisioned, {"table billing"}),
)


def test_every_difference_planted_in_a_restored_table_is_found(moto_account):
    make_table()
    kept = kept_of(TABLE)
    AwsBeside(district(TABLE), HERE).bring(TABLE, kept, "meals-back", None)
    there, differ = client("dynamodb"), set()
    assert standing(there, point_in(kept.content), "meals-back") == kept.expected
    for change, entries in PLANTED:
        change(there, "meals-back")
        differ |= entries
        found = standing(there, point_in(kept.content), "meals-back")
        names = found.keys() | kept.expected.keys()
        assert {each for each in names if found.get(each) != kept.expected.get(each)} == differ
        assert compare(kept.expected, found).verdict.outcome == "fail"


def test_a_restore_that_lost_the_encryption_fails(moto_account):
    """moto forgets the key of a restored table, as a restore without the override does on AWS."""
    make_table(encrypted=True)
    kept, beside = kept_of(TABLE), AwsBeside(district(TABLE), HERE)
    beside.bring(TABLE, kept, "meals-plain", None)
    verdict = compare(kept.expected, beside.read(TABLE, kept, "meals-plain")).verdict
    assert verdict.outcome == "fail"
    assert any("table encryption" in each for each in verdict.because)


def test_of_a_large_table_a_sample_is_kept_and_found_again(moto_account):
    make_table()
    small = TABLE.model_copy(update={"source": DynamoTable(account="cloud", table="meals", whole_up_to=1000)})
    kept, beside = kept_of(small), AwsBeside(district(small), HERE)
    sampled = [each for each in kept.expected if each.startswith("item ")]
    assert len(sampled) > 0
    assert "table items" not in kept.expected
    beside.bring(small, kept, "meals-large", None)
    assert compare(kept.expected, beside.read(small, kept, "meals-large")).verdict.outcome == "pass"
    with pytest.raises(SourceError, match="sample"):
        control_source(small.source, district(small), HERE).prove(kept.content)


def test_an_item_that_changed_while_the_backup_was_made_is_not_compared(moto_account):
    make_table()

    def write_meanwhile(client_):
        def before(**_):
            boto3.client("dynamodb", region_name=REGION).put_item(
                TableName="meals", Item={**item(5), "price": {"N": "9"}}
            )

        client_.meta.events.register("before-call.dynamodb.CreateBackup", before)

    with watched(write_meanwhile):
        kept = kept_of(TABLE)
    assert sum(each.startswith("item ") for each in kept.expected) == ITEMS - 1
    assert "table items" not in kept.expected
    beside = AwsBeside(district(TABLE), HERE)
    beside.bring(TABLE, kept, "meals-later", None)
    assert compare(kept.expected, beside.read(TABLE, kept, "meals-later")).verdict.outcome == "pass"


def test_an_instance_makes_the_whole_circle_and_nothing_is_left(desk):
    make_instance()
    desk.keep(INSTANCE)
    there = client("rds")
    there.modify_db_instance(DBInstanceIdentifier="sis", DeletionProtection=False)
    there.delete_db_instance(DBInstanceIdentifier="sis", SkipFinalSnapshot=True)
    done = rehearse_beside(INSTANCE, "drplan-scratch-abc-sis", "abc", desk.ports, wanted())
    assert done.comparison.verdict.outcome == "pass", done.comparison.verdict.because
    assert done.left is None
    assert "no row in it was read" in done.notes
    assert there.describe_db_instances()["DBInstances"] == []
    assert len(there.describe_db_snapshots()["DBSnapshots"]) == 1


def test_a_restored_instance_of_another_version_or_without_encryption_fails(moto_account):
    make_instance()
    kept, beside, there = kept_of(INSTANCE), AwsBeside(district(INSTANCE), HERE), client("rds")
    beside.bring(INSTANCE, kept, "sis-newer", None)
    there.modify_db_instance(
        DBInstanceIdentifier="sis-newer", EngineVersion="16.1", AllowMajorVersionUpgrade=True
    )
    newer = compare(kept.expected, beside.read(INSTANCE, kept, "sis-newer")).verdict
    assert newer.outcome == "fail"
    assert any("instance engine" in each for each in newer.because)
    snapshots = there.describe_db_snapshots()["DBSnapshots"]
    (snapshot,) = (e for e in snapshots if e["DBSnapshotIdentifier"].startswith("drplan-sis-data-"))
    there.delete_db_snapshot(DBSnapshotIdentifier=snapshot["DBSnapshotIdentifier"])
    make_instance("plain", StorageEncrypted=False)
    there.create_db_snapshot(
        DBInstanceIdentifier="plain", DBSnapshotIdentifier=snapshot["DBSnapshotIdentifier"]
    )
    beside.bring(INSTANCE, kept, "sis-plain", None)
    plain = compare(kept.expected, beside.read(INSTANCE, kept, "sis-plain")).verdict
    assert plain.outcome == "fail"
    assert any("instance encryption" in each for each in plain.because)
    there.delete_db_snapshot(DBSnapshotIdentifier=snapshot["DBSnapshotIdentifier"])
    with pytest.raises(SourceError, match="gone from AWS"):
        beside.bring(INSTANCE, kept, "sis-none", None)


def test_nothing_is_taken_away_but_by_its_own_mark(moto_account):
    make_table()
    kept, beside = kept_of(TABLE), AwsBeside(district(TABLE), HERE)
    mine, others = Rehearsal("abc", SOON), Rehearsal("xyz", SOON)
    beside.bring(TABLE, kept, "drplan-scratch-abc-meals", mine)
    with pytest.raises(SourceError, match="mark"):
        beside.remove(TABLE, "drplan-scratch-abc-meals", others)
    with pytest.raises(SourceError, match="mark"):
        beside.remove(TABLE, "meals", mine)
    with pytest.raises(UsageError, match="nothing is written over"):
        beside.bring(TABLE, kept, "meals", mine)
    assert beside.sweep(TABLE, datetime.now(UTC)) == []
    beside.bring(TABLE, kept, "drplan-scratch-old-meals", Rehearsal("old", PAST))
    assert "taken away" in beside.sweep(TABLE, datetime.now(UTC))[0]
    assert beside.remove(TABLE, "drplan-scratch-abc-meals", mine) == "drplan-scratch-abc-meals was taken away"
    assert client("dynamodb").list_tables()["TableNames"] == ["meals"]


def test_the_guard_lets_nothing_but_the_new_name_be_changed(moto_account):
    make_table()
    make_instance()
    guard = BesideGuard("dynamodb", "meals-new")
    with watched(guard.watch):
        there, rds = watched_client("dynamodb", REGION), watched_client("rds", REGION)
        assert there.describe_table(TableName="meals")["Table"]["TableName"] == "meals"
        for refused in (
            lambda: there.delete_table(TableName="meals"),
            lambda: there.put_item(TableName="meals-new", Item=item(1)),
            lambda: there.batch_write_item(RequestItems={"meals": [], "meals-new": []}),
            lambda: there.delete_backup(
                BackupArn="arn:aws:dynamodb:us-west-2:1:table/meals-new/backup/0179-1"
            ),
            lambda: rds.delete_db_instance(DBInstanceIdentifier="meals-new", SkipFinalSnapshot=True),
            lambda: watched_client("s3", REGION).create_bucket(Bucket="meals-new"),
        ):
            with pytest.raises(LabError, match="refused"):
                refused()
    drill = Guard(lambda bucket: True)
    with watched(drill.watch), pytest.raises(LabError, match="only scratch buckets"):
        watched_client("dynamodb", REGION).delete_table(TableName="meals")
    assert client("dynamodb").list_tables()["TableNames"] == ["meals"]


def test_no_value_of_a_secret_is_ever_asked_for(desk):
    there = client("secretsmanager")
    for name in ("district/db", "district/mail", "other/thing"):
        there.create_secret(Name=name, SecretString="hush", Tags=[{"Key": "for", "Value": name}])
    asked = []

    def listen(client_):
        client_.meta.events.register("before-call.*", lambda model, **_: asked.append(model.name))

    with watched(listen):
        desk.keep(SECRETS)
        there.delete_secret(SecretId="district/db", RecoveryWindowInDays=7)
        back = secrets_back(SECRETS, desk.ports, wanted())
        assert (back.verdict.outcome, back.entries) == ("pass", 2)
        there.delete_secret(SecretId="district/mail", ForceDeleteWithoutRecovery=True)
        gone = secrets_back(SECRETS, desk.ports, wanted())
    assert gone.verdict.outcome == "fail"
    assert any("no copy holds its value" in each for each in desk.told.lines)
    assert {"ListSecrets", "DescribeSecret", "RestoreSecret"} <= set(asked)
    assert not [each for each in asked if "Value" in each]


@pytest.fixture
def commanded(desk, monkeypatch):
    """Have the command line work with the desk's district and ports."""
    monkeypatch.setattr(wiring, "district", lambda inventory: desk.district)
    monkeypatch.setattr(wiring, "enter", lambda: HERE)
    monkeypatch.setattr(wiring, "beside_ports", lambda district, progress: desk.ports)
    return desk


def asked(*words):
    ran = CliRunner().invoke(commands, [*words, "--format", "json"], catch_exceptions=False)
    return ran.exit_code, json.loads(ran.stdout)


def test_the_commands_rehearse_list_and_refuse(commanded):
    make_table()
    commanded.keep(TABLE)
    code, told = asked("restore", "table", "meals-data", "--rehearse")
    assert (code, told["verdict"], told["left"]) == (0, "pass", None)
    assert told["name"].startswith("drplan-scratch-")
    code, told = asked("backup", "in-aws")
    (made,) = [each for each in told["made"] if each["sort"] == "table"]
    assert made["of"] == "meals"
    assert made["name"].startswith("drplan-meals-data-")
    client("secretsmanager").create_secret(Name="district/db", SecretString="hush")
    commanded.keep(SECRETS)
    code, told = asked("restore", "secrets", "secrets-data")
    assert (code, told["verdict"], told["matched"]) == (0, "pass", 1)
    code, told = asked("backup", "vaults")
    assert (code, told["plans"]) == (0, [])
    for form in ("instance", "secrets"):
        assert CliRunner().invoke(commands, ["restore", form, "meals-data"]).exit_code != 0
    ran = CliRunner().invoke(commands, ["restore", "table", "meals-data"])
    assert ran.exit_code != 0
    assert client("dynamodb").list_tables()["TableNames"] == ["meals"]
