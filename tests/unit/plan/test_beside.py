"""What comes back beside production only: it has a name of its own there, and no drill counts it."""

import pytest

from drplan.declare import AwsAccount, DynamoTable, RdsInstance, S3Bucket, SecretNames
from drplan.errors import UsageError
from drplan.plan.beside import rehearsal_name
from drplan.plan.drill import plan_drill
from drplan.plan.scope import of_site
from tests.unit.act.conftest import district, service

ACCOUNT = AwsAccount(name="cloud", account_id="123456789012", region="us-west-2", owner="admin")
SOURCES = {
    "table": DynamoTable(account="cloud", table="School_Meals.v2"),
    "instance": RdsInstance(account="cloud", instance="sis"),
    "": SecretNames(account="cloud", prefix="district/"),
}


def with_source(source):
    plain = service("meals", "host-a")
    return plain.model_copy(update={"data_sets": (plain.data_sets[0].model_copy(update={"source": source}),)})


@pytest.mark.parametrize(("verb", "source"), SOURCES.items())
def test_a_service_on_such_data_is_not_tried_in_a_drill_and_so_never_passes(verb, source):
    declared = district(with_source(source), service("files", "host-b"))
    plan = plan_drill(declared, of_site(declared.sites[0]), {})
    assert set(plan.excused) == {"meals"}
    assert "no drill brings meals-data" in plan.excused["meals"]
    assert (f"drplan restore {verb} meals-data --rehearse" in plan.excused["meals"]) == bool(verb)


def test_a_rehearsals_name_begins_as_the_accounts_scratch_things_do_and_fits():
    for source in list(SOURCES.values())[:2]:
        (data,) = with_source(source).data_sets
        name = rehearsal_name(data, ACCOUNT, "0a1b2c3d4e")
        assert name.startswith("drplan-scratch-0a1b2c3d4e-")
        assert len(name) <= 63
        assert "--" not in name
    (bucket,) = with_source(S3Bucket(account="cloud", bucket="b")).data_sets
    with pytest.raises(UsageError, match="neither"):
        rehearsal_name(bucket, ACCOUNT, "0a1b2c3d4e")
