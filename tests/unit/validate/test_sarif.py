"""SARIF 2.1.0: what its schema and GitHub's code scanning ask of a log."""

import json
import re
from typing import Any

import pytest

from drplan.validate import RULES, Finding, Located, Place, Subject, sarif_log

NO_BACKUP = Finding("DRP017", "warning", Subject("asset", "hs-db1", "hs"), "has none", "declare one")
NO_PROBE = Finding("DRP008", "error", Subject("service", "hs-files", "hs"), "has none", "declare one")
LOCATED = [Located(NO_BACKUP, Place("inventories/hs.py", 12)), Located(NO_PROBE, Place("inventories/hs.py"))]

# The schema's own lists for the objects we write: its additionalProperties are false throughout.
MAY_HAVE = {
    "log": {"$schema", "version", "runs", "inlineExternalProperties", "properties"},
    "run": {"tool", "invocations", "results", "properties"},
    "driver": {"name", "version", "rules"},
    "rule": {"id", "shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"},
    "result": {"ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"},
    "location": {"physicalLocation", "logicalLocations"},
    "physical": {"artifactLocation", "region"},
}


def log(located: list[Located] = LOCATED) -> dict[str, Any]:
    written = json.dumps(sarif_log(located, RULES, version="1.2.3", about={"site": None}))
    read: dict[str, Any] = json.loads(written)
    return read


def run_of(located: list[Located] = LOCATED) -> dict[str, Any]:
    (run,) = log(located)["runs"]
    assert isinstance(run, dict)
    return run


def uri_of(file: str) -> str:
    (result,) = run_of([Located(NO_PROBE, Place(file, 1))])["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert isinstance(uri, str)
    return uri


def test_a_log_names_its_version_its_schema_and_one_run():
    whole = log()
    assert whole.keys() <= MAY_HAVE["log"]
    assert whole["version"] == "2.1.0"
    assert re.fullmatch(r"https://docs\.oasis-open\.org/.*/sarif-schema-2\.1\.0\.json", whole["$schema"])
    assert run_of().keys() == MAY_HAVE["run"]
    assert run_of()["invocations"] == [{"executionSuccessful": True}]
    assert run_of()["properties"] == {"site": None}


def test_the_driver_has_a_version_and_every_rule_in_words():
    driver = run_of()["tool"]["driver"]
    assert driver.keys() == MAY_HAVE["driver"]
    assert (driver["name"], driver["version"]) == ("drplan", "1.2.3")
    assert len({rule["id"] for rule in driver["rules"]}) == len(RULES)
    for written, rule in zip(driver["rules"], RULES, strict=True):
        assert written == {
            "id": rule.id,
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": rule.why},
            "help": {"text": rule.fix},
            "defaultConfiguration": {"level": rule.severity},
            "properties": {"source": rule.source},
        }
        assert written.keys() == MAY_HAVE["rule"]


def test_a_result_names_its_rule_its_level_and_what_to_do():
    run = run_of()
    rules = run["tool"]["driver"]["rules"]
    for result, located in zip(run["results"], LOCATED, strict=True):
        assert result.keys() == MAY_HAVE["result"]
        assert result["ruleId"] == located.finding.rule == rules[result["ruleIndex"]]["id"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["level"] == located.finding.severity
    assert run["results"][0]["message"] == {"text": "asset hs-db1: has none\nnext: declare one"}


def test_a_result_has_one_place_with_a_line_from_one_on_when_it_is_known():
    with_line, without = (result["locations"] for result in run_of()["results"])
    for locations in (with_line, without):
        assert len(locations) == 1
        assert locations[0].keys() == MAY_HAVE["location"]
        assert locations[0]["physicalLocation"].keys() <= MAY_HAVE["physical"]
    assert with_line[0]["physicalLocation"] == {
        "artifactLocation": {"uri": "inventories/hs.py"},
        "region": {"startLine": 12},
    }
    assert without[0]["physicalLocation"] == {"artifactLocation": {"uri": "inventories/hs.py"}}
    assert without[0]["logicalLocations"] == [{"name": "hs-files", "kind": "service"}]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("inventories/hs.py", "inventories/hs.py"),
        ("our schools/é 100%.py", "our%20schools/%C3%A9%20100%25.py"),
        ("a:b/hs#1?.py", "a%3Ab/hs%231%3F.py"),
        ("/srv/inventories/hs.py", "file:///srv/inventories/hs.py"),
    ],
)
def test_a_path_becomes_a_uri_with_forward_slashes(file, uri):
    assert uri_of(file) == uri


def test_a_fingerprint_survives_a_moved_line_and_other_words_but_not_another_rule_or_thing():
    def fingerprint(finding: Finding, place: Place) -> str:
        (result,) = run_of([Located(finding, place)])["results"]
        (value,) = result["partialFingerprints"].values()
        assert isinstance(value, str)
        return value

    reworded = Finding("DRP008", "error", NO_PROBE.subject, "lacks a probe", "write one")
    elsewhere = Finding("DRP008", "error", Subject("service", "ms-files", "ms"), "has none", "declare one")
    other_rule = Finding("DRP018", "error", NO_PROBE.subject, "has none", "declare one")
    first = fingerprint(NO_PROBE, Place("hs.py", 1))
    assert fingerprint(reworded, Place("files.py", 99)) == first
    assert len({first, *(fingerprint(each, Place("hs.py", 1)) for each in (elsewhere, other_rule))}) == 3


def test_no_findings_are_an_empty_list_of_results_which_says_that_it_ran():
    assert run_of([])["results"] == []
    assert len(run_of([])["tool"]["driver"]["rules"]) == len(RULES)
