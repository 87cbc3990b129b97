"""What a district may write is described where it is declared, and so in the JSON Schema."""

import json

import pytest
from click.testing import CliRunner

from drplan import District
from drplan.cli import cli
from drplan.declare.base import Declared


def models(above=Declared):
    for each in above.__subclasses__():
        yield each
        yield from models(each)


MODELS = sorted(set(models()), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_says_what_it_means(model):
    silent = [name for name, field in model.model_fields.items() if not field.description]
    assert silent == []
    assert model.__doc__


def test_the_schema_carries_the_descriptions_with_their_units():
    printed = CliRunner().invoke(cli, ["inventory", "schema"])
    assert printed.exit_code == 0
    schema = json.loads(printed.stdout)
    link = schema["$defs"]["Link"]["properties"]
    assert "megabits a second" in link["up_mbit_s"]["description"]
    assert "in bytes" in schema["$defs"]["DataSet"]["properties"]["size"]["description"]
    assert schema["properties"]["detection"]["format"] == "duration"
    assert schema == District.model_json_schema()


def test_the_schema_knows_every_kind_of_asset_and_source():
    schema = District.model_json_schema()
    kinds = schema["$defs"]["Site"]["properties"]["assets"]["items"]["discriminator"]["mapping"]
    assert set(kinds) == {"server", "network", "aws", "google-workspace", "microsoft-365"}
    sources = schema["$defs"]["DataSet"]["properties"]["source"]["discriminator"]["mapping"]
    assert len(sources) == 15
