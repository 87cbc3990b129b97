"""An account of moto's with a table, an instance and secrets in it, and what drplan needs to keep them."""

from datetime import timedelta
from typing import Any

import boto3

from drplan import (
    AwsAccount,
    BackupPolicy,
    DataSet,
    District,
    DynamoTable,
    Objectives,
    RdsInstance,
    Repository,
    Role,
    Secret,
    SecretNames,
    Service,
    Site,
    Tier,
)
from drplan.act.beside import BesidePorts
from drplan.adapters.access import Access
from drplan.adapters.aws.beside import AwsBeside
from drplan.adapters.clock import SystemClock
from drplan.adapters.secrets import SecretStore
from drplan.adapters.vault import ResticVault
from tests.contract.weak_key import PASSWORD

REGION = "us-west-2"
ACCOUNT = AwsAccount(name="cloud", account_id="123456789012", region=REGION, owner="admin")
ITEMS = 25
HERE = Access(where="loopback lab")


def client(service: Any) -> Any:
    return boto3.client(service, region_name=REGION)


def data_set(name: str, source: Any, **more: Any) -> DataSet:
    return DataSet(name=name, source=source, policy="nightly", privacy="internal", **more)


TABLE = data_set("meals-data", DynamoTable(account="cloud", table="meals"))
INSTANCE = data_set("sis-data", RdsInstance(account="cloud", instance="sis"))
SECRETS = data_set("secrets-data", SecretNames(account="cloud", prefix="district/"))


def district(*data: DataSet) -> District:
    service = Service(
        name="meals",
        title="Meals",
        tier=Tier.INSTRUCTION,
        objectives=Objectives(rto=timedelta(hours=4), rpo=timedelta(hours=24), mtd=timedelta(hours=24)),
        owner="admin",
        runs_on=("cloud",),
        impact="none",
        workaround="paper",
        data_sets=data,
    )
    site = Site(
        code="do",
        title="Office",
        kind="district-office",
        students=0,
        networks=(),
        contact="admin",
        assets=(ACCOUNT,),
        services=(service,),
    )
    return District(
        name="Test District",
        domain="test.example",
        sites=(site,),
        roles=(Role(name="admin", title="Administrator", phone="555-0100", email="a@test.example"),),
        repositories=(
            Repository(name="onsite", location="/x", site="do", media="disk", password=Secret.env("X")),
        ),
        policies=(BackupPolicy(name="nightly", copies=("onsite",), cadence=timedelta(hours=24)),),
    )


def item(number: int) -> dict[str, Any]:
    """Every type that DynamoDB has, so that none is lost on the way."""
    return {
        "pupil": {"S": f"P{number:04}"},
        "day": {"S": f"2026-11-{number % 28 + 1:02}"},
        "price": {"N": "2.50"},
        "photo": {"B": bytes([number, 0, 255])},
        "eats": {"SS": ["rice", "beans"]},
        "marks": {"NS": ["3", "1"]},
        "keys": {"BS": [b"\x02", b"\x01"]},
        "nested": {"M": {"list": {"L": [{"BOOL": True}, {"NULL": True}, {"S": "\u2028 é"}]}}},
    }


def make_table(*, encrypted: bool = False) -> None:
    there = client("dynamodb")
    more: dict[str, Any] = {"SSESpecification": {"Enabled": True, "SSEType": "KMS"}} if encrypted else {}
    there.create_table(
        TableName="meals",
        KeySchema=[{"AttributeName": "pupil", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "pupil", "AttributeType": "S"},
            {"AttributeName": "day", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-day",
                "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        Tags=[{"Key": "owner", "Value": "kitchen"}],
        **more,
    )
    there.update_time_to_live(
        TableName="meals", TimeToLiveSpecification={"Enabled": True, "AttributeName": "gone"}
    )
    for start in range(0, ITEMS, 25):
        batch = [{"PutRequest": {"Item": item(n)}} for n in range(start, min(start + 25, ITEMS))]
        there.batch_write_item(RequestItems={"meals": batch})


def make_instance(name: str = "sis", **more: Any) -> None:
    told = {
        "DBInstanceClass": "db.t3.micro",
        "Engine": "postgres",
        "EngineVersion": "15.4",
        "AllocatedStorage": 20,
        "MasterUsername": "sis",
        "MasterUserPassword": "correct horse",
        "StorageEncrypted": True,
        "DeletionProtection": True,
        "Tags": [{"Key": "owner", "Value": "registrar"}],
    }
    client("rds").create_db_instance(DBInstanceIdentifier=name, **(told | more))


class Told:
    """Who is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, subject: str, message: str) -> None:
        self.lines.append(f"{subject}: {message}")


class Desk:
    """A district with one repository on this disk, and the ports of a restore beside production."""

    def __init__(self, folder: Any, repository: Any, restic: Any, monkeypatch: Any, *data: DataSet) -> None:
        monkeypatch.setenv("X", PASSWORD)
        self.district = district(*data)
        access = Access(where="loopback lab", locations={"/x": str(repository)})
        self.vault = ResticVault(self.district, access, SecretStore(), restic=restic, state=folder / "state")
        self.told = Told()
        self.ports = BesidePorts(
            self.district, self.vault, AwsBeside(self.district, access), SystemClock(), self.told
        )

    def keep(self, data: DataSet) -> Any:
        kept = self.vault.protect(data, self.district.repositories)
        assert len(kept.points) == 1
        return kept
