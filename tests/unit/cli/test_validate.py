"""``drplan validate`` and ``drplan inventory``: what is printed and how they end."""

import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from drplan.cli import cli
from drplan.errors import UsageError
from drplan.validate import RULES, rules_page

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "inventories"


@pytest.fixture(autouse=True)
def _no_deploys_of_this_machine(monkeypatch, tmp_path):
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the example with two findings: an error at hs and a warning for the district."""
    shutil.copytree(EXAMPLE, tmp_path / "inventories", ignore=shutil.ignore_patterns("__pycache__"))
    school, people = tmp_path / "inventories" / "hs.py", tmp_path / "inventories" / "people.py"
    probe = '    probes=(HttpProbe(url="http://198.18.20.12/canary.html", contains="the canary sings"),),\n'
    assert probe in school.read_text()
    school.write_text(school.read_text().replace(probe, ""))
    alternate = '        alternate="systems-administrator",\n'
    assert alternate in people.read_text()
    people.write_text(people.read_text().replace(alternate, "", 1))
    return tmp_path / "inventories"


def run(*arguments: str, inventory: Path = EXAMPLE) -> Result:
    day = ("--as-of", "2026-11-22") if arguments[0] == "validate" else ()
    return CliRunner().invoke(cli, [*arguments, *day, "--inventory", str(inventory)])


def line_of(path: Path, name: str) -> int:
    """Return the line of the call, the one before its name in the example's way of writing."""
    return [line.strip() for line in path.read_text().splitlines()].index(f'name="{name}",')


def parsed(result: Result) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def test_the_example_district_is_clean_and_says_what_was_checked():
    result = run("validate")
    assert result.exit_code == 0, result.output
    *_, last = result.stdout.splitlines()
    assert last.startswith(f"clean, 1 waived; checked as of 2026-11-22: {len(RULES)} rules, 4 sites, ")


def test_a_waived_finding_is_shown_with_who_bears_it_and_until_when_and_does_not_count():
    text = run("validate").stdout
    assert text.startswith("waived:\n  DRP076  repository offsite: ")
    assert "until 2027-11-21, borne by technology-director: " in text
    report = parsed(run("validate", "--format", "json"))
    (waived,) = report["waived"]
    assert (waived["rule"], waived["waiver"]["until"], report["clean"]) == ("DRP076", "2027-11-21", True)


def test_the_day_decides_what_has_fallen_due():
    later = CliRunner().invoke(cli, ["validate", "--as-of", "2027-11-22", "--inventory", str(EXAMPLE)])
    assert later.exit_code == 1
    assert "DRP120" in later.stdout
    assert "DRP076" in later.stdout
    assert CliRunner().invoke(cli, ["validate", "--as-of", "next week"]).exit_code == 2


def test_findings_are_grouped_by_site_with_counts_and_end_with_1(folder):
    result = run("validate", inventory=folder)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "whole district: 1 warning"
    assert lines[1].startswith("  warning DRP014  role technology-director: ")
    director = line_of(folder / "people.py", "technology-director")
    assert lines[2] == f"          at {folder}/people.py:{director}"
    assert lines[3].startswith("          next: ")
    assert lines[5] == "hs  High School: 1 error"
    assert lines[6].startswith("  error   DRP008  service hs-learning: ")
    assert lines[7] == f"          at {folder}/hs.py:{line_of(folder / 'hs.py', 'hs-learning')}"
    assert lines[-1].startswith("1 error, 1 warning, 1 waived; checked ")


def test_json_holds_the_same(folder):
    result = run("validate", "--format", "json", inventory=folder)
    report = parsed(result)
    assert result.exit_code == 1
    assert report["schema"] == "drplan/validate/1"
    assert (report["clean"], report["errors"], report["warnings"], report["not_shown"]) == (False, 1, 1, 0)
    assert report["checked"]["rules"] == len(RULES)
    assert [each["rule"] for each in report["findings"]] == ["DRP014", "DRP008"]
    assert report["findings"][1]["subject"] == {"kind": "service", "name": "hs-learning", "site": "hs"}


def test_json_names_file_and_line(folder):
    _, learning = parsed(run("validate", "--format", "json", inventory=folder))["findings"]
    assert learning["file"] == f"{folder}/hs.py"
    assert learning["line"] == line_of(folder / "hs.py", "hs-learning")


def test_a_computed_name_leads_to_its_sites_file_and_to_no_line(folder):
    school = folder / "hs.py"
    school.write_text(school.read_text().replace('name="hs-learning"', 'name="-".join(("hs", "learning"))'))
    _, learning = parsed(run("validate", "--format", "json", inventory=folder))["findings"]
    assert (learning["subject"]["name"], learning["file"]) == ("hs-learning", f"{folder}/hs.py")
    assert learning["line"] is None
    assert f"          at {folder}/hs.py\n" in run("validate", inventory=folder).stdout


@pytest.mark.parametrize("given", ["inventories", "./inventories", "{here}/inventories"])
def test_sarif_names_files_as_seen_from_the_repository(folder, monkeypatch, given):
    monkeypatch.chdir(folder.parent)
    result = run("validate", "--format", "sarif", inventory=Path(given.format(here=folder.parent)))
    log = parsed(result)
    assert (result.exit_code, log["version"]) == (1, "2.1.0")
    (sarif_run,) = log["runs"]
    driver = sarif_run["tool"]["driver"]
    assert driver["version"] == importlib.metadata.version("drplan")
    assert [rule["id"] for rule in driver["rules"]] == [rule.id for rule in RULES]
    places = [each["locations"][0]["physicalLocation"] for each in sarif_run["results"]]
    assert places[1] == {
        "artifactLocation": {"uri": "inventories/hs.py"},
        "region": {"startLine": line_of(folder / "hs.py", "hs-learning")},
    }
    assert places[0]["artifactLocation"] == {"uri": "inventories/people.py"}
    assert sarif_run["properties"]["checked"]["rules"] == len(RULES)


def test_sarif_of_one_site_says_how_many_findings_it_leaves_out(folder):
    (sarif_run,) = parsed(run("validate", "--site", "ms", "--format", "sarif", inventory=folder))["runs"]
    assert [each["ruleId"] for each in sarif_run["results"]] == ["DRP014"]
    assert (sarif_run["properties"]["site"], sarif_run["properties"]["not_shown"]) == ("ms", 1)


def test_sarif_of_a_clean_district_has_no_results_and_ends_with_0():
    result = run("validate", "--format", "sarif")
    assert (result.exit_code, parsed(result)["runs"][0]["results"]) == (0, [])


def test_github_gets_one_annotation_a_finding_and_the_counts(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    result = run("validate", "--format", "github", inventory=Path("inventories"))
    warning, error, counts = result.stdout.splitlines()
    assert result.exit_code == 1
    line = line_of(folder / "hs.py", "hs-learning")
    assert error.startswith(
        f"::error file=inventories/hs.py,line={line},title=DRP008 service hs-learning::service hs-learning: "
    )
    assert warning.startswith("::warning file=inventories/people.py,line=")
    assert counts.startswith("1 error, 1 warning, 1 waived; checked ")
    assert run("validate", "--format", "github").stdout.startswith("clean, 1 waived; checked ")


@pytest.mark.parametrize("form", ["sarif", "github"])
def test_the_list_of_rules_is_no_list_of_findings(form):
    result = run("validate", "--list-rules", "--format", form)
    assert isinstance(result.exception, UsageError)
    assert "--format json" in result.exception.next_step


def test_one_site_is_told_with_the_district_and_the_rest_is_counted(folder):
    result = run("validate", "--site", "ms", "--format", "json", inventory=folder)
    report = parsed(result)
    assert result.exit_code == 1
    assert [each["rule"] for each in report["findings"]] == ["DRP014"]
    assert report["not_shown"] == 1
    text = run("validate", "--site", "ms", inventory=folder).stdout
    assert "1 warning at ms and for the whole district (1 finding at other sites)" in text


def test_a_site_that_does_not_exist_is_refused():
    result = run("validate", "--site", "xx")
    assert isinstance(result.exception, UsageError)
    assert result.exception.next_step == "use one of: do, hs, ms, es"


def test_an_inventory_that_cannot_be_read_ends_with_2_and_what_to_do(tmp_path):
    program = [sys.executable, "-c", "from drplan.cli import main; main()", "validate"]
    result = subprocess.run(
        [*program, "--inventory", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (2, "")
    error, step = result.stderr.splitlines()
    assert error.startswith(f"error: {tmp_path / 'district.py'}: no such file")
    assert step.startswith("next: ")


def test_the_rules_are_listed_without_an_inventory(tmp_path):
    assert run("validate", "--list-rules", inventory=tmp_path).stdout == rules_page(RULES)
    report = parsed(run("validate", "--list-rules", "--format", "json", inventory=tmp_path))
    assert report["schema"] == "drplan/rules/1"
    assert [each["id"] for each in report["rules"]] == [rule.id for rule in RULES]


def test_the_list_is_aligned():
    lines = run("inventory", "list").stdout.splitlines()
    assert re.fullmatch(r"assets: \d+", lines[0])
    assert lines[1].split() == ["site", "asset", "kind", "address", "owner", "baselines"]
    column = lines[1].index("kind")
    assert {line[column - 1] for line in lines[1:9]} == {" "}
    assert {each.partition(": ")[0] for each in lines if ": " in each} == {"assets", "services", "data sets"}


def test_a_long_list_is_cut_in_text_and_whole_in_json():
    assert " and " in next(
        line for line in run("inventory", "list").stdout.splitlines() if "switching" in line
    )
    services = parsed(run("inventory", "list", "--format", "json"))["services"]
    switching = next(each for each in services if each["service"] == "district-switching")
    assert "hs-sw1-1" in switching["runs on"].split(", ")


def test_the_list_of_one_site_as_json():
    report = parsed(run("inventory", "list", "--site", "ms", "--format", "json"))
    assert "ms-file1" in [each["asset"] for each in report["assets"]]
    assert {each["site"] for each in report["assets"]} == {"ms"}
    assert [each["service"] for each in report["services"]] == ["ms-files"]
    assert [each["data set"] for each in report["data_sets"]] == ["ms-school-files"]


def test_a_site_without_services_says_so(tmp_path):
    base = json.loads((ROOT / "tests/cases/validate/base.json").read_text())
    base["sites"][0]["services"] = []
    source = f"from drplan import District\ndistrict = District.model_validate_json({json.dumps(base)!r})\n"
    (tmp_path / "district.py").write_text(source)
    code = base["sites"][0]["code"]
    listed = run("inventory", "list", "--site", code, inventory=tmp_path).stdout
    assert "services: 0\n  none declared" in listed


def test_one_thing_is_shown_whole_with_references_for_secrets():
    text = run("inventory", "show", "onsite").stdout
    assert text.startswith("repository onsite\n  name: onsite\n")
    assert "      - DRPLAN_ONSITE_PASSWORD" in text
    report = parsed(run("inventory", "show", "hs-gradebook", "--format", "json"))
    assert report["things"][0]["kind"] == "service"
    assert report["things"][0]["declared"]["objectives"]["rto"] == "PT4H"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("hs", "site"),
        ("hs-db1", "asset"),
        ("hs-gradebook-db", "data set"),
        ("registrar", "role"),
        ("nightly", "policy"),
        ("river-bend", "partner"),
        ("valley-fiber", "vendor"),
    ],
)
def test_a_thing_of_any_kind_is_shown(name, kind):
    assert run("inventory", "show", name).stdout.startswith(f"{kind} {name}\n")


def test_a_name_nobody_bears_is_refused():
    result = run("inventory", "show", "hs-db9")
    assert isinstance(result.exception, UsageError)
    assert "hs-db1" in result.exception.next_step


def test_the_schema_describes_a_district():
    schema = parsed(CliRunner().invoke(cli, ["inventory", "schema"]))
    assert schema["title"] == "District"
    assert {"name", "sites", "roles"} <= set(schema["required"])
