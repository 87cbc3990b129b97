"""Bringing back by hand what an account holds: beside production, and never a secret's value."""

import pytest

from drplan import DataSet, DynamoTable, RdsInstance, SecretNames
from drplan.explain.places import restore_steps

CASES = [
    (DynamoTable(account="cloud", table="School_Meals"), "drplan restore table meals --as School_Meals", 1),
    (RdsInstance(account="cloud", instance="sis"), "drplan restore instance meals --as sis", 1),
    (SecretNames(account="cloud", prefix="district/"), "drplan restore secrets meals", 2),
]


@pytest.mark.parametrize(("source", "command", "steps"), CASES)
def test_the_runbook_names_the_one_command_that_brings_it_back(district, source, command, steps):
    policy = district.policies[0].name
    data = DataSet(name="meals", source=source, policy=policy, privacy="internal")
    found = list(restore_steps(data, district))
    assert len(found) == steps
    assert found[-1].commands == (command,)
    assert (found[-1].action, found[-1].subject) == ("put-back", "meals")
