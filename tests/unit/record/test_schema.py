"""The published schemas are those of the code, and accept records as they are written and no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError  # type: ignore[import-untyped]

from drplan.record.canonical import record_bytes
from drplan.record.schema import KINDS, record_schema, schema_id

ROOT = Path(__file__).parents[3]
CASES = {
    "check": "attack.json",
    "deploy": "deploy.json",
    "drill": "record.json",
    "exercise": "exercise.json",
    "posture": "posture.json",
}


def written(noun: str) -> dict[str, Any]:
    data = (ROOT / "tests/cases/evidence" / CASES[noun]).read_bytes()
    told: dict[str, Any] = json.loads(record_bytes(KINDS[noun].model_validate_json(data)))
    return told


@pytest.mark.parametrize("noun", KINDS)
def test_the_published_schema_is_that_of_the_code(noun):
    published = json.loads((ROOT / "docs/schemas" / f"{noun}.json").read_text())
    assert published == record_schema(KINDS[noun]), f"drplan evidence schema {noun}"


def test_nothing_else_is_published():
    assert {path.stem for path in (ROOT / "docs/schemas").iterdir()} == set(KINDS)


@pytest.mark.parametrize("noun", KINDS)
def test_a_schema_is_one_and_names_its_version(noun):
    schema = record_schema(KINDS[noun])
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].split(":")[-2:] == schema_id(KINDS[noun]).split("/")[-2:]


@pytest.mark.parametrize("noun", CASES)
def test_records_as_they_are_written_are_valid(noun):
    Draft202012Validator(record_schema(KINDS[noun])).validate(written(noun))


@pytest.mark.parametrize("noun", CASES)
def test_every_missing_field_and_one_too_many_are_refused(noun):
    validator, record = Draft202012Validator(record_schema(KINDS[noun])), written(noun)
    for name in record:
        if name not in KINDS[noun].later:
            with pytest.raises(ValidationError, match=name):
                validator.validate({field: value for field, value in record.items() if field != name})
    with pytest.raises(ValidationError):
        validator.validate(record | {"student": "x"})


@pytest.mark.parametrize("moment", ["2026-11-22T09:00:05Z", "2026-11-22T09:00:05.000000+00:00", "2026-11-22"])
def test_a_time_in_another_form_is_refused(moment):
    with pytest.raises(ValidationError):
        Draft202012Validator(record_schema(KINDS["drill"])).validate(written("drill") | {"started": moment})
