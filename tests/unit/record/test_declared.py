"""What of a declaration a service's recovery rests on: its own part, by hashes, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.adapters.inventory import load_district
from drplan.declare import District, MariaDbDatabase, PostgresDatabase
from drplan.declare.lookup import service_named, services
from drplan.record.declared import DeclaredParts

EXAMPLE = load_district(Path(__file__).parents[3] / "inventories")
DUMPED = json.dumps(EXAMPLE.model_dump(mode="json"))
NAMES = [service.name for service in services(EXAMPLE)]


def of(district: District, name: str) -> dict[str, str]:
    return DeclaredParts(district).of(service_named(district, name))


def test_a_service_rests_on_what_it_needs_stands_on_and_is_kept_by():
    parts = of(EXAMPLE, "hs-files")
    kinds = {part.split()[0] for part in parts}
    assert kinds == {"service", "asset", "policy", "repository"}
    assert {"service hs-files", "asset hs-file1"} <= set(parts)
    assert {f"service {name}" for name in service_named(EXAMPLE, "hs-files").depends_on} <= set(parts)
    assert all(len(digest) == 64 for digest in parts.values())


def test_the_same_declaration_gives_the_same_hashes_and_no_two_services_share_one():
    again = District.model_validate_json(DUMPED)
    one, other = DeclaredParts(EXAMPLE), DeclaredParts(again)
    hashes = [one.sha256(each) for each in services(EXAMPLE)]
    assert [other.sha256(each) for each in services(again)] == hashes
    assert len(set(hashes)) == len(hashes)


def declared() -> Any:
    return json.loads(DUMPED)


def assets(said: Any) -> list[Any]:
    return [asset for site in said["sites"] for asset in site["assets"]]


@settings(max_examples=10)
@given(st.sampled_from([each["name"] for each in assets(declared()) if each["kind"] == "server"]))
def test_exactly_the_services_that_rest_on_an_asset_change_with_it(name):
    said = declared()
    next(each for each in assets(said) if each["name"] == name)["level"] = "strict"
    after = District.model_validate(said)
    before, after_parts = DeclaredParts(EXAMPLE), DeclaredParts(after)
    was_strict = next(e for e in assets(declared()) if e["name"] == name)["level"] == "strict"
    for service in services(EXAMPLE):
        rests = f"asset {name}" in before.of(service)
        changed = before.sha256(service) != after_parts.sha256(service_named(after, service.name))
        assert changed == (rests and not was_strict)


@pytest.mark.parametrize("field", ["lifecycle", "room"])
def test_what_an_asset_cost_and_where_it_stands_proves_nothing_less(field):
    said = declared()
    for each in assets(said):
        if field in each:
            each[field] = None
    bare = District.model_validate(said)
    assert {name: of(bare, name) for name in NAMES} == {name: of(EXAMPLE, name) for name in NAMES}


def test_a_confirmed_escrow_and_a_measured_speed_prove_nothing_less():
    said = declared()
    for each in said["repositories"]:
        each["escrow"], each["restore_mbit_s"], each["ingest_mbit_s"] = [], 17.0, 17.0
    other = District.model_validate(said)
    assert of(other, "hs-files") == of(EXAMPLE, "hs-files")


def test_a_database_of_another_engine_is_another_part():
    service = next(
        each for each in services(EXAMPLE) if any(d.source.kind == "postgres" for d in each.data_sets)
    )
    data = next(each for each in service.data_sets if isinstance(each.source, PostgresDatabase))
    assert isinstance(data.source, PostgresDatabase)
    other = data.model_copy(
        update={"source": MariaDbDatabase(server=data.source.server, database=data.source.database)}
    )
    swapped = service.model_copy(
        update={"data_sets": tuple(other if each is data else each for each in service.data_sets)}
    )
    said = declared()
    for site in said["sites"]:
        site["services"] = [
            json.loads(swapped.model_dump_json()) if each["name"] == service.name else each
            for each in site["services"]
        ]
    assert of(District.model_validate(said), service.name) != of(EXAMPLE, service.name)


def test_what_is_not_declared_has_an_empty_hash():
    said = declared()
    school = next(site for site in said["sites"] if site["code"] == "hs")
    school["assets"] = [each for each in school["assets"] if each["name"] != "hs-file1"]
    assert of(District.model_validate(said), "hs-files")["asset hs-file1"] == ""
